// The moderation desk: one card is the current one; acts are shown at once, sent behind, and taken back by one key.

import { words } from "./asking.js";
import { fill, say, sayAloud, tell, toBangla } from "./moderating-says.js";
import { openSheet } from "./moderating-sheet.js";
import { post } from "./posting.js";
import { watchKeys } from "./moderating-keys.js";

const form = document.getElementById("desk");
const list = document.getElementById("cards");
const many = document.getElementById("many");
const LAST_REASON = "moderating-reason";
const ONE = "moderating-one";
const UNDO = "moderating-undo";
const AHEAD = 12; // cards left before the next page is fetched
const stays = form.dataset.queue === "all";
const KEPT = new Set(["feature", "unfeature"]);

let line = Promise.resolve(); // acts are sent one after the other: each answer counts what came before it
let pending = 0;
let batch = Promise.resolve(form.dataset.undo || sessionStorage.getItem(UNDO)); // of the last act, in this window
let coming = null;
let nextPage = document.getElementById("next-page");

const cards = () => [...list.children].filter((card) => !card.hidden);
const current = () => list.querySelector(".card[aria-current]:not([hidden])");
const chosen = () => cards().filter((card) => card.querySelector("[data-choose]").checked);
const allows = (card, event) => card.dataset.events.split(" ").includes(event);
const byId = (id) => document.getElementById(`card-${id}`);

function focusOn(card, { quietly = false } = {}) {
  for (const old of list.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  if (!card) return;
  card.setAttribute("aria-current", "true");
  if (!quietly) card.focus({ preventScroll: true });
  if (!quietly) card.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const shown = cards();
  const at = shown.indexOf(current());
  focusOn(shown[Math.min(Math.max(at + by, 0), shown.length - 1)]);
}

const seenOf = (card) => ({ id: Number(card.dataset.id), version: Number(card.dataset.version), revision: Number(card.dataset.revision) });

// Put the card as the desk has it now in place of the old one; whoever stood on it stays there.
function replace(id, html) {
  const old = byId(id);
  if (!old) return null;
  const wasCurrent = old.hasAttribute("aria-current");
  const hadFocus = old.contains(document.activeElement);
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const card = holder.content.firstElementChild;
  old.replaceWith(card);
  if (wasCurrent) focusOn(card, { quietly: !hadFocus });
  return card;
}

function showCounts(counts) {
  for (const [name, count] of Object.entries(counts)) {
    const place = document.querySelector(`[data-queue="${name}"] [data-count]`);
    if (place) place.textContent = count;
  }
  const bar = document.querySelector(".ways [aria-current] .count");
  if (bar && counts.waiting) bar.textContent = counts.waiting;
}

function showChosen() {
  for (const card of list.children) card.classList.toggle("is-chosen", !card.hidden && card.querySelector("[data-choose]").checked);
  const number = chosen().length;
  many?.classList.toggle("is-open", number > 0);
  if (many) many.querySelector("[data-chosen-count]").textContent = number ? fill(words.chosen, { n: toBangla(number) }) : "";
  if (many && !number) many.querySelector("[data-why]").hidden = true;
}

function showEmpty() {
  document.getElementById("no-cards").hidden = cards().length > 0 || Boolean(coming);
}

// Take cards off the list and step on to the next one.
function takeAway(gone) {
  const shown = cards();
  const at = shown.indexOf(current());
  const rest = shown.filter((card) => !gone.includes(card));
  const next = shown.slice(Math.max(at, 0)).find((card) => rest.includes(card)) ?? rest.at(-1);
  for (const card of gone) {
    card.hidden = true;
    card.querySelector("[data-choose]").checked = false;
  }
  showChosen();
  if (gone.includes(shown[at]) || at < 0) focusOn(next);
  fetchAhead();
  showEmpty();
}

function bringBack(gone, why) {
  for (const card of gone) {
    card.hidden = false;
    const line = card.querySelector(".card-says");
    line.textContent = why;
    line.hidden = !why;
  }
  if (!current()) focusOn(gone[0]);
  showChosen();
  showEmpty();
}

function inLine(send) {
  pending += 1;
  const sent = line.then(send);
  line = sent.then(() => {}, () => {}).then(() => {
    pending -= 1;
  });
  return sent;
}

async function act(event, decided, reason = "") {
  const able = decided.filter((card) => allows(card, event));
  if (!able.length) return tell(decided.length ? words.notPossible : words.noneChosen);
  const isKept = stays || KEPT.has(event);
  const question = {
    event, reason, chosen: able.map(seenOf),
    note: able.length === 1 ? able[0].querySelector("[data-note]")?.value ?? "" : "",
    replies: able.some((card) => card.querySelector("[data-replies]")?.checked),
  };
  for (const card of able) closeReasons(card);
  if (!isKept) takeAway(able);
  const before = batch;
  const sent = inLine(() => post(`${form.dataset.actUrl}${stays ? "?stay=1" : ""}`, question));
  batch = sent.then((answer) => answer.batch || before, () => before);
  batch.then((last) => sessionStorage.setItem(UNDO, last ?? ""));
  try {
    take(await sent, able);
  } catch (error) {
    bringBack(able, error.message);
    sayAloud(error.message);
  }
  return undefined;
}

// What the desk answered: done, and what could not be.
function take(answer, sent) {
  showCounts(answer.counts);
  for (const [id, html] of Object.entries(answer.cards)) replace(id, html);
  const failed = answer.failed.map(({ id }) => byId(id)).filter(Boolean);
  if (answer.error) bringBack(sent.filter((card) => card.isConnected), answer.error);
  for (const card of failed) card.hidden = false;
  if (answer.failed.length) {
    const left = answer.failed.length > 1 ? `${fill(words.leftOut, { n: toBangla(answer.failed.length) })} ` : "";
    sayAloud(`${answer.says} ${left}${answer.failed[0].why}`.trim());
  }
  if (answer.error) sayAloud(answer.error);
  if (!current()) focusOn(cards()[0]);
  if (answer.says) say(answer.says, answer.batch ? undo : null);
  showChosen();
  showEmpty();
}

async function undo() {
  const asked = batch;
  batch = Promise.resolve("");
  const of = await asked;
  if (!of) return tell(words.nothingToUndo);
  try {
    const answer = await inLine(() => post(form.dataset.undoUrl, { batch: of }));
    sessionStorage.removeItem(UNDO);
    showCounts(answer.counts);
    for (const id of answer.done) if (byId(id)) byId(id).hidden = false;
    for (const [id, html] of Object.entries(answer.cards)) replace(id, html);
    const back = answer.done.map(byId).find(Boolean);
    if (back) focusOn(back);
    const wrong = answer.error || answer.failed[0]?.why || "";
    if (wrong) sayAloud(wrong);
    say([answer.says, wrong].filter(Boolean).join(" "), null);
    showEmpty();
  } catch (error) {
    batch = Promise.resolve(of);
    sayAloud(error.message);
    say(error.message, undo);
  }
  return undefined;
}

// The reasons of a rejection, open below a card or the foot: by number, by tap, or Enter for the last one used.
function openReasons(place) {
  const why = place?.querySelector("[data-why]");
  if (!why || (place !== many && !allows(place, "reject"))) return tell(words.notPossible);
  why.hidden = false;
  const last = localStorage.getItem(LAST_REASON);
  for (const button of why.children) button.classList.toggle("is-last", button.dataset.reason === last);
  (why.querySelector(".is-last") ?? why.firstElementChild).focus();
  why.scrollIntoView({ block: "nearest" });
  return undefined;
}

function closeReasons(place) {
  const why = place.querySelector("[data-why]");
  if (why) why.hidden = true;
}

const openPanel = () => [current(), many].map((place) => place?.querySelector("[data-why]:not([hidden])")).find(Boolean);

function pickReason(button) {
  localStorage.setItem(LAST_REASON, button.dataset.reason);
  const card = button.closest(".card");
  const decided = card ? [card] : chosen();
  button.closest("[data-why]").hidden = true;
  act("reject", decided, button.dataset.reason);
}

async function fetchAhead() {
  if (coming || !nextPage || cards().length > AHEAD) return;
  coming = fetch(nextPage.href, { headers: { Accept: "text/html" } });
  try {
    const answer = await coming;
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const card of page.querySelectorAll("#cards > .card")) if (!byId(card.dataset.id)) list.append(card);
    const further = page.getElementById("next-page");
    if (further) nextPage.href = further.getAttribute("href");
    else {
      nextPage.remove();
      nextPage = null;
    }
  } catch {
    return; // The link to the next page is still there.
  } finally {
    coming = null;
    if (!current()) focusOn(cards()[0]);
    showEmpty();
  }
}

function toggleOne() {
  const on = document.body.classList.toggle("one-by-one");
  sessionStorage.setItem(ONE, on ? "1" : "");
  document.querySelector("[data-one]").setAttribute("aria-pressed", on);
  if (on && !current()) focusOn(cards()[0]);
  current()?.scrollIntoView({ block: "nearest" });
}

function sheet(kind, card = current()) {
  const link = card?.querySelector(`[data-sheet="${kind}"]`);
  if (!link) return tell(words.notPossible);
  return openSheet(link.href, {
    done: (answer) => {
      say(answer.says, null);
      showCounts(answer.counts);
      const [[id, html]] = Object.entries(answer.cards);
      const fresh = replace(id, html);
      if (answer.moved && !stays) takeAway([fresh]);
      else focusOn(fresh);
    },
    closed: () => focusOn(card),
  });
}

function note() {
  const field = current()?.querySelector("[data-note]");
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

function search() {
  const filter = document.getElementById("filter");
  filter.open = true;
  filter.querySelector("[name=q]").focus();
}

async function nextQueue() {
  await line;
  const ways = [...document.querySelectorAll(".queues a")];
  const at = ways.findIndex((way) => way.hasAttribute("aria-current"));
  ways[(at + 1) % ways.length].click();
}

function choose() {
  const box = current()?.querySelector("[data-choose]");
  if (!box) return;
  box.checked = !box.checked;
  showChosen();
}

const on = (event) => () => current() && act(event, [current()]);
const approve = () => current() && act(allows(current(), "restore") ? "restore" : "approve", [current()]);
const keys = document.getElementById("keys");

watchKeys({
  next: () => step(1),
  previous: () => step(-1),
  approve,
  reject: () => current() && openReasons(current()),
  spam: on("spam"),
  hold: on("hold"),
  reply: () => sheet("reply"),
  best: () => current() && act(allows(current(), "unfeature") ? "unfeature" : "feature", [current()]),
  ban: () => sheet("ban"),
  note,
  undo,
  choose,
  approveChosen: () => act(chosen().every((card) => allows(card, "restore")) ? "restore" : "approve", chosen()),
  rejectChosen: () => (chosen().length ? openReasons(many) : tell(words.noneChosen)),
  spamChosen: () => act("spam", chosen()),
  queue: nextQueue,
  one: toggleOne,
  search,
  help: () => keys.showModal(),
  number: (number) => {
    const button = openPanel()?.children[number - 1];
    if (button) pickReason(button);
    return Boolean(button);
  },
  leave: () => {
    const panel = openPanel();
    if (panel) panel.hidden = true;
    if (panel) current()?.focus();
    return Boolean(panel);
  },
});

document.addEventListener("click", (event) => {
  const { target } = event;
  const card = target.closest(".card");
  if (card && card !== current()) focusOn(card, { quietly: true });
  const reason = target.closest("[data-reason]");
  const one = target.closest("[data-event]");
  const bulk = target.closest("[data-bulk]");
  const link = target.closest("[data-sheet]");
  if (reason) pickReason(reason);
  else if (one) {
    event.preventDefault();
    if (one.dataset.event === "reject") openReasons(card);
    else act(one.dataset.event, [card]);
  } else if (bulk) {
    event.preventDefault();
    if (bulk.dataset.bulk === "reject") openReasons(many);
    else act(bulk.dataset.bulk, chosen());
  } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    sheet(link.dataset.sheet, card);
  } else if (target.closest("[data-one]")) toggleOne();
  else if (target.closest("[data-keys]")) keys.showModal();
});
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => {
  if (pending) event.preventDefault();
});
list.addEventListener("change", showChosen);
list.addEventListener("focusin", (event) => {
  const card = event.target.closest(".card");
  if (card && card !== current()) focusOn(card, { quietly: true });
});

if (sessionStorage.getItem(ONE)) toggleOne();
focusOn(cards()[0], { quietly: document.activeElement !== document.body });
showChosen();
fetchAhead();
