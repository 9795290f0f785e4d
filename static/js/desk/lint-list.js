// The list below the text of what a proofreader would mark: what it is, where, and what to do about it.
import { make, words } from "./asking.js";
import { toBangla } from "./digits.js";

const SHOWN = 12; // places of one kind
const FEW = 3; // places in all that are shown unasked

const fill = (text, n) => toBangla(text.replace("{n}", n));

function button(label, act, describedBy = "") {
  const made = make("button", { type: "button", className: "plain", textContent: label });
  if (describedBy) made.setAttribute("aria-describedby", describedBy);
  made.addEventListener("click", act);
  return made;
}

export class LintList {
  // `kinds` name what there is to mark; `proofreader` has fix, ignore, reveal and view.
  constructor(element, kinds, proofreader) {
    Object.assign(this, { element, kinds, proofreader, rows: [], open: new Map() });
    this.says = make("p", { className: "lint-says" });
    this.says.setAttribute("role", "status");
    this.groups = make("div");
    element.replaceChildren(this.says, this.groups);
  }

  // Show these places; a row keeps its buttons where only its mark is a new one.
  show(specs) {
    const isSame = specs.length === this.rows.length && specs.every(({ kind, known }, at) => kind === this.rows[at].spec.kind && known === this.rows[at].spec.known);
    if (isSame) {
      for (const [at, row] of this.rows.entries()) row.spec = specs[at];
      return;
    }
    const held = this.#buttons().indexOf(document.activeElement);
    this.rows = specs.map((spec) => ({ spec }));
    this.element.hidden = !specs.length;
    this.says.textContent = specs.length ? fill(words.lintCount, specs.length) : "";
    this.groups.replaceChildren(...Object.keys(this.kinds).flatMap((kind) => this.#group(kind)));
    if (held >= 0) (this.#buttons()[held] || this.#buttons().at(-1) || this.proofreader.view).focus();
  }

  #buttons() {
    return [...this.groups.querySelectorAll("button")].filter((one) => !one.closest("[hidden]"));
  }

  #group(kind) {
    const rows = this.rows.filter(({ spec }) => spec.kind === kind);
    if (!rows.length) return [];
    const id = `lint-${kind}`;
    const isOpen = this.open.get(kind) ?? this.rows.length <= FEW;
    const list = make("ul", { id: `${id}-places`, hidden: !isOpen }, rows.slice(0, SHOWN).map((row, at) => this.#row(row, `${id}-${at}`)));
    if (rows.length > SHOWN) list.append(make("li", { className: "lint-more", textContent: fill(words.andMore, rows.length - SHOWN) }));
    const title = button(`${this.kinds[kind]} (${toBangla(rows.length)})`, () => {
      list.hidden = !list.hidden;
      this.open.set(kind, !list.hidden);
      title.setAttribute("aria-expanded", String(!list.hidden));
    });
    Object.assign(title, { id, className: "lint-title" });
    title.setAttribute("aria-expanded", String(isOpen));
    title.setAttribute("aria-controls", list.id);
    const all = button(words.lintAll, () => this.proofreader.fix((spec) => spec.kind === kind), id);
    return [make("div", { className: "lint-kind" }, [make("div", { className: "lint-head" }, [title, all]), list])];
  }

  #row(row, id) {
    const { before, lead, text, after, to } = row.spec;
    const place = button("", () => this.proofreader.reveal(row.spec));
    Object.assign(place, { id, className: "lint-place", title: words.lintShow });
    place.append(before, make("mark", { textContent: lead + (text.trim() ? text : "␣") }), after);
    const becomes = make("span", { className: "lint-to", textContent: to ? `→ ${lead}${to}` : words.lintDrop });
    const acts = [
      button(words.lintFix, () => this.proofreader.fix((spec) => spec === row.spec), id),
      button(words.lintLeave, () => this.proofreader.ignore(row.spec), id),
    ];
    return make("li", {}, [place, becomes, make("span", { className: "lint-acts" }, acts)]);
  }
}
