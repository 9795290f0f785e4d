// The copy of an open form on this device: written within a second of a key, gone once the desk has the same text.

import { markOf, read, valueOf } from "./fields.js";
import { drop, keep } from "./kept.js";

const QUIET = 400;
const LONGEST = 900;
const idle = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: 300 }) : setTimeout(act));

// `where()` gives {user, story, clientKey, tab, basedOn}; `isSafe()` whether the desk has all that is in the form.
export class Copy {
  constructor(form, where, isSafe) {
    Object.assign(this, { form, where, isSafe, timer: 0, since: 0, mark: "", key: "", failed: false, wrote: Promise.resolve() });
  }

  get isKept() {
    return this.mark === markOf(read(this.form));
  }

  changed() {
    this.since ||= Date.now();
    clearTimeout(this.timer);
    // Reading and writing a long text waits until the letter is on the screen.
    this.timer = setTimeout(() => idle(() => this.write()), Math.min(QUIET, Math.max(0, this.since + LONGEST - Date.now())));
  }

  // Write what is in the form, or take the copy away when the desk has it. One after the other.
  write(more = {}) {
    clearTimeout(this.timer);
    this.since = 0;
    this.wrote = this.wrote.then(() => this.settle(more));
    return this.wrote;
  }

  async settle(more) {
    const { user, story, clientKey, tab, basedOn } = this.where();
    const key = `${user}/${story || clientKey}/${tab}`;
    const fields = read(this.form);
    try {
      if (this.key && this.key !== key) await drop(this.key);
      this.key = key;
      if (this.isSafe()) {
        await drop(key);
      } else {
        const headline = valueOf(fields, "headline").trim();
        await keep({ key, user, story, clientKey, tab, basedOn, headline, fields, at: Date.now(), ...more });
      }
      this.mark = markOf(fields);
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }
}
