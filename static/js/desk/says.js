// What the form says of its saving: one line, and bars above the story with what can be done.

import { make } from "./asking.js";

export const said = document.getElementById("keeping")?.dataset ?? {};
const line = document.getElementById("keeping-says");
const bars = document.getElementById("keeping-bars");

export const fill = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// The line is read out when it changes; that something is on its way is for the eye alone.
export function say(state, text) {
  line.parentElement.dataset.state = state;
  if (text !== undefined && line.textContent !== text) line.textContent = text;
}

export function button(text, act, className = "") {
  const element = make("button", { type: "button", textContent: text, className });
  element.addEventListener("click", act);
  return element;
}

export const link = (text, href, more = {}) => make("a", { className: "button", textContent: text, href, ...more });

// Show a bar in place of the one of the same name; without `text` it goes.
export function bar(name, text = "", acts = [], more = []) {
  const old = bars.querySelector(`[data-bar="${name}"]`);
  if (!text) {
    old?.remove();
    return null;
  }
  const words = make("p", { textContent: text });
  const element = make("div", { className: "notice keeping-bar" }, [words, ...more, ...(acts.length ? [make("p", { className: "bar-acts" }, acts)] : [])]);
  element.dataset.bar = name;
  if (old?.dataset.text === text && old.childElementCount === element.childElementCount) {
    // Only where it leads may have changed: whoever stands on it stays there.
    const [from, to] = [element.querySelectorAll("a"), old.querySelectorAll("a")];
    to.forEach((anchor, at) => { anchor.href = from[at].href; });
    return old;
  }
  element.dataset.text = text;
  element.setAttribute("role", "status");
  if (old) old.replaceWith(element);
  else bars.append(element);
  return element;
}
