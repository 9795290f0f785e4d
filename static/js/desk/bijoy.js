// Bijoy in the text: recognised when it is pasted, offered for conversion, converted in one step that Undo takes back.
import { Extension, Plugin, pm } from "django-prose-editor/editor";

import { say, words } from "./asking.js";
import { askAbout, lookAlikes, mayBeBijoy, piecesOf, rangesOfFont, wordsBetween } from "./bijoy-runs.js";
import { placeOf } from "./changes.js";
import { Offer } from "./offer.js";

const { PluginKey } = pm.state;
const { Decoration, DecorationSet } = pm.view;
const { closeHistory } = pm.history;
const key = new PluginKey("bijoy");

const offered = (editor) => key.getState(editor.state).find().map(({ from, to, spec }) => ({ from, to, isSure: spec.isSure }));

// What is only suspected is not marked before the server has agreed.
function mark({ from, to, isSure }) {
  return Decoration.inline(from, to, isSure ? { class: "bijoy-run" } : {}, { isSure });
}

// What of a paste is Bijoy: what was set in its fonts; else the whole is suspected where it may be.
function recognised(transaction, clip) {
  const place = placeOf(transaction);
  if (!place) return [];
  const byFont = clip?.runs.some(({ isBijoy }) => isBijoy) && rangesOfFont(transaction.doc, place, clip.runs);
  if (byFont) return byFont.map((range) => ({ ...range, isSure: true }));
  return mayBeBijoy(transaction.doc.textBetween(place.from, place.to, "\n", "\n")) ? [{ ...place, isSure: false }] : [];
}

class Conversion {
  constructor(editor) {
    this.editor = editor;
    this.answers = new Map(); // text → what the desk said of it
  }

  // Between toolbar and text; the toolbar is made a moment after the editor.
  get offer() {
    this.bar ??= new Offer((bar) => this.editor.view.dom.before(bar));
    return this.bar;
  }

  set(ranges) {
    this.editor.view.dispatch(this.editor.state.tr.setMeta(key, { ranges }).setMeta("addToHistory", false));
  }

  leave = () => {
    this.set([]);
    this.offer.close();
    this.editor.commands.focus();
  };

  get pieces() {
    return offered(this.editor).flatMap((range) => piecesOf(this.editor.state.doc, range));
  }

  // Learn which of the suspected is Bijoy, and what becomes of every piece as it stands when the answers are in.
  async #learn() {
    const { editor } = this;
    const suspected = () => offered(editor).find(({ isSure }) => !isSure);
    while (suspected()) {
      const found = await lookAlikes(() => ({ doc: editor.state.doc, ...(suspected() || { from: 0, to: 0 }) }));
      const now = suspected();
      const others = offered(editor).filter((range) => range.from !== now?.from || range.to !== now?.to);
      this.set([...others, ...found.map((range) => ({ ...range, isSure: true }))]);
    }
    const unknown = () => this.pieces.map(({ text }) => text).filter((text) => !this.answers.has(text));
    while (unknown().length) for (const [text, answer] of await askAbout(unknown(), { everything: true })) this.answers.set(text, answer);
  }

  // Do something once all is known; without a connection the text stays as it is and the bar offers to try again.
  async #knowing(act) {
    try {
      await this.#learn();
    } catch (error) {
      this.offer.fail(error.message, { again: () => this.#knowing(act), leave: this.leave });
      return;
    }
    act();
  }

  look() {
    return this.#knowing(() => {
      const pairs = this.pieces.map(({ text }) => [text, this.answers.get(text).converted]);
      if (pairs.length) this.offer.ask(pairs, { convert: () => this.#knowing(() => this.#convert()), leave: this.leave });
      else this.offer.close();
    });
  }

  // Put the converted text in place of exactly what is marked, each piece with the marks that it had.
  #convert() {
    const { editor } = this;
    const change = closeHistory(editor.state.tr).setMeta(key, { ranges: [] });
    for (const { from, to, text, marks } of this.pieces.toReversed()) {
      const { converted } = this.answers.get(text);
      if (converted) change.replaceWith(from, to, editor.schema.text(converted, marks));
    }
    editor.view.dispatch(change);
    // What is typed next is a step of its own.
    editor.view.dispatch(closeHistory(editor.state.tr));
    this.offer.close();
    editor.commands.focus();
    say(words.bijoyDone);
  }

  // The toolbar's button: the selection is converted at once; without one, all that looks like Bijoy is offered.
  async choose() {
    const { doc, selection } = this.editor.state;
    if (selection.empty) {
      this.set([{ from: 0, to: doc.content.size, isSure: false }]);
      await this.look();
      if (!offered(this.editor).length) say(words.bijoyNone);
      return;
    }
    this.set(wordsBetween(doc, selection.from, selection.to).map((range) => ({ ...range, isSure: true })));
    if (this.pieces.length) await this.#knowing(() => this.#convert());
    else say(words.bijoyNone);
  }
}

export const Bijoy = Extension.create({
  name: "bijoy",

  addStorage() {
    return { conversion: null };
  },

  onCreate() {
    if (this.editor.isEditable) this.storage.conversion = new Conversion(this.editor);
  },

  onTransaction({ transaction }) {
    if (transaction.getMeta("paste") && offered(this.editor).length) this.storage.conversion?.look();
  },

  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply(transaction, before) {
            const given = transaction.getMeta(key)?.ranges;
            if (given) return DecorationSet.create(transaction.doc, given.map(mark));
            const set = before.map(transaction.mapping, transaction.doc);
            if (!transaction.getMeta("paste")) return set;
            return set.add(transaction.doc, recognised(transaction, editor.storage.pasting.clip).map(mark));
          },
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({ name: "bijoy", groups: "bijoy", button: buttons.text(words.bijoy), command: () => this.storage.conversion?.choose() });
  },
});
