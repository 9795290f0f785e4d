// The bar that offers to convert what was pasted: before and after, and two answers. It stops nobody from writing on.
import { make, words } from "./asking.js";
import { toBangla } from "./digits.js";

const SHOWN = 8;
const LONGEST = 90; // characters

const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function button(label, act, className = "") {
  const made = make("button", { type: "button", textContent: label, className });
  made.addEventListener("click", act);
  return made;
}

function line([before, after]) {
  const arrow = make("span", { textContent: "→" });
  arrow.setAttribute("aria-label", words.becomes);
  arrow.setAttribute("role", "img");
  const was = make("span", { className: "offer-before", textContent: short(before), lang: "und" });
  return make("li", {}, [was, arrow, make("span", { className: "offer-after", textContent: short(after) })]);
}

// One bar at a place of the page; `put` takes the element there.
export class Offer {
  constructor(put) {
    this.says = make("p", { className: "offer-says" });
    this.says.setAttribute("role", "status");
    this.rest = make("div");
    this.element = make("section", { className: "offer", hidden: true }, [this.says, this.rest]);
    this.element.setAttribute("aria-label", words.bijoyOffer);
    put(this.element);
  }

  #show(text, ...rest) {
    this.rest.replaceChildren(...rest);
    this.element.hidden = false;
    // A screen reader says what changes in a part of the page that it already knows.
    requestAnimationFrame(() => {
      this.says.textContent = text;
    });
  }

  // `pairs` are [before, after]; one act converts, the other leaves all as it is.
  ask(pairs, { convert, leave }) {
    const seen = new Map(pairs);
    const items = [...seen].slice(0, SHOWN).map(line);
    const more = seen.size - items.length;
    if (more > 0) items.push(make("li", { textContent: toBangla(words.andMore.replace("{n}", more)) }));
    const acts = make("p", { className: "offer-acts" }, [button(words.bijoyConvert, convert), button(words.bijoyLeave, leave, "plain")]);
    this.#show(words.bijoySeems, make("ul", { className: "offer-pairs" }, items), acts);
  }

  // There was no answer; the text stands as it was pasted.
  fail(message, { again, leave }) {
    const acts = make("p", { className: "offer-acts" }, [button(words.again, again), button(words.bijoyLeave, leave, "plain")]);
    this.#show(`${words.bijoySeems} ${message}`, acts);
  }

  close() {
    this.element.hidden = true;
    this.says.textContent = "";
    this.rest.replaceChildren();
  }
}
