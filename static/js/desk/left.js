// Texts that were left on this device: offered in the form they belong to, with what differs, and listed where stories begin.

import { make } from "./asking.js";
import { toBangla } from "./digits.js";
import { differing, valueOf } from "./fields.js";
import { drop, gone, textOf, textsOf } from "./kept.js";
import { bar, button, fill, link, said } from "./says.js";

const SHOWN = 3;
const clock = new Intl.DateTimeFormat("bn-BD", { hour: "numeric", minute: "2-digit", hour12: false, timeZone: "Asia/Dhaka" });
const dayOf = new Intl.DateTimeFormat("bn-BD", { day: "numeric", month: "long", timeZone: "Asia/Dhaka" });

// When a text was written: the time, of another day that too.
export function whenOf(at, now = Date.now()) {
  const time = toBangla(clock.format(at)).replace(/^০(?=[০-৯])/, "");
  return dayOf.format(at) === dayOf.format(now) ? time : toBangla(`${dayOf.format(at)}, ${time}`);
}

// Words of a stored value, without its elements: parsed in a document of its own, where nothing loads or runs.
export function wordsOf(value) {
  const spaced = value.replace(/<\/(p|h2|h3|li|td|th|blockquote)>|<br>/g, "$&\n");
  return new DOMParser().parseFromString(spaced, "text/html").body.textContent.trim();
}

function labelOf(name) {
  const field = document.querySelector(`#story [name="${CSS.escape(name)}"]`);
  const label = field?.closest(".form-field")?.querySelector("label, legend") ?? field?.closest("fieldset")?.querySelector("legend");
  return label?.textContent.trim() ?? "";
}

function contents(row, names) {
  const lines = names.map((name) => [labelOf(name), valueOf(row.fields, name)]).filter(([label, value]) => label && value.trim());
  const list = make("dl", {}, lines.flatMap(([label, value]) => [make("dt", { textContent: label }), make("dd", { textContent: wordsOf(value) })]));
  return make("details", { className: "kept-text" }, [make("summary", { textContent: said.show }), list]);
}

function ask(name, row, text, back, more) {
  const away = button(said.throw, () => {
    const sure = button(said.throwSure, async () => {
      await drop(row.key);
      bar(name);
    }, "button-danger");
    const no = button(said.keepIt, () => ask(name, row, text, back, more));
    bar(name, said.throwAsk, [sure, no]);
    no.focus();
  });
  bar(name, text, [back, away].flat(), [more]);
}

function isOfForm(row, { story, clientKey, tab }) {
  if (row.tab === tab) return false;
  return story ? row.story === story : !row.story && row.clientKey !== clientKey;
}

let shown = 0;

async function one(row, { opened, takeBack }) {
  const names = differing(row.fields, opened).filter((name) => labelOf(name) || /^bylines-\d+-/.test(name));
  if (!names.length || (row.pressed && document.querySelector("#messages .success"))) {
    await drop(row.key);
    return;
  }
  if (takeBack && row.clientKey && row.clientKey === new URLSearchParams(location.search).get("kept")) {
    await takeBack(row);
    return;
  }
  if (shown === SHOWN) return;
  shown += 1;
  const name = `kept-${shown}`;
  const back = !takeBack ? [] : row.story
    ? button(said.takeBack, async () => { await takeBack(row); bar(name); })
    : link(said.goOn, `?kept=${row.clientKey}`);
  const labels = [...new Set(names.map(labelOf).filter(Boolean))].join(", ");
  const text = fill(row.story ? said.left : said.leftNew, { at: whenOf(row.at), headline: row.headline || said.nameless, fields: labels });
  ask(name, row, text, back, contents(row, names));
}

// Offer what this person wrote in the same form and the desk does not have; on the page of a new story, begun ones.
// What stands in a tab that is still open is offered when it closes.
export async function offer({ user, where, opened, takeBack }) {
  let rows = [];
  try {
    rows = (await textsOf(user)).filter((row) => isOfForm(row, where()));
  } catch {
    return; // No store on this device: there is nothing to offer.
  }
  for (const { key, tab } of rows) {
    gone(tab).then(async () => {
      const row = await textOf(key);
      if (row && isOfForm(row, where())) await one(row, { opened, takeBack });
    });
  }
}
