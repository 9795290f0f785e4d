// A line in which a story of the paper is found by words of its headline: a combobox with its list.

import { ask, make, words } from "./asking.js";
import { toBangla } from "./digits.js";

const source = document.querySelector("[data-find-url]");
const ADDRESS = /^(https?:\/\/|mailto:|\/(?!\/))\S/i;
const TYPED_MS = 200;
let lists = 0;

const named = (element, values) => {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  return element;
};

class Finder {
  constructor(input, choose) {
    Object.assign(this, { input, choose, stories: [], at: -1, id: `found-stories-${++lists}` });
    this.list = named(make("ul", { id: this.id, className: "found-stories", hidden: true }), { role: "listbox", "aria-label": words.stories });
    this.says = named(make("p", { className: "found-says" }), { role: "status" });
    named(input, { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id });
    input.parentElement.after(this.list, this.says);
    this.listen();
  }

  listen() {
    let timer = 0;
    this.input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.look(), TYPED_MS);
    });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    // The line keeps the focus: whoever reads with their ears follows its active descendant.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.choose(this.stories[[...this.list.children].indexOf(option)]);
    });
    this.input.closest("dialog").addEventListener("close", () => {
      clearTimeout(timer);
      this.asking?.abort();
    });
  }

  onKey(event) {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (this.list.hidden) this.look();
      else this.go(this.at < 0 && steps[event.key] < 0 ? this.stories.length - 1 : (this.at + steps[event.key] + this.stories.length) % this.stories.length);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.choose(this.stories[this.at]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.show([]);
      this.says.textContent = "";
    }
  }

  // Ask for what is typed; what was asked earlier is no longer wanted.
  async look() {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const q = this.input.value.trim();
    let stories;
    try {
      const answer = await fetch(`${source.dataset.findUrl}?${new URLSearchParams({ q })}`, { signal: asking.signal, headers: { Accept: "application/json" }, redirect: "manual" });
      ({ stories } = await answer.json());
    } catch {
      if (!asking.signal.aborted) this.fail();
      return;
    }
    this.show(stories);
    const none = ADDRESS.test(q) ? "" : words.noneFound;
    this.says.textContent = stories.length ? words.storiesFound.replace("{n}", toBangla(stories.length)) : none;
  }

  fail() {
    this.show([]);
    this.says.textContent = words.noConnection;
  }

  show(stories) {
    this.stories = stories;
    this.list.replaceChildren(...stories.map((story, number) => this.option(story, number)));
    this.list.hidden = !stories.length;
    this.input.setAttribute("aria-expanded", String(Boolean(stories.length)));
    this.go(-1);
  }

  option({ headline, day }, number) {
    const lines = [make("span", { textContent: headline }), make("small", { textContent: day })];
    return named(make("li", { id: `${this.id}-${number}` }, lines), { role: "option", "aria-selected": "false" });
  }

  go(at) {
    this.at = at;
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    const option = this.list.children[at];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  }
}

// Ask for an address, typed or of a story that is found; resolves to { href, headline }, or to null.
export function askAddress(editor, href) {
  if (!source) {
    const field = { label: words.address, type: "url", value: href || "https://", required: true, pattern: "(https?://|mailto:|tel:).+", title: words.addressHelp };
    return ask(editor, words.link, { href: field }, words.save);
  }
  const attach = (input, finish) => new Finder(input, ({ address, headline }) => finish({ href: address, headline }));
  const field = { label: words.addressOrWords, value: href, required: true, spellcheck: false, attach };
  const check = (typed) => (ADDRESS.test(typed.href) ? "" : words.chooseOrAddress);
  return ask(editor, words.link, { href: field }, words.save, check);
}

// Ask for a story of the paper; resolves to it as JSON (articles/finding.py), or to null. The only one found needs no choosing.
export async function askStory(editor, title) {
  let finder;
  const attach = (input, finish) => { finder = new Finder(input, finish); };
  const field = { label: words.findStory, required: true, spellcheck: false, attach };
  const check = async () => {
    await finder.look();
    return finder.stories.length === 1 ? "" : words.chooseStory;
  };
  const answer = await ask(editor, title, { story: field }, words.insert, check);
  return answer && (answer.id ? answer : finder.stories[0]);
}
