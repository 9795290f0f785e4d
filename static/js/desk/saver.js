// Sends the form's text to the desk by itself: a moment after the last key, one request at a time, again until it is there.

import { markOf, read } from "./fields.js";
import { said } from "./says.js";

const QUIET = 3000;
const LONGEST = 8000; // with the request, no more than ten seconds after a key
const ANSWER = 45_000;
const WAITS = [2000, 4000, 8000, 15_000, 30_000, 60_000];

// No answer (`offline`), or one that another try may change (`failing`).
class Broken extends Error {
  constructor(outcome = "offline") {
    super(outcome);
    this.outcome = outcome;
  }
}

const GOOD = new Set(["saved", "aside"]);

// `tell(outcome, answer)` hears: saving, begun, saved, aside, unchanged, refused, signedOut, other, offline, failing.
export class Saver {
  constructor(form, { addresses, writer, story, tab, tell }) {
    Object.assign(this, { form, addresses, writer, story, tab, tell, running: null, timer: 0, vain: 0, since: 0 });
    this.basedOn = Number(form.elements.based_on.value);
    this.sent = markOf(this.text());
    this.outcome = "saved";
  }

  // What the desk stores: fields of the version; words for an act wait for its button.
  text() {
    return read(this.form).filter(([name]) => !this.addresses.asked.has(name));
  }

  get isSent() {
    return markOf(this.text()) === this.sent;
  }

  changed() {
    this.since ||= Date.now();
    const wait = Math.min(QUIET, Math.max(0, this.since + LONGEST - Date.now()));
    // While nothing goes through, the next try waits for its time; a new key does not hurry it.
    if (!this.vain) this.in(wait);
  }

  in(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Try at once: there is a connection again, or somebody has signed in.
  hurry() {
    this.vain = 0;
    if (!this.isSent || !GOOD.has(this.outcome)) this.save();
  }

  // Send what is in the form now; resolves to what has become of it.
  save() {
    clearTimeout(this.timer);
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (GOOD.has(this.outcome) && !this.isSent) this.changed();
    });
    return this.running;
  }

  // Send all there is, what is typed meanwhile too, until nothing is left or no more can be done now.
  async flush() {
    do {
      await this.save();
    } while (GOOD.has(this.outcome) && !this.isSent);
    return this.outcome;
  }

  async run() {
    this.since = 0;
    if (this.isSent && GOOD.has(this.outcome)) return;
    const fields = this.text();
    this.tell("saving", {});
    try {
      await this.once(fields, markOf(fields));
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.wait(error.outcome, {});
    }
  }

  settle(outcome, answer = {}) {
    this.outcome = outcome;
    this.tell(outcome, answer);
  }

  async once(fields, mark, isAgain = false) {
    const [status, answer] = await this.ask(fields);
    if (status === 200) {
      this.vain = 0;
      this.sent = mark;
      this.moveOn(answer);
      this.settle("saved", answer);
    } else if (status === 409 && answer.outcome === "own" && !isAgain) {
      // The desk had saved, its answer was lost.
      this.moveOn(answer);
      await this.once(fields, mark, true);
    } else if (status === 409) {
      this.vain = 0;
      if (answer.outcome === "aside") this.sent = mark;
      this.settle(answer.outcome, answer);
    } else if (status === 401) {
      this.wait("signedOut", answer);
    } else if (status === 403 && answer?.reason === "other") {
      this.settle("other", answer);
    } else if ([403, 404, 422].includes(status) && answer) {
      this.wait("refused", answer);
    } else {
      throw new Broken("failing");
    }
  }

  // It may be otherwise later: somebody signs in again, the story is sent back.
  wait(outcome, answer) {
    this.settle(outcome, answer);
    this.in(WAITS[Math.min(this.vain, WAITS.length - 1)]);
    this.vain += 1;
  }

  moveOn({ pk, revision, change_url: address }) {
    this.basedOn = revision;
    this.form.elements.based_on.value = revision;
    if (this.story) return;
    this.story = pk;
    history.replaceState(history.state, "", address);
    this.form.action = address;
    this.tell("begun", { pk, address });
  }

  async ask(fields) {
    const body = new FormData();
    const more = { based_on: this.basedOn, tab: this.tab, writer: this.writer, client_key: this.form.elements.client_key?.value ?? "" };
    for (const [name, value] of [...fields, ...Object.entries(more)]) body.append(name, value);
    const address = this.story ? `${this.addresses.stories}${this.story}/autosave/` : this.addresses.begin;
    return post(address, body, ANSWER);
  }
}

const token = () => document.querySelector("#story [name=csrfmiddlewaretoken]").value;

async function jsonOf(answer) {
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? answer.json() : null;
}

async function ask(address, options) {
  try {
    const answer = await fetch(address, { redirect: "manual", ...options, headers: { Accept: "application/json", ...options.headers } });
    return [answer.status, await jsonOf(answer)];
  } catch {
    throw new Broken();
  }
}

// Signing in in another tab has made the token of this page worthless: take the new one, if it is the same person's.
async function renew() {
  const [status, answer] = await ask(said.tokenUrl, {});
  if (status !== 200) return [status, answer];
  if (answer.user !== Number(said.user)) return [403, { reason: "other" }];
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = answer.token;
  return null;
}

// Send to the desk: status and JSON (null for a page). Throws Broken without an answer.
export async function post(address, body, most = 15_000) {
  const send = () => ask(address, { method: "POST", body, headers: { "X-CSRFToken": token() }, signal: AbortSignal.timeout(most) });
  const [status, answer] = await send();
  if (status !== 403 || answer) return [status, answer];
  return (await renew()) ?? send();
}
