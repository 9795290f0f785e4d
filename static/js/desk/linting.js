// The proofreader's marks in the text: bangla/lint.py's rules, run between two keys; nothing is changed by itself.
import { Extension, Plugin, pm } from "django-prose-editor/editor";

import { toBangla } from "./digits.js";
import { LintList } from "./lint-list.js";

const { PluginKey } = pm.state;
const { Decoration, DecorationSet } = pm.view;
const { closeHistory } = pm.history;

const REST = 600; // milliseconds after the last key
const TURN = 8; // milliseconds of work before the browser has its turn
const CONTEXT = 12; // characters beside a mark by which it is known again
const BESIDE = 28; // characters beside a mark that are shown
const HANGS = /^\p{M}/u;
const key = new PluginKey("lint");
const { rules, kinds } = JSON.parse(document.querySelector("[data-lint]")?.dataset.lint || '{"rules": [], "kinds": {}}');
const compiled = rules.map((rule) => ({
  ...rule,
  pattern: new RegExp(rule.pattern, "gu"),
  within: new RegExp(rule.within, "u"),
  beside: new RegExp(rule.beside, "u"),
}));
const perText = compiled.filter((rule) => rule.beside.source !== "(?:)");

// Give what a paragraph's text has wrong: [{ start, end, rule, spec }]; line breaks part it as they part a text.
export function findings(text) {
  const found = [];
  let at = 0;
  for (const line of text.split("\n")) {
    for (const rule of compiled) {
      if (!line || !rule.within.test(line)) continue;
      for (const { index, 1: marked } of line.matchAll(rule.pattern)) {
        if (marked === undefined) continue;
        const start = at + index;
        const end = start + marked.length;
        found.push({ start, end, rule, spec: { kind: rule.kind, to: rule.to ?? toBangla(marked), ...around(text, start, end) } });
      }
    }
    at += line.length + 1;
  }
  return found;
}

const textOf = (node) => node.textBetween(0, node.content.size, "", "\n");

const soon = window.requestIdleCallback ? (act) => requestIdleCallback(act, { timeout: 1000 }) : (act) => setTimeout(act, 50);

class Proofreader {
  constructor(view) {
    this.view = view;
    this.read = new WeakMap(); // paragraph, which never changes in itself → what it has wrong
    this.language = document.querySelector("#story select[name=language]");
    this.language?.addEventListener("change", () => this.later(0));
    this.list = new LintList(document.getElementById("lint"), kinds, this);
    this.ignored = new Set(JSON.parse(sessionStorage.getItem(this.place) || "[]"));
    this.later(0);
  }

  // Marks that somebody let be are known again as long as this window is open.
  get place() {
    return `lint:${location.pathname}`;
  }

  update(view, before) {
    if (view.state.doc !== before.doc) this.later(REST);
  }

  destroy() {
    clearTimeout(this.timer);
    this.isOver = true;
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => soon(() => this.work()), wait);
  }

  // Read what is new, a few milliseconds at a time; show the marks when all is read.
  work() {
    if (this.isOver) return;
    const { doc } = this.view.state;
    const until = performance.now() + TURN;
    let isDone = true;
    const paragraphs = [];
    doc.descendants((node, at) => {
      if (!node.isTextblock) return isDone;
      if (!this.read.has(node) && performance.now() > until) isDone = false;
      if (!isDone) return false;
      if (!this.read.has(node)) {
        const text = textOf(node);
        this.read.set(node, { found: findings(text), beside: new Set(perText.filter((rule) => rule.beside.test(text))) });
      }
      paragraphs.push({ at: at + 1, ...this.read.get(node) });
      return false;
    });
    if (!isDone) soon(() => this.work());
    else this.show(doc, paragraphs);
  }

  show(doc, paragraphs) {
    const isBangla = this.language?.value !== "en";
    const holds = (rule) => rule.beside.source === "(?:)" || paragraphs.some(({ beside }) => beside.has(rule));
    const counting = new Set(isBangla ? compiled.filter(holds) : []);
    const isWanted = ({ rule, spec }) => counting.has(rule) && !this.ignored.has(spec.known);
    const kept = paragraphs
      .flatMap(({ at, found }) => found.filter(isWanted).map(({ start, end, spec }) => ({ start: at + start, end: at + end, spec })))
      .sort((one, other) => one.start - other.start);
    const mark = ({ start, end, spec }) => Decoration.inline(start - spec.lead.length, end, { class: "proof-mark" }, spec);
    const set = DecorationSet.create(doc, kept.map(mark));
    this.view.dispatch(this.view.state.tr.setMeta(key, set).setMeta("addToHistory", false));
    this.list.show(kept.map(({ spec }) => spec));
  }

  // Marks as they stand now, whatever was typed since.
  marks(isWanted) {
    return key.getState(this.view.state).find(undefined, undefined, isWanted);
  }

  fix(isWanted) {
    const { state } = this.view;
    const change = closeHistory(state.tr);
    for (const { from: first, to, spec } of this.marks(isWanted).toReversed()) {
      const from = to - spec.text.length;
      if (state.doc.textBetween(first, to) !== spec.lead + spec.text) continue;
      if (spec.to) change.insertText(spec.to, from, to);
      else change.delete(from, to);
    }
    this.view.dispatch(change);
    this.view.dispatch(closeHistory(this.view.state.tr));
    this.work();
  }

  ignore(spec) {
    this.ignored.add(spec.known);
    sessionStorage.setItem(this.place, JSON.stringify([...this.ignored].slice(-500)));
    this.work();
  }

  reveal(spec) {
    const [mark] = this.marks((one) => one === spec);
    if (!mark) return;
    const selection = pm.state.TextSelection.create(this.view.state.doc, mark.from, mark.to);
    this.view.dispatch(this.view.state.tr.setSelection(selection).scrollIntoView());
    this.view.focus();
  }
}

// What stands beside a place, by which a person finds it: whole words. A sign that hangs on its letter is shown with
// its word, `lead`: alone it would stand on an empty circle.
function around(text, start, end) {
  const marked = text.slice(start, end);
  const lead = HANGS.test(marked) ? text.slice(Math.max(0, start - BESIDE), start).match(/\S*$/u)[0] : "";
  const first = start - lead.length;
  const before = text.slice(Math.max(0, first - BESIDE), first);
  const after = text.slice(end, end + BESIDE);
  return {
    text: marked,
    lead,
    before: first > BESIDE ? before.replace(/^\S+\s/u, "") : before,
    after: end + BESIDE < text.length ? after.replace(/\s\S+$/u, "") : after,
    known: `${before.slice(-CONTEXT)}[${lead}${marked}]${after.slice(0, CONTEXT)}`,
  };
}

export const Lint = Extension.create({
  name: "lint",

  addProseMirrorPlugins() {
    if (!rules.length || !document.getElementById("lint") || !this.editor.isEditable) return [];
    return [
      new Plugin({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (transaction, set) => transaction.getMeta(key) || set.map(transaction.mapping, transaction.doc),
        },
        props: { decorations: (state) => key.getState(state) },
        view: (view) => new Proofreader(view),
      }),
    ];
  },
});
