// Figures in the editor: pictures and videos of the library, galleries, videos of other houses.
// What is stored is the figure of articles/figures.py; everything else here is for the eyes of the desk.
import { Extension, Node, Plugin } from "django-prose-editor/editor";

import { ask, make, say, words } from "./asking.js";
import { toBangla } from "./digits.js";
import { pick } from "./picker.js";
import { send } from "./upload.js";

const FILES = /^(image\/(jpeg|png|webp|gif|heic|avif)|video\/(mp4|quicktime))$/;
const field = document.querySelector("[data-body-pictures]");
const known = new Map(JSON.parse(field?.dataset.bodyPictures || "[]").map((picture) => [picture.id, picture]));
const sending = new Map(); // token → { file, url, done, error, stop, views }
let tokens = 0;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const thumbOf = (id) => `/admin/images/picture/${id}/thumb/`;

function figureOf(picture) {
  known.set(picture.id, picture);
  const content = picture.caption ? [{ type: "text", text: picture.caption }] : [];
  return { type: "plate", attrs: { picture: picture.id }, content };
}

function galleryOf(pictures) {
  return { type: "gallery", content: [...pictures.map(figureOf), { type: "caption" }] };
}

// Put blocks after the one in hand, in place of it when it is an empty line; leave a line to write on behind them.
function insert(editor, blocks) {
  const { selection, doc } = editor.state;
  const { $to, node } = selection;
  const isEmptyLine = !node && $to.depth === 1 && !$to.parent.content.size;
  const from = isEmptyLine ? $to.before(1) : $to.depth ? $to.after(1) : selection.to;
  const to = isEmptyLine ? $to.after(1) : from;
  const line = to === doc.content.size ? [{ type: "paragraph" }] : [];
  editor.chain().insertContentAt({ from, to }, [...blocks, ...line]).run();
  editor.commands.focus(null, { scrollIntoView: true });
}

// Find the figure that waits for an upload; its place changes while somebody writes.
function placeOf(editor, token) {
  let found = null;
  editor.state.doc.descendants((node, at) => {
    if (node.attrs.token === token) found = { node, at };
    return !found;
  });
  return found;
}

function settle(editor, token, picture) {
  const place = placeOf(editor, token);
  if (!place) return;
  const { node, at } = place;
  const change = editor.state.tr.setNodeMarkup(at, null, { ...node.attrs, token: null, picture: picture.id });
  if (!node.content.size && picture.caption) change.insertText(picture.caption, at + 1);
  editor.view.dispatch(change.setMeta("addToHistory", false));
}

function drop(editor, token) {
  const place = placeOf(editor, token);
  if (place) editor.view.dispatch(editor.state.tr.delete(place.at, place.at + place.node.nodeSize));
}

function refresh(token) {
  for (const show of sending.get(token)?.views || []) show();
}

async function upload(editor, token) {
  const work = sending.get(token);
  const stop = new AbortController();
  Object.assign(work, { stop, done: 0, error: "" });
  refresh(token);
  try {
    const picture = await send(work.file, {
      signal: stop.signal,
      onProgress: ({ sent, size }) => {
        work.done = sent / size;
        refresh(token);
      },
    });
    known.set(picture.id, picture);
    settle(editor, token, picture);
    URL.revokeObjectURL(work.url);
    sending.delete(token);
    say(picture.warning || "");
  } catch (error) {
    if (stop.signal.aborted) {
      sending.delete(token);
      drop(editor, token);
    } else {
      work.error = error.message;
      refresh(token);
    }
  }
}

// Put files where they were pasted or dropped, at once; each fills in when it has arrived.
function place(editor, files, at) {
  const taken = [...files].filter((file) => FILES.test(file.type));
  if (taken.length < files.length) say(words.onlyPictures);
  if (!taken.length) return;
  const nodes = taken.map((file) => {
    const token = `upload-${++tokens}`;
    const url = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
    sending.set(token, { file, url, done: 0, error: "", views: new Set() });
    return { type: "plate", attrs: { token } };
  });
  editor.chain().focus().insertContentAt(at, nodes, { updateSelection: false }).run();
  for (const { attrs } of nodes) upload(editor, attrs.token);
}

const tool = (label, act) => {
  const button = make("button", { type: "button", className: "plain", textContent: label });
  button.addEventListener("click", act);
  return button;
};

async function describe(editor, getPos) {
  const node = editor.state.doc.nodeAt(getPos());
  const { alt = "", credit = "" } = known.get(node.attrs.picture) || {};
  const answer = await ask(
    editor,
    words.ownWords,
    {
      alt: { label: words.alt, value: node.attrs.alt, placeholder: alt, maxLength: 300 },
      credit: { label: words.credit, value: node.attrs.credit, placeholder: credit, maxLength: 120 },
    },
    words.save,
  );
  if (!answer) return;
  const now = editor.state.doc.nodeAt(getPos());
  editor.view.dispatch(editor.state.tr.setNodeMarkup(getPos(), null, { ...now.attrs, ...answer }));
}

// How a figure looks on the desk: what it shows, its caption to be written in, its words below.
function viewOf({ node, editor, getPos }) {
  let shown = node;
  const dom = make("figure", { className: "desk-figure" });
  const face = make("div", { className: "figure-face", contentEditable: "false" });
  const contentDOM = make("figcaption");
  contentDOM.dataset.placeholder = words.captionHere;
  const foot = make("div", { className: "figure-foot", contentEditable: "false" });
  dom.append(face, contentDOM, foot);
  const remove = () => editor.chain().focus().deleteRange({ from: getPos(), to: getPos() + shown.nodeSize }).run();

  const showUpload = (token) => {
    const work = sending.get(token);
    if (!work) return;
    const image = work.url ? [make("img", { src: work.url, alt: "" })] : [];
    face.replaceChildren(...image);
    if (work.error) {
      foot.replaceChildren(
        make("p", { className: "field-error", textContent: work.error }),
        tool(words.again, () => upload(editor, token)),
        tool(words.remove, () => { sending.delete(token); remove(); }),
      );
      return;
    }
    const percent = Math.round(work.done * 100);
    const bar = make("progress", { max: 100, value: percent });
    bar.setAttribute("aria-label", words.coming);
    foot.replaceChildren(
      bar,
      make("span", { textContent: fill(words.comingAt, { n: toBangla(percent) }) }),
      tool(words.cancel, () => work.stop.abort()),
    );
  };
  const showPicture = ({ picture, alt, credit }) => {
    const inLibrary = known.get(picture);
    const src = inLibrary?.thumb || thumbOf(picture);
    const image = make("img", { src, alt: alt || inLibrary?.alt || "" });
    image.addEventListener("error", () => image.replaceWith(make("span", { textContent: words.closed })));
    face.replaceChildren(image);
    if (inLibrary?.seconds) face.append(make("span", { className: "figure-kind", textContent: words.video }));
    const line = (text, none) => make("span", { textContent: text || none, className: text ? "" : "warning" });
    foot.replaceChildren(
      line(alt || inLibrary?.alt, words.noAlt),
      line(credit || inLibrary?.credit, words.noCredit),
      tool(words.ownWords, () => describe(editor, getPos)),
      tool(words.remove, remove),
    );
  };
  const cover = async () => {
    const chosen = await pick({ videos: false, heading: words.cover });
    if (!chosen?.length) return;
    known.set(chosen[0].id, chosen[0]);
    const now = editor.state.doc.nodeAt(getPos());
    editor.view.dispatch(editor.state.tr.setNodeMarkup(getPos(), null, { ...now.attrs, picture: chosen[0].id }));
  };
  const showEmbed = ({ embed, picture }) => {
    const image = picture ? [make("img", { src: known.get(picture)?.thumb || thumbOf(picture), alt: "" })] : [];
    face.replaceChildren(...image, make("span", { className: "figure-kind", textContent: words.embedded }), make("span", { textContent: embed }));
    foot.replaceChildren(tool(words.cover, cover), tool(words.remove, remove));
  };
  const forget = () => sending.get(shown.attrs.token)?.views.delete(show);
  const show = () => {
    const { token, embed, picture } = shown.attrs;
    if (token) showUpload(token);
    else if (embed) showEmbed(shown.attrs);
    else if (picture) showPicture(shown.attrs);
  };
  sending.get(node.attrs.token)?.views.add(show);
  show();
  return {
    dom,
    contentDOM,
    update(now) {
      if (now.type.name !== "plate") return false;
      const same = JSON.stringify(now.attrs) === JSON.stringify(shown.attrs);
      if (now.attrs.token !== shown.attrs.token) forget();
      shown = now;
      contentDOM.classList.toggle("is-empty", !now.content.size);
      if (!same) show();
      return true;
    },
    ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
    stopEvent: (event) => !contentDOM.contains(event.target) && /^(mousedown|click|key)/.test(event.type) && Boolean(event.target.closest("button")),
    destroy: forget,
  };
}

const attribute = (name, read = (value) => value) => ({
  default: read("") || (name === "data-picture" ? 0 : ""),
  parseHTML: (element) => read(element.getAttribute(name) || ""),
  renderHTML: () => ({}),
});

const caption = (element) => element.querySelector(":scope > figcaption") || make("figcaption");

function addItem(menu, buttons, name, command) {
  menu.defineItem({ name, groups: "figures", button: buttons.text(words[name]), command });
}

// “plate”: the package makes a button of its own for whatever is called a figure.
export const Plate = Node.create({
  name: "plate",
  group: "block",
  content: "text*",
  marks: "bold italic subscript superscript link",
  draggable: true,
  isolating: true,
  defining: true,

  addAttributes() {
    return {
      picture: attribute("data-picture", Number),
      alt: attribute("data-alt"),
      credit: attribute("data-credit"),
      embed: attribute("data-embed"),
      token: { default: null, rendered: false, parseHTML: () => null },
    };
  },

  parseHTML() {
    return ["figure[data-picture]", "figure[data-embed]"].map((tag) => ({ tag, contentElement: caption }));
  },

  renderHTML({ node }) {
    const { picture, alt, credit, embed } = node.attrs;
    const named = { "data-alt": alt, "data-credit": credit, "data-embed": embed, "data-picture": picture };
    const given = Object.entries(named).filter(([, value]) => value);
    return ["figure", Object.fromEntries(given), ["figcaption", 0]];
  },

  addNodeView() {
    return viewOf;
  },

  addKeyboardShortcuts() {
    return {
      // Enter leaves the caption for a line of its own after the figure.
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection;
        if ($from.parent.type.name !== "plate") return false;
        const outer = $from.depth > 1 && $from.node(-1).type.name === "gallery" ? $from.after(-1) : $from.after();
        return editor.chain().insertContentAt(outer, { type: "paragraph" }).focus(outer + 1).run();
      },
    };
  },

  addMenuItems({ menu, buttons }) {
    addItem(menu, buttons, "picture", async (editor) => {
      const chosen = await pick({ multiple: true, heading: words.picture });
      if (chosen?.length) insert(editor, chosen.map(figureOf));
    });
    addItem(menu, buttons, "embed", async (editor) => {
      let found = null;
      const check = async ({ address }) => {
        try {
          const answer = await fetch(`${field.dataset.embedUrl}?${new URLSearchParams({ address })}`, { headers: { Accept: "application/json" } });
          found = await answer.json();
          return found.error || "";
        } catch {
          return words.noConnection;
        }
      };
      const asked = { address: { label: words.embedAddress, type: "url", required: true, placeholder: "https://www.youtube.com/watch?v=…" } };
      if (await ask(editor, words.embed, asked, words.insert, check)) {
        insert(editor, [{ type: "plate", attrs: { embed: found.address } }]);
      }
    });
  },
});

export const Gallery = Node.create({
  name: "gallery",
  group: "block",
  content: "plate+ caption",
  draggable: true,
  isolating: true,

  addExtensions() {
    return [
      Node.create({
        name: "caption",
        content: "text*",
        marks: "bold italic subscript superscript link",
        isolating: true,
        parseHTML: () => [{ tag: "figcaption", context: "gallery/" }],
        renderHTML: () => ["figcaption", { "data-placeholder": words.galleryCaption }, 0],
      }),
    ];
  },

  parseHTML() {
    return [{ tag: "figure[data-gallery]" }];
  },

  renderHTML() {
    return ["figure", { "data-gallery": "" }, 0];
  },

  addMenuItems({ menu, buttons }) {
    addItem(menu, buttons, "gallery", async (editor) => {
      const chosen = await pick({ multiple: true, videos: false, heading: words.gallery });
      if (chosen?.length) insert(editor, [chosen.length > 1 ? galleryOf(chosen) : figureOf(chosen[0])]);
    });
  },
});

// Files that are pasted or dropped; text that is copied together with pictures stays text.
export const Placing = Extension.create({
  name: "placing",

  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          handlePaste(view, event) {
            const { files } = event.clipboardData;
            const hasText = event.clipboardData.getData("text/plain").trim() !== "";
            if (!files.length || hasText) return false;
            const { $to } = view.state.selection;
            place(editor, files, $to.depth ? $to.after(1) : $to.pos);
            return true;
          },
          handleDrop(view, event, slice, moved) {
            const files = event.dataTransfer?.files;
            if (moved || !files?.length) return false;
            event.preventDefault();
            const spot = view.posAtCoords({ left: event.clientX, top: event.clientY });
            const $at = view.state.doc.resolve(spot ? spot.pos : view.state.doc.content.size);
            place(editor, files, $at.depth ? $at.after(1) : $at.pos);
            return true;
          },
        },
      }),
    ];
  },
});

// A story is not sent while its pictures still come: they would be missing in it.
document.addEventListener(
  "submit",
  (event) => {
    if (!sending.size || event.target.method === "dialog") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(words.waitForPictures);
    document.querySelector(".desk-figure progress, .desk-figure .field-error")?.closest("figure").scrollIntoView({ block: "center" });
  },
  true,
);
