// The editor's own words and habits: exports here replace the package's extensions of the same name.
import {
  Link as BaseLink,
  OrderedList as BaseOrderedList,
  PasteRule,
  Table as BaseTable,
} from "django-prose-editor/editor";

import { ask, words } from "./asking.js";
import { askAddress } from "./finding.js";

// 24 grid, 1.75 stroke, round ends: the icons of the desk.
const icons = {
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5",
  unlink: "M10 14a4 4 0 0 0 6 .5l1-1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 4 6.5M4 4l16 16",
  blockquote: "M5 17c3-1 4-3 4-6H5V7h5v4c0 4-2 7-5 8M14 17c3-1 4-3 4-6h-4V7h5v4c0 4-2 7-5 8",
  horizontalRule: "M4 12h16",
  bulletList: "M9 6h11M9 12h11M9 18h11M5 6h.01M5 12h.01M5 18h.01",
  orderedList: "M10 6h10M10 12h10M10 18h10M4 5l1.5-1v5M4 14h3l-3 4h3",
  table: "M4 5h16v14H4zM4 10h16M4 15h16M12 5v14",
  "table:addColumnAfter": "M4 5h7v14H4zM17 8v8M13 12h8",
  "table:deleteColumn": "M4 5h7v14H4zM14 9l6 6M20 9l-6 6",
  "table:addRowAfter": "M5 4h14v7H5zM12 13v8M8 17h8",
  "table:deleteRow": "M5 4h14v7H5zM9 14l6 6M15 14l-6 6",
  "table:mergeCells": "M4 5h16v14H4zM8 12h8M10 9l-3 3 3 3M14 9l3 3-3 3",
  "table:splitCell": "M4 5h16v14H4zM12 5v14",
  "table:toggleHeaderCell": "M4 5h16v14H4zM4 10h16M4 7h16",
  "table:deleteTable": "M4 5h16v14H4zM8 8l8 8M16 8l-8 8",
  "history:undo": "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 0 8",
  "history:redo": "M15 7l5 5-5 5M20 12H10a6 6 0 0 0 0 8",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  gallery: "M8 4h12v12H8zM4 8v12h12M8 13l4-3 3 3 2-2 3 3",
  embed: "M4 6h16v12H4zM10 9.5l5 2.5-5 2.5z",
  pull: "M4 5v14M8 16c2-1 3-2 3-5H8V7h4v4c0 4-1 6-3 7M16 16c2-1 3-2 3-5h-3V7h4v4c0 4-1 6-3 7",
  facts: "M4 5h16v14H4zM4 8h16M8 12h.01M11 12h6M8 15.5h.01M11 15.5h6",
  storyCard: "M4 5h16v14H4zM7 9h5v6H7zM15 9h2M15 12h2M15 15h2",
  bijoy: "M4 7h8M8 7v7M12 17h7M16 14l3 3-3 3",
  subscript: "M4 6l9 10M13 6L4 16M16 17c0-2 4-2 4 0s-4 2-4 4h4",
  superscript: "M4 8l9 10M13 8L4 18M16 5c0-2 4-2 4 0s-4 2-4 4h4",
};

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

// The package's link also asks for a title and a new window, which readers never receive.
export const Link = BaseLink.extend({
  // A pasted link leads where it led, whatever address its words spell.
  addPasteRules() {
    const isLink = ({ state, range }) => state.doc.rangeHasMark(range.from, range.to, this.type);
    return this.parent().map(({ find, handler }) => new PasteRule({ find, handler: (given) => (isLink(given) ? null : handler(given)) }));
  },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        const isNew = editor.state.selection.empty && !editor.isActive("link");
        askAddress(editor, editor.getAttributes(this.name).href || "").then((answer) => {
          if (!answer) return;
          const { href, headline } = answer;
          if (!isNew) return editor.chain().focus().extendMarkRange(this.name).setMark(this.name, { href }).run();
          const text = { type: "text", text: headline || href, marks: [{ type: this.name, attrs: { href } }] };
          return editor.chain().focus().insertContent(text).unsetMark(this.name).run();
        });
      },
    };
  },

  // The package's button wants words to be chosen first; without any, a story's headline is put in.
  addMenuItems({ menu, buttons }) {
    this.parent?.({ menu, buttons });
    menu.defineItem({
      name: "link",
      groups: "link",
      button: buttons.text(words.link),
      command: (editor) => editor.commands.addLink(),
      active: (editor) => editor.isActive("link"),
      enabled: ({ state: { selection, schema } }) => {
        const { parent } = selection.$from;
        return !selection.empty || (parent.inlineContent && parent.type.allowsMarkType(schema.marks.link));
      },
    });
  },
});

export const Table = BaseTable.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      insertTableWithOptions: () => ({ editor }) => {
        const number = { type: "number", min: 1, max: 50, value: 3, required: true };
        const fields = {
          rows: { ...number, label: words.rows },
          cols: { ...number, max: 12, label: words.columns },
          withHeaderRow: { type: "checkbox", checked: true, label: words.headerRow },
        };
        ask(editor, words.table, fields, words.insert).then((answer) => {
          if (!answer) return;
          const size = { rows: Number(answer.rows), cols: Number(answer.cols), withHeaderRow: answer.withHeaderRow };
          editor.chain().focus().insertTable(size).run();
        });
      },
    };
  },
});

// Numbers are the stylesheet's: a list keeps only the number it starts at.
export const OrderedList = BaseOrderedList.extend({
  addOptions() {
    return { ...this.parent?.(), enableListAttributes: false };
  },
  addAttributes() {
    return { start: this.parent?.().start };
  },
  addNodeView: null,
});

function nameButtons(bar) {
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.toolbar);
  for (const button of bar.querySelectorAll("[data-name]")) {
    const { name } = button.dataset;
    button.classList.remove("material-icons", "prose-menubar__button--heading");
    button.title = words[name] || "";
    button.setAttribute("aria-label", words[name] || "");
    const short = words[`short:${name}`];
    button.replaceChildren(short ? document.createTextNode(short) : icon(icons[name] || "M5 12h14"));
  }
}

function showState(bar) {
  for (const button of bar.querySelectorAll("[data-name]")) {
    button.setAttribute("aria-pressed", String(button.classList.contains("active")));
    button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
  }
}

function dress(editor, textarea) {
  const bar = editor.view.dom.parentElement.querySelector(".prose-menubar");
  const text = editor.view.dom;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  text.setAttribute("role", "textbox");
  text.setAttribute("aria-multiline", "true");
  if (label) {
    label.id ||= `${textarea.id}-label`;
    text.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => editor.view.focus());
  }
  if (!bar) return;
  nameButtons(bar);
  showState(bar);
  editor.on("transaction", () => showState(bar));
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  // The toolbar is made a moment after the editor.
  if (editor.isInitialized) dress(editor, textarea);
  else editor.on("create", () => dress(editor, textarea));
});
