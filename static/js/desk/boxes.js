// Boxes in the editor: pull-quotes, fact boxes, cards of related stories, as articles/boxes.py stores them.
import { Document as BaseDocument, Node, pm } from "django-prose-editor/editor";

import { make, words } from "./asking.js";
import { toBangla } from "./digits.js";
import { askStory } from "./finding.js";

const { Selection } = pm.state;
const { closeHistory } = pm.history;
const field = document.querySelector("[data-body-stories]");
const known = new Map(JSON.parse(field?.dataset.bodyStories || "[]").map((story) => [story.id, story]));

// What may be put into a box of a kind; the line of its own, its title or its speaker, begins or ends it.
const KINDS = {
  pull: { takes: ["paragraph"], fill: (schema, blocks) => [...blocks, schema.nodes.speaker.create()] },
  facts: { takes: ["paragraph", "bulletList", "orderedList"], fill: (schema, blocks) => [schema.nodes.factsTitle.create(), ...blocks] },
};
const OWN_LINES = ["speaker", "factsTitle"];

// Boxes stand between the blocks of a story, never in a list, a cell or each other.
export const Document = BaseDocument.extend({ content: "(block | box)+" });

// Change the text in one step, which is undone alone; the cursor goes to the place nearest behind `at`.
function change(editor, at, steps) {
  const command = ({ tr }) => {
    steps(closeHistory(tr));
    tr.setSelection(Selection.near(tr.doc.resolve(at), 1));
    return true;
  };
  return editor.chain().focus(null, { scrollIntoView: false }).command(command).scrollIntoView().run();
}

// The box around the cursor: { node, at }, or null.
function boxAround({ selection: { $from } }, name) {
  const node = $from.depth ? $from.node(1) : null;
  return node?.type.name === name ? { node, at: $from.before(1) } : null;
}

// Take the words of a box out of it; the line of its own becomes a paragraph.
function unwrap(editor, { node, at }) {
  const { paragraph } = editor.schema.nodes;
  const blocks = [];
  node.forEach((child) => {
    if (!OWN_LINES.includes(child.type.name)) blocks.push(child);
    else if (child.content.size) blocks.push(paragraph.create(null, child.content));
  });
  return change(editor, at, (tr) => tr.replaceWith(at, at + node.nodeSize, blocks));
}

// The whole blocks that are chosen, { blocks, from, to }; null where one of them can stand in no box of the kind.
function chosen({ selection: { $from, $to }, doc }, { takes }) {
  if (!$from.depth || !$to.depth) return null;
  const blocks = [];
  for (let index = $from.index(0); index <= $to.index(0); index += 1) blocks.push(doc.child(index));
  const fits = blocks.every((block) => takes.includes(block.type.name));
  return fits ? { blocks, from: $from.before(1), to: $to.after(1) } : null;
}

// Where a new block goes: after the one in hand, in place of it when it is an empty line.
function placeFor({ selection: { $to, to, node } }) {
  if (!$to.depth) return { from: to, to };
  const isEmptyLine = !node && $to.depth === 1 && !$to.parent.content.size;
  return { from: isEmptyLine ? $to.before(1) : $to.after(1), to: $to.after(1) };
}

// Put a box in; the cursor goes to `at`, or the nearest place behind it. There is always a line to write on after it.
function put(editor, { from, to }, box, at) {
  const { schema, doc } = editor.state;
  const line = to === doc.content.size ? [schema.nodes.paragraph.create()] : [];
  change(editor, at, (tr) => tr.replaceWith(from, to, [box, ...line]));
}

// Make a box of the chosen blocks, or an empty one; the cursor goes where words are missing.
function wrap(editor, name) {
  const { schema } = editor.state;
  const kind = KINDS[name];
  const { blocks, ...place } = chosen(editor.state, kind) || { blocks: [schema.nodes.paragraph.create()], ...placeFor(editor.state) };
  const box = schema.nodes[name].create(null, kind.fill(schema, blocks));
  const isQuoted = name === "pull" && blocks.some((block) => block.content.size);
  put(editor, place, box, place.from + (isQuoted ? box.nodeSize - 2 : 2));
}

function addItem({ menu, buttons }, name, command) {
  const active = (editor) => editor.isActive(name);
  menu.defineItem({ name, groups: "boxes", button: buttons.text(words[name]), active, command });
}

const toggle = (name) => (editor) => {
  const box = boxAround(editor.state, name);
  if (box) unwrap(editor, box);
  else wrap(editor, name);
};

// A line of a box in which marks have no place.
const ownLine = (name, tag, context, placeholder, marks = "") =>
  Node.create({
    name,
    content: "text*",
    marks,
    isolating: true,
    parseHTML: () => [{ tag, context: `${context}/`, priority: 60 }],
    renderHTML: () => [tag, { "data-placeholder": placeholder }, 0],
  });

// Leave a box for an empty line after it; an empty line at the end of the box, so long, goes.
function leave(editor, { node, at }, empty = 0) {
  const end = at + node.nodeSize;
  const next = editor.state.doc.nodeAt(end);
  const isThere = next?.type.name === "paragraph" && !next.content.size;
  return change(editor, end - empty, (tr) => {
    if (!isThere) tr.insert(end, editor.schema.nodes.paragraph.create());
    if (empty) tr.delete(end - 1 - empty, end - 1);
  });
}

// Whether the cursor stands before the first letter of a block that lies directly in the box.
const isAtStart = ({ selection: { empty, $from } }) => empty && $from.parentOffset === 0 && $from.depth === 2;

export const Pull = Node.create({
  name: "pull",
  group: "box",
  content: "paragraph+ speaker",
  isolating: true,
  defining: true,

  addExtensions: () => [ownLine("speaker", "cite", "pull", words.speaker)],
  parseHTML: () => [{ tag: "blockquote[data-pull]", priority: 60 }],
  renderHTML: () => ["blockquote", { "data-pull": "" }, 0],

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const box = boxAround(editor.state, "pull");
        if (!box) return false;
        const { $from, from, to } = editor.state.selection;
        if ($from.parent.type.name === "speaker") return leave(editor, box);
        if ($from.sharedDepth(to) < 1) return false;
        // A second Enter after the quotation goes on to who said it.
        const isLast = $from.index(1) === box.node.childCount - 2;
        const goesOn = isLast && !$from.parent.content.size && box.node.childCount > 2;
        if (goesOn) return change(editor, $from.before(), (tr) => tr.delete($from.before(), $from.after()));
        return change(editor, from + 2, (tr) => tr.delete(from, to).split(from));
      },
      Backspace: ({ editor }) => {
        const box = boxAround(editor.state, "pull");
        if (!box || !isAtStart(editor.state)) return false;
        const { $from } = editor.state.selection;
        if ($from.index(1) === 0) return unwrap(editor, box);
        return $from.parent.type.name === "speaker" && editor.commands.setTextSelection($from.before() - 1);
      },
    };
  },

  addMenuItems(given) {
    addItem(given, "pull", toggle("pull"));
  },
});

export const Facts = Node.create({
  name: "facts",
  group: "box",
  content: "factsTitle (paragraph | bulletList | orderedList)+",
  isolating: true,
  defining: true,

  addExtensions: () => [ownLine("factsTitle", "h2", "facts", words.factsTitle)],
  parseHTML: () => [{ tag: "aside[data-facts]" }],
  renderHTML: () => ["aside", { "data-facts": "" }, 0],

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const box = boxAround(editor.state, "facts");
        if (!box) return false;
        const { $from } = editor.state.selection;
        if ($from.parent.type.name === "factsTitle") return change(editor, $from.after(), () => {});
        // A second Enter at the end leaves the box.
        const isLast = $from.depth === 2 && $from.index(1) === box.node.childCount - 1;
        return isLast && !$from.parent.content.size && box.node.childCount > 2 && leave(editor, box, $from.parent.nodeSize);
      },
      Backspace: ({ editor }) => {
        const box = boxAround(editor.state, "facts");
        if (!box || !isAtStart(editor.state)) return false;
        const { $from } = editor.state.selection;
        if ($from.index(1) === 0) return unwrap(editor, box);
        return $from.index(1) === 1 && editor.commands.setTextSelection($from.before() - 1);
      },
    };
  },

  addMenuItems(given) {
    addItem(given, "facts", toggle("facts"));
  },
});

// How the card of a story looks on the desk; one of a story that is not out says so and no more.
function cardOf({ node, editor, getPos }) {
  const { story: id } = node.attrs;
  const story = known.get(id);
  const none = words.notOut.replace("{n}", toBangla(id));
  const lines = [
    make("small", { textContent: words.related }),
    make("b", { textContent: story?.headline || none, className: story ? "" : "warning" }),
    make("small", { textContent: story?.day || "" }),
  ];
  const remove = make("button", { type: "button", className: "plain", textContent: words.remove });
  remove.addEventListener("click", () => editor.chain().focus().deleteRange({ from: getPos(), to: getPos() + 1 }).run());
  const thumb = story?.thumb ? [make("img", { src: story.thumb, alt: "" })] : [];
  const dom = make("div", { className: "desk-card", contentEditable: "false" }, [make("div", {}, lines), ...thumb, remove]);
  return { dom, stopEvent: (event) => Boolean(event.target.closest?.("button")) && /^(mousedown|click|key)/.test(event.type) };
}

export const StoryCard = Node.create({
  name: "storyCard",
  group: "box",
  atom: true,
  draggable: true,

  addAttributes: () => ({
    story: { default: 0, parseHTML: (element) => Number(element.dataset.story), renderHTML: () => ({}) },
  }),
  parseHTML: () => [{ tag: "aside[data-story]" }],
  renderHTML: ({ node }) => ["aside", { "data-story": node.attrs.story }],
  addNodeView: () => cardOf,

  addMenuItems(given) {
    addItem(given, "storyCard", async (editor) => {
      const story = await askStory(editor, words.storyCard);
      if (!story) return;
      known.set(story.id, story);
      const place = placeFor(editor.state);
      const card = editor.schema.nodes.storyCard.create({ story: story.id });
      put(editor, place, card, place.from + card.nodeSize);
    });
  },
});
