// Keeps what is written in the story form: on this device at once, at the desk a moment later, whatever happens meanwhile.

import { words } from "./asking.js";
import { toBangla } from "./digits.js";
import { Copy } from "./copy.js";
import { fill as fillIn, read } from "./fields.js";
import { drop, live, uuid } from "./kept.js";
import { offer } from "./left.js";
import { show, watch } from "./present.js";
import { Saver } from "./saver.js";
import { bar, button, fill, link, said, say } from "./says.js";

const form = document.getElementById("story");
const user = Number(said.user);
const opened = read(form);
const PATIENCE = 20_000;
const AGAIN = 5000;
const FOLLOW = 60_000;
const AWAY = new Set(["signedOut", "other"]);
let broughtAt = 0;
let isLeaving = false;
let isPressed = false;
let refused = [];
let told = "";

const saver = said.canEdit
  ? new Saver(form, {
      addresses: { begin: said.beginUrl, stories: said.storiesUrl, token: said.tokenUrl, asked: new Set(said.asked.split(" ")) },
      writer: said.user,
      story: Number(said.story) || 0,
      tab: uuid(),
      tell,
    })
  : { story: Number(said.story), tab: uuid(), basedOn: Number(form.elements.based_on.value), writer: said.user };

const where = () => ({
  user, writer: said.user, story: saver.story, tab: saver.tab, basedOn: saver.basedOn,
  clientKey: form.elements.client_key?.value ?? "",
});

// What is written for an act, a note or a reason, is sent by its button alone.
const hasNotes = () => [...form.querySelectorAll("textarea")].some(({ name, value, defaultValue }) => saver.addresses.asked.has(name) && value.trim() && value !== defaultValue);
const copy = new Copy(form, where, () => saver.isSent && !refused.length && !hasNotes());
const arePicturesComing = () => Boolean(document.querySelector(".desk-figure progress, .picture-sheet[aria-busy]"));

// Where the text is, in one line.
function tell(outcome, answer) {
  if (outcome === "saving") return say("saving");
  if (outcome === "begun") return bring(["checks", "arranging", "last-acts", "phone-bar"], answer.address);
  if (outcome === "saved") saved(answer);
  else if (outcome === "aside" || outcome === "unchanged") met(outcome, answer);
  else held(outcome, answer);
  if (answer.others) show(answer.others);
  copy.write();
  return undefined;
}

function saved(answer) {
  refused = answer.refused;
  for (const name of ["held", "newer"]) bar(name);
  const values = { at: answer.at, n: toBangla(answer.number), fields: refused.map(({ label }) => label).join(", ") };
  const state = refused.length ? "but" : "saved";
  // Read out once a minute is enough: the number of the version may wait.
  const isTold = state === "saved" && told === answer.at;
  told = refused.length ? "" : answer.at;
  say(state, isTold ? undefined : fill(refused.length ? said.savedBut : said.saved, values));
  follow();
  bar("refused", refused.map(({ label, error }) => `${label}: ${error}`).join(" "));
}

// Somebody else has saved: their version stands, this text beside it.
function met(outcome, answer) {
  told = "";
  say("aside", fill(said.asideAt, { at: answer.at }));
  const who = answer.is_own ? said.you : answer.who;
  if (outcome === "unchanged") {
    newer(answer);
    return;
  }
  bar("newer");
  bar("held", fill(said.met, { who, at: answer.at }), [link(said.join, answer.conflict_url, { onclick: toBoth })]);
}

async function toBoth(event) {
  event.preventDefault();
  const { target } = event;
  await saver.flush();
  isLeaving = saver.isSent;
  location.assign(target.href);
}

// It cannot be sent now: say why, where the text is, and what can be done.
async function held(outcome, answer) {
  told = "";
  await copy.write();
  const texts = { offline: said.offline, failing: said.failing, signedOut: said.signedOut, other: said.other, refused: answer.error };
  const kept = copy.failed ? said.unkept : said.kept;
  say(outcome, outcome === "offline" && !copy.failed ? said.offlineKept : `${texts[outcome]} ${kept}`);
  if (outcome === "offline" && !copy.failed) return;
  const signIn = link(said.signIn, said.signInUrl, { target: "_blank" });
  bar("held", `${texts[outcome]} ${kept}`, outcome === "signedOut" || outcome === "other" ? [signIn] : []);
}

// Before anything is typed it is no loss to take the newer version; afterwards the two are joined.
function newer({ revision, who, at, is_own: isOwn }) {
  if (saver.outcome === "aside") return;
  const text = fill(isOwn ? said.newerOwn : said.newer, { who, at });
  const see = `${said.storiesUrl}${saver.story}/compare/?a=${saver.basedOn}&b=${revision}`;
  const take = button(said.take, async () => {
    if (said.canEdit && !saver.isSent) {
      await saver.flush();
      return;
    }
    isLeaving = true;
    location.reload();
  });
  bar("newer", text, [link(said.see, see, { target: "_blank" }), take]);
}

// A sign of life tells whether this person is still signed in, before more is written.
function known(status, answer) {
  if (!said.canEdit) return;
  if (status === 401) saver.settle("signedOut");
  else if (answer?.reason === "other") saver.settle("other");
  else if (status === 200 && AWAY.has(saver.outcome)) saver.hurry();
}

// Bring in parts of the page as the desk has them now, without touching what is written.
async function bring(names, address = location.href) {
  broughtAt = Date.now();
  try {
    const page = await (await fetch(address)).text();
    // From the form on: the policy refuses the styles of another page's head.
    const fresh = new DOMParser().parseFromString(page.slice(page.indexOf('<form id="story"')), "text/html");
    for (const name of names) {
      const [old, now] = [document, fresh].map((place) => place.querySelector(`[data-part="${name}"]`));
      if (old && now && !old.contains(document.activeElement)) old.replaceWith(document.importNode(now, true));
    }
  } catch {
    // They come with the next page.
  }
}

// The checks before publishing follow what is written, now and then.
function follow() {
  if (!document.hidden && !navigator.connection?.saveData && Date.now() - broughtAt > FOLLOW) bring(["checks"]);
}

// A button is pressed: first the text, alone; what cannot be sent is not thrown at a page that may not be there.
async function press(event) {
  if (isPressed || event.defaultPrevented) return;
  event.preventDefault();
  if (arePicturesComing()) {
    bar("coming", words.waitForPictures)?.scrollIntoView({ block: "center" });
    return;
  }
  bar("coming");
  const { submitter } = event;
  form.setAttribute("aria-busy", "true");
  const given = new Promise((resolve) => setTimeout(resolve, PATIENCE, "offline"));
  const outcome = saver.isSent && saver.outcome === "saved" ? "saved" : await Promise.race([saver.flush(), given]);
  form.removeAttribute("aria-busy");
  if (outcome === "saved") {
    await copy.write({ pressed: true });
    isPressed = isLeaving = true;
    form.requestSubmit(submitter);
    setTimeout(() => { isPressed = isLeaving = false; }, AGAIN);
    return;
  }
  const reason = document.querySelector("[data-bar]") ?? document.getElementById("keeping-says");
  reason.scrollIntoView({ block: "center" });
  reason.querySelector("a, button")?.focus();
  if (outcome === "offline") await held("offline", {});
}

// Put a text of this device into the form, as grown from the version that it grew from: whatever was saved since is met, not overwritten.
async function takeBack(row) {
  if (!saver.isSent) await saver.flush();
  const isSame = await live(row.tab);
  if (isSame) saver.tab = row.tab;
  if (row.basedOn) saver.basedOn = row.basedOn;
  form.elements.based_on.value = saver.basedOn;
  form.elements.tab.value = saver.tab;
  if (form.elements.client_key && row.clientKey) form.elements.client_key.value = row.clientKey;
  fillIn(form, row.fields);
  changed();
  if (isSame) return;
  await copy.write();
  if (!copy.failed) await drop(row.key);
}

function changed() {
  saver.changed();
  copy.changed();
}

function begin() {
  form.elements.tab.value = saver.tab;
  live(saver.tab);
  watch(form, said.storiesUrl, where, { newer, met: known });
  if (!said.canEdit) {
    offer({ user, where, opened });
    return;
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", press);
  addEventListener("online", () => saver.hurry());
  addEventListener("focus", () => saver.outcome !== "saved" && saver.hurry());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    if (!copy.isKept) copy.write();
    if (!saver.isSent && !saver.vain) saver.save();
  });
  addEventListener("beforeunload", (event) => {
    const isSomewhere = (saver.isSent && !hasNotes()) || copy.isKept;
    if (!isLeaving && (!isSomewhere || arePicturesComing())) event.preventDefault();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) isPressed = isLeaving = false;
  });
  // A form that is shown again with its errors holds text that nobody has.
  if (said.unsaved) {
    saver.sent = "";
    changed();
  }
  offer({ user, where, opened, takeBack });
}

begin();
