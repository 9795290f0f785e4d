// On the desk's first page: what this person wrote on this device and the desk does not have yet.

import { make } from "./asking.js";
import { gone, textOf, textsOf } from "./kept.js";
import { valueOf } from "./fields.js";
import { whenOf, wordsOf } from "./left.js";

const box = document.getElementById("kept-texts");
const { user, addUrl, storiesUrl, nameless, show } = box.dataset;

const addressOf = ({ story, clientKey }) => (story ? `${storiesUrl}${story}/change/` : `${addUrl}?kept=${clientKey}`);

function lineOf(row) {
  const title = make("a", { href: addressOf(row), textContent: row.headline || nameless });
  const when = make("p", { className: "work-who", textContent: whenOf(row.at) });
  // Here too, for the writer of a story that is no longer theirs to open.
  const text = ["standfirst", "body"].map((name) => make("p", { textContent: wordsOf(valueOf(row.fields, name)) }));
  const details = make("details", { className: "kept-text" }, [make("summary", { textContent: show }), ...text]);
  return make("li", {}, [make("h3", {}, [title]), when, details]);
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
