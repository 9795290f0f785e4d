// What is pasted arrives as clean text: paragraphs, headings, lists, tables, links; in fields of one line, as one line.
import { Extension, Plugin, pm } from "django-prose-editor/editor";

import { make, say, words } from "./asking.js";
import { offerInField } from "./bijoy-fields.js";
import { placeOf } from "./changes.js";
import { cleanLink } from "./clip-links.js";
import { blocksOf, lineOf } from "./clip-text.js";
import { lineRuns, readClip, withoutStyles } from "./clips.js";

const { Fragment, Slice } = pm.model;
const LINES = "input[type=text], textarea[name=headline], textarea[name=standfirst]";
const MARKS = [["sup", "sup"], ["sub", "sub"], ["italic", "em"], ["bold", "strong"]];

function writeRun(run) {
  if (run.br) return make("br");
  let node = document.createTextNode(run.text);
  for (const [mark, tag] of MARKS) if (run[mark]) node = make(tag, {}, [node]);
  return run.href ? make("a", { href: run.href }, [node]) : node;
}

function writeBlock(block) {
  const { kind } = block;
  if (kind === "hr") return make("hr");
  if (kind === "quote") return make("blockquote", {}, block.blocks.map(writeBlock));
  if (kind === "table") return writeTable(block);
  if (block.runs) return make(kind, {}, block.runs.map(writeRun));
  const list = make(kind, {}, block.items.map((item) => make("li", {}, item.map(writeBlock))));
  if (block.start > 1) list.setAttribute("start", block.start);
  return list;
}

function writeTable({ rows }) {
  const cell = ({ isHead, colspan, rowspan, blocks }) => make(isHead ? "th" : "td", { colSpan: colspan, rowSpan: rowspan }, blocks.map(writeBlock));
  return make("table", {}, [make("tbody", {}, rows.map((row) => make("tr", {}, row.map(cell))))]);
}

// Captions, names and titles of boxes hold one line: what is pasted into one becomes one.
const isOneLine = ({ inlineContent, type }) => inlineContent && type.name !== "paragraph" && type.name !== "heading";

function paragraphs(text, $context, schema) {
  const marks = $context.marks();
  const paragraph = (line) => schema.nodes.paragraph.create(null, schema.text(line, marks));
  const block = ({ text: line, items }) =>
    items ? schema.nodes.bulletList.create(null, items.map((item) => schema.nodes.listItem.create(null, paragraph(item)))) : paragraph(line);
  const hasLines = /[\r\n\u2028\u2029]/.test(text.trim());
  if (hasLines && !isOneLine($context.parent)) return Slice.maxOpen(Fragment.from(blocksOf(text).map(block)));
  return new Slice(Fragment.from(schema.text(lineOf(text) || " ", marks)), 0, 0);
}

// Addresses that stood in the text have become links by now; they are cleaned as well.
function cleanLinks(state, from, to) {
  const { tr } = state;
  state.doc.nodesBetween(from, to, (node, at) => {
    const link = node.marks.find(({ type }) => type.name === "link");
    if (!link) return;
    const href = cleanLink(link.attrs.href);
    if (!href || href === link.attrs.href) return;
    const marks = link.type.create({ ...link.attrs, href }).addToSet(link.removeFromSet(node.marks));
    const text = node.text === link.attrs.href ? href : node.text;
    tr.replaceWith(tr.mapping.map(at), tr.mapping.map(at + node.nodeSize), state.schema.text(text, marks));
  });
  return tr.docChanged ? tr : null;
}

// `storage.clip` is what was last pasted as HTML of another program, else null.
export const Pasting = Extension.create({
  name: "pasting",

  addStorage() {
    return { clip: null };
  },

  transformPastedHTML(html) {
    if (html.includes("data-pm-slice")) return withoutStyles(html);
    const clip = readClip(html);
    this.storage.clip = clip;
    const isLine = isOneLine(this.editor.state.selection.$from.parent);
    const nodes = isLine ? lineRuns(clip).map(writeRun) : clip.blocks.map(writeBlock);
    return make("div", {}, nodes).innerHTML;
  },

  addProseMirrorPlugins() {
    const { editor, storage } = this;
    const forget = () => {
      storage.clip = null;
      return false;
    };
    return [
      new Plugin({
        props: {
          handleDOMEvents: { paste: forget, drop: forget },
          clipboardTextParser: (text, $context) => paragraphs(text, $context, editor.schema),
          handlePaste(_view, { clipboardData }) {
            const isFile = clipboardData.files.length && !clipboardData.getData("text/plain").trim();
            if (storage.clip?.pictures && !isFile) say(words.picturesStay);
            return false;
          },
        },
        appendTransaction(transactions, _old, state) {
          const place = /^(paste|drop)$/.test(transactions[0].getMeta("uiEvent")) && placeOf(transactions[0]);
          return place ? cleanLinks(state, place.from, Math.min(place.to, state.doc.content.size)) : null;
        },
      }),
    ];
  },
});

// A headline, a caption: line breaks become spaces; the browser's own undo takes the whole back.
document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.matches?.(LINES) || !field.closest("#story") || field.readOnly) return;
  const html = event.clipboardData.getData("text/html");
  const plain = { text: lineOf(event.clipboardData.getData("text/plain")) };
  const read = html ? lineRuns(readClip(html)) : [];
  const runs = (read.length ? read : [plain]).filter(({ text }) => text);
  if (!runs.length) return;
  event.preventDefault();
  const start = field.selectionStart;
  document.execCommand("insertText", false, runs.map(({ text }) => text).join(""));
  offerInField(field, start, runs);
});
