// On the desk's first page: what this person wrote on this device and the desk does not have yet.

import { make } from "./asking.js";
import { gone, textOf, textsOf } from "./kept.js";
import { whenOf } from "./left.js";

const box = document.getElementById("kept-texts");
const { user, addUrl, storiesUrl, nameless } = box.dataset;

const addressOf = ({ story, clientKey }) => (story ? `${storiesUrl}${story}/change/` : `${addUrl}?kept=${clientKey}`);

function lineOf(row) {
  const title = make("a", { href: addressOf(row), textContent: row.headline || nameless });
  return make("li", {}, [make("h3", {}, [title]), make("p", { className: "work-who", textContent: whenOf(row.at) })]);
}

// What stands in a tab that is still open is listed when it closes.
async function list(key, tab) {
  await gone(tab);
  const row = await textOf(key);
  if (!row || row.pressed) return;
  box.querySelector("ul").append(lineOf(row));
  box.hidden = false;
}

try {
  for (const { key, tab } of await textsOf(Number(user))) list(key, tab);
} catch {
  // No store on this device: nothing is kept here.
}
