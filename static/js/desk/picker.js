// A dialog in which pictures of the library are chosen, or sent and chosen.

import { toBangla } from "./digits.js";

const said = document.getElementById("picker-words")?.dataset ?? {};
const ADDRESS = said.pickUrl ?? "/admin/images/picture/pick/";
const TYPED_MS = 200;
const PICTURES = "image/jpeg,image/png,image/webp,image/gif";
const VIDEOS = ",video/mp4,video/quicktime";
const lengthOf = (seconds) => toBangla(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);

function make(tag, values = {}, children = []) {
  const { aria = {}, ...rest } = values;
  const element = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const iconed = (name, text) => [make("span", { className: `icon icon-${name}` }), document.createTextNode(text)];

class Picker {
  constructor({ multiple, videos, heading }) {
    Object.assign(this, { multiple, videos, found: new Map(), chosen: new Map(), older: null, answer: null });
    this.build(heading ?? (multiple ? said.headingMany : said.heading));
    this.listen();
  }

  build(heading) {
    this.grid = make("ul", { className: "picker-grid", aria: { role: "listbox", "aria-label": said.pictures } });
    if (this.multiple) this.grid.setAttribute("aria-multiselectable", "true");
    this.words = make("input", { type: "search", id: "picker-search", placeholder: said.hint, autocomplete: "off" });
    this.folder = make("select", { id: "picker-folder" }, [new Option(said.all, "")]);
    this.files = make("input", { type: "file", multiple: this.multiple, accept: PICTURES + (this.videos ? VIDEOS : ""), className: "visually-hidden" });
    this.camera = make("input", { type: "file", accept: "image/*", capture: "environment", className: "visually-hidden" });
    this.close = make("button", { type: "button", className: "picker-close" }, iconed("cross", said.close));
    this.more = make("button", { type: "button", hidden: true, textContent: said.older });
    this.use = make("button", { type: "button", className: "button-primary", hidden: true });
    this.state = make("p", { className: "picker-state", aria: { role: "status" } });
    this.again = make("button", { type: "button", hidden: true, textContent: said.again });
    this.sending = make("ul", { className: "picker-sending" });
    this.folderLine = make("p", { hidden: true }, [make("label", { htmlFor: "picker-folder", className: "visually-hidden", textContent: said.folder }), this.folder]);
    this.drop = make("div", { className: "picker-drop" }, [
      make("span", { textContent: said.send }),
      make("label", { className: "button" }, [...iconed("plus", said.files), this.files]),
      make("label", { className: "button camera" }, [...iconed("camera", said.photo), this.camera]),
    ]);
    this.dialog = make("dialog", { className: "picker", aria: { "aria-labelledby": "picker-heading" } }, [
      make("div", { className: "picker-head" }, [make("h2", { id: "picker-heading", textContent: heading }), this.close]),
      this.drop, this.sending,
      make("div", { className: "picker-search" }, [
        make("p", {}, [make("label", { htmlFor: "picker-search", className: "visually-hidden", textContent: said.search }), this.words]),
        this.folderLine,
      ]),
      make("div", { className: "picker-shelf" }, [this.grid, this.state, this.again, this.more]),
      make("div", { className: "picker-foot" }, [this.use]),
    ]);
    document.body.append(this.dialog);
  }

  listen() {
    let timer = 0;
    this.words.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.look(), TYPED_MS);
    });
    this.words.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && this.grid.firstElementChild) this.goTo(this.grid.firstElementChild, event);
    });
    this.folder.addEventListener("change", () => this.look());
    this.more.addEventListener("click", () => this.look(this.older));
    this.again.addEventListener("click", () => this.look(this.failedAt));
    this.close.addEventListener("click", () => this.dialog.close());
    this.use.addEventListener("click", () => this.finish());
    this.grid.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
    this.grid.addEventListener("keydown", (event) => this.onKey(event));
    for (const input of [this.files, this.camera]) {
      input.addEventListener("change", () => {
        const files = [...input.files];
        input.value = "";
        this.send(files);
      });
    }
    this.dialog.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.drop.classList.add("is-over");
    });
    this.dialog.addEventListener("dragleave", () => this.drop.classList.remove("is-over"));
    this.dialog.addEventListener("drop", (event) => {
      event.preventDefault();
      this.drop.classList.remove("is-over");
      this.send([...event.dataTransfer.files]);
    });
  }

  // Show the dialog; resolves when it is closed.
  open() {
    return new Promise((resolve) => {
      this.stop = new AbortController();
      this.dialog.addEventListener("close", () => {
        this.stop.abort();
        this.asking?.abort();
        this.dialog.remove();
        resolve(this.answer);
      });
      this.dialog.showModal();
      this.words.focus();
      this.look();
    });
  }

  finish() {
    this.answer = [...this.chosen.values()];
    this.dialog.close();
  }

  address(before) {
    const query = new URLSearchParams({ q: this.words.value.trim(), folder: this.folder.value, videos: this.videos ? 1 : 0 });
    if (before) query.set("before", before);
    return `${ADDRESS}?${query}`;
  }

  // Ask for a page: the first, or the one after `before`. What was asked earlier is no longer wanted.
  async look(before = null) {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.again.hidden = true;
    let page;
    try {
      const answer = await fetch(this.address(before), { signal: asking.signal, headers: { Accept: "application/json" }, redirect: "manual" });
      page = await answer.json();
    } catch {
      if (!asking.signal.aborted) this.fail(before);
      return;
    }
    this.show(page, before);
  }

  fail(before) {
    this.failedAt = before;
    this.state.textContent = said.offline;
    this.again.hidden = false;
  }

  show({ pictures, older, folders }, before) {
    this.state.textContent = "";
    this.nameFolders(folders);
    const options = pictures.map((picture) => this.option(picture));
    if (before) this.grid.append(...options);
    else this.grid.replaceChildren(...options);
    this.older = older;
    this.more.hidden = !older;
    if (!this.grid.children.length) this.state.textContent = this.words.value.trim() || this.folder.value ? said.none : said.empty;
    this.grid.hidden = !this.grid.children.length;
    if (before) this.goTo(options[0]);
    else this.rove(this.grid.firstElementChild);
  }

  nameFolders(folders) {
    const chosen = this.folder.value;
    this.folder.replaceChildren(new Option(said.all, ""), ...folders.map(([id, name]) => new Option(name, id)));
    this.folder.value = chosen;
    this.folderLine.hidden = !folders.length;
  }

  option(picture) {
    this.found.set(String(picture.id), picture);
    const box = make("span", { className: "tile-box" });
    if (picture.thumb) box.append(make("img", { src: picture.thumb, alt: "", width: picture.width, height: picture.height, loading: "lazy", decoding: "async", className: "thumb" }));
    const credit = make("span", { className: picture.credit ? "tile-credit" : "tile-credit warning", textContent: picture.credit || said.noCredit });
    const lines = [box, make("span", { className: "tile-words", textContent: picture.caption || picture.alt || said.nameless }), credit];
    if (picture.seconds) lines.push(make("span", { className: "tile-video" }, iconed("video", said.video.replace("{length}", lengthOf(picture.seconds)))));
    const isChosen = this.chosen.has(String(picture.id));
    const option = make("li", { className: "tile", tabIndex: -1, aria: { role: "option", "aria-selected": String(isChosen) } }, lines);
    option.dataset.id = picture.id;
    return option;
  }

  // One option is reached by Tab, the others by arrows.
  rove(option) {
    for (const other of this.grid.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    if (option) option.tabIndex = 0;
  }

  goTo(option, event) {
    if (!option) return;
    event?.preventDefault();
    this.rove(option);
    option.focus();
  }

  onKey(event) {
    const options = [...this.grid.children];
    const at = options.indexOf(event.target);
    if (at < 0) return;
    const first = options[0].offsetTop;
    const columns = Math.max(1, options.filter((option) => option.offsetTop === first).length);
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: options.length - 1 };
    if (event.key in steps) {
      if (options[steps[event.key]]) this.goTo(options[steps[event.key]], event);
      else event.preventDefault();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(event.target);
    }
  }

  choose(option) {
    if (!option) return;
    const { id } = option.dataset;
    if (this.multiple && this.chosen.has(id)) this.chosen.delete(id);
    else this.chosen.set(id, this.found.get(id));
    if (!this.multiple) return this.finish();
    option.setAttribute("aria-selected", String(this.chosen.has(id)));
    this.rove(option);
    this.count();
    return undefined;
  }

  count() {
    this.use.hidden = !this.chosen.size;
    this.use.textContent = said.use.replace("{n}", toBangla(this.chosen.size));
  }

  async send(files) {
    const sent = this.multiple ? files : files.slice(0, 1);
    await Promise.all(sent.map((file) => this.sendOne(file)));
  }

  // Send a file and choose what becomes of it.
  async sendOne(file) {
    const line = make("li", {}, [make("span"), make("progress", { max: 100, value: 0, aria: { "aria-label": file.name } })]);
    const [text, bar] = line.children;
    const onProgress = ({ sent, size }) => {
      bar.value = Math.floor((100 * sent) / Math.max(1, size));
      text.textContent = said.sending.replace("{percent}", toBangla(bar.value)).replace("{name}", file.name);
    };
    onProgress({ sent: 0, size: file.size });
    this.sending.append(line);
    try {
      const { send } = await import("./upload.js");
      this.take(await send(file, { onProgress, signal: this.stop.signal }));
      line.remove();
    } catch (error) {
      if (this.stop.signal.aborted) return;
      bar.remove();
      text.textContent = said.failed.replace("{reason}", error.message).replace("{name}", file.name);
      line.className = "field-error";
      line.setAttribute("role", "alert");
    }
  }

  take(picture) {
    const option = this.option(picture);
    this.grid.prepend(option);
    this.grid.hidden = false;
    this.state.textContent = "";
    this.choose(option);
  }
}

// Resolves to the chosen pictures as JSON (images/library.py), or to null when the dialog was closed.
export async function pick({ multiple = false, videos = true, heading } = {}) {
  return new Picker({ multiple, videos, heading }).open();
}
