// Sends a file to the library in pieces: goes on after a break, two files at a time.

const said = document.getElementById("upload-words")?.dataset ?? {};
const ADDRESS = said.url ?? "/admin/images/picture/uploads/";
const FIRST_PIECE = 256 * 1024;
const LEAST_PIECE = 64 * 1024;
const MOST_PIECE = 2 * 1024 * 1024;
const AT_ONCE = 2;
const WAITS = [0.5, 1, 2, 4, 8, 15, 30, 30];
const MOST_TURNS = 8;
const MOST_STARTS = 3;
const PIECE_SECONDS = 90;
const FINISH_SECONDS = 300;
const MOST_BUSY = 100;

// What a person is told; `status` and more come from the answer.
class Failure extends Error {}

// No answer, or one that another try may change.
class Broken extends Error {}

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

async function answerTo(address, options) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  if (options.body instanceof ArrayBuffer) headers["Content-Type"] = "application/octet-stream";
  const answer = await fetch(address, { headers, redirect: "manual", ...options });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return [answer, isJson ? await answer.json() : null];
}

// Ask an address below the uploads'; gives the JSON, throws Failure or Broken, or why `signal` was aborted.
export async function ask(path, { method = "GET", body, signal, seconds = 30 } = {}) {
  signal?.throwIfAborted();
  const watch = new AbortController();
  const stop = () => watch.abort();
  const timer = setTimeout(stop, seconds * 1000);
  signal?.addEventListener("abort", stop);
  let answer;
  let content;
  try {
    [answer, content] = await answerTo(ADDRESS + path, { method, body, signal: watch.signal });
  } catch {
    signal?.throwIfAborted();
    throw new Broken();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
  if (answer.ok && content) return content;
  if (content?.error) throw Object.assign(new Failure(content.error), content, { status: answer.status });
  if (answer.type === "opaqueredirect") throw new Failure(said.signedOut);
  if (answer.status >= 500) throw new Broken();
  throw new Failure(answer.status === 403 ? said.stale : said.failed);
}

function rest(seconds, signal) {
  return new Promise((go, stop) => {
    const timer = setTimeout(go, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      stop(signal.reason);
    }, { once: true });
  });
}

function online(signal) {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((go, stop) => {
    addEventListener("online", go, { once: true });
    signal?.addEventListener("abort", () => stop(signal.reason), { once: true });
  });
}

// One file on its way. `vain` counts what got no answer since the last that did, `turns` the answers that the file
// goes on elsewhere since the last piece, `busy` those that the desk is busy since another, `starts` and `ends` how
// often it began and seemed whole.
class Sending {
  constructor(file, { onProgress, signal, ...fields }) {
    Object.assign(this, { file, signal, fields, at: 0, piece: FIRST_PIECE, vain: 0, turns: 0, busy: 0, starts: 0, ends: 0 });
    this.tell = (state) => onProgress?.({ sent: this.at, size: file.size, state });
  }

  // Wait longer each time; without a connection until there is one.
  async patience() {
    if (this.vain >= WAITS.length) throw new Failure(said.broken);
    this.tell("offline");
    await rest(WAITS[this.vain], this.signal);
    this.vain += 1;
    await online(this.signal);
  }

  // Wait as long as the desk says, and a little of our own: others that wait come back too.
  async queue(error) {
    this.busy += 1;
    await rest(error.retry_after * (1 + Math.random()), this.signal);
  }

  isBusy(error) {
    return error.status === 503 && error.retry_after && this.busy < MOST_BUSY;
  }

  async patiently(path, options) {
    for (;;) {
      try {
        const content = await ask(path, { signal: this.signal, ...options });
        this.vain = 0;
        this.busy = 0;
        return content;
      } catch (error) {
        if (this.isBusy(error)) await this.queue(error);
        else if (error instanceof Broken) await this.patience();
        else throw error;
      }
    }
  }

  async begin() {
    const { name, size, lastModified } = this.file;
    const body = new URLSearchParams({ name, size, mark: `${size}-${lastModified}-${name}` });
    const upload = await this.patiently("", { method: "POST", body });
    this.id = upload.id;
    this.at = upload.received;
    this.starts += 1;
  }

  async read() {
    try {
      const bytes = await this.file.slice(this.at, this.at + this.piece).arrayBuffer();
      if (bytes.byteLength) return bytes;
    } catch {
      // The file was moved, changed or is a folder.
    }
    throw new Failure(said.unreadable);
  }

  async sendPiece() {
    const body = await this.read();
    const begun = performance.now();
    const path = `${this.id}/?offset=${this.at}`;
    const upload = await ask(path, { method: "POST", body, signal: this.signal, seconds: PIECE_SECONDS });
    this.vain = 0;
    this.turns = 0;
    this.busy = 0;
    this.at = upload.received;
    const isQuick = performance.now() - begun < 1000;
    this.piece = isQuick ? Math.min(MOST_PIECE, this.piece * 2) : Math.max(LEAST_PIECE, this.piece / 2);
  }

  async sendPieces() {
    while (this.at < this.file.size) {
      this.tell("sending");
      try {
        await this.sendPiece();
      } catch (error) {
        await this.goOnAfter(error);
      }
    }
  }

  // Find where the file goes on, if it does.
  async goOnAfter(error) {
    if (error instanceof Broken) {
      this.piece = LEAST_PIECE;
      await this.patience();
      await this.askWhere();
    } else if (this.isBusy(error)) {
      await this.queue(error);
    } else if (error.status === 409 && this.turns < MOST_TURNS) {
      this.turns += 1;
      this.at = error.received;
    } else if (error.status === 404 && this.starts < MOST_STARTS) {
      await this.begin();
    } else {
      throw error;
    }
  }

  async askWhere() {
    const { vain } = this;
    try {
      this.at = (await this.patiently(`${this.id}/`)).received;
    } catch (error) {
      await this.goOnAfter(error);
    }
    this.vain = vain; // a server that answers this and takes no piece is away all the same
  }

  async poster() {
    if (this.fields.poster || !this.file.type.startsWith("video/")) return this.fields.poster;
    const { posterOf } = await import("./poster.js");
    return posterOf(this.file).catch(() => null);
  }

  async finish() {
    this.tell("finishing");
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...this.fields, poster: await this.poster() })) {
      if (value instanceof Blob) body.append(name, value, "poster.jpg");
      else if (value) body.append(name, value);
    }
    return this.patiently(`${this.id}/finish/`, { method: "POST", body, seconds: FINISH_SECONDS });
  }

  async run() {
    await this.begin();
    for (;;) {
      await this.sendPieces();
      try {
        return await this.finish();
      } catch (error) {
        this.ends += 1;
        if (error.status !== 409 || this.ends >= MOST_STARTS) throw error;
        await this.goOnAfter(error);
      }
    }
  }
}

let free = AT_ONCE;
const waiting = [];

async function inTurn(work, signal) {
  signal?.throwIfAborted();
  if (free > 0) {
    free -= 1;
  } else {
    await new Promise((go, stop) => {
      waiting.push(go);
      signal?.addEventListener("abort", () => {
        if (!waiting.includes(go)) return;
        waiting.splice(waiting.indexOf(go), 1);
        stop(signal.reason);
      }, { once: true });
    });
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

// Send a file; resolves to the picture as JSON, rejects with an Error whose message is for the person.
// `onProgress` gets {sent, size, state}: bytes, and "sending", "offline" or "finishing"; before its turn it gets
// nothing. Aborting `signal` stops; sending the same file again goes on. `poster` stands for a video.
export function send(file, options = {}) {
  return inTurn(() => new Sending(file, options).run(), options.signal);
}

// Throw away what has come of a file that was not sent to its end.
export async function giveUp(file) {
  const sending = new Sending(file, {});
  await sending.begin();
  await ask(`${sending.id}/leave/`, { method: "POST" });
}
