// What the moderation desk says: a bar on top with the way back, and a line for those who listen.

import { words } from "./asking.js";

export { toBangla } from "./digits.js";

const LASTS = 8000; // milliseconds
const bar = document.getElementById("undo-bar");
const line = document.getElementById("desk-says");
let timer = 0;

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// Said at once, and again when it is the same sentence.
export function sayAloud(text) {
  line.textContent = "";
  requestAnimationFrame(() => {
    line.textContent = text;
  });
}

function rest() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (bar.matches(":hover, :focus-within")) rest();
    else bar.replaceChildren();
  }, LASTS);
}

// Said to everybody: the bar is read aloud by itself.
export const tell = (text) => say(text);

// Show what was done; `undo` takes it back.
export function say(text, undo) {
  const box = document.createElement("div");
  const sentence = Object.assign(document.createElement("p"), { textContent: text });
  box.append(sentence);
  if (undo) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${words.undo} ` });
    const key = Object.assign(document.createElement("kbd"), { textContent: "u" });
    key.setAttribute("aria-hidden", "true");
    button.append(key);
    button.addEventListener("click", undo);
    box.append(button);
  }
  bar.replaceChildren(box);
  rest();
}
