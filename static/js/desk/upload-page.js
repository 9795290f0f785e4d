// The page that sends files: chosen, dropped or pasted; a row for each, and what to write under it.
import { toBangla } from "./digits.js";
import { ask, giveUp, send } from "./upload.js";

const form = document.getElementById("uploads");
const words = form.dataset;
const list = form.querySelector(".upload-rows");
const chooser = document.querySelector(".choose input");
const save = form.querySelector(".upload-save");
const saved = save.querySelector("[role=status]");
const ICONS = { waiting: "clock", paused: "pause", offline: "warn", failed: "warn", refused: "warn", done: "tick", saved: "tick", unsaved: "pen" };
const ACTS = {
  waiting: ["pause", "leave"], sending: ["pause", "leave"], offline: ["pause", "leave"], finishing: [],
  paused: ["resume", "leave"], failed: ["again", "leave"], refused: ["remove"],
};
const SHARED = ["credit", "agency", "folder"];
const rows = [];
let numbers = 0;

// Thumbs one after the other: a phone holds one photo of 12 million points in its memory, not thirty.
let drawn = Promise.resolve();

function draw(canvas, source, width, height) {
  const scale = Math.max(canvas.width / width, canvas.height / height);
  const left = (canvas.width - width * scale) / 2;
  const top = (canvas.height - height * scale) / 2;
  canvas.getContext("2d").drawImage(source, left, top, width * scale, height * scale);
}

async function drawFile(canvas, file) {
  const bitmap = await createImageBitmap(file);
  draw(canvas, bitmap, bitmap.width, bitmap.height);
  bitmap.close();
}

async function drawStored(canvas, address) {
  const image = Object.assign(new Image(), { src: address });
  await image.decode();
  draw(canvas, image, image.naturalWidth, image.naturalHeight);
}

const markOf = (file) => `${file.size}-${file.lastModified}-${file.name}`;

class Row {
  constructor(file) {
    this.file = file;
    this.element = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    numbers += 1;
    this.number = numbers;
    Object.assign(this.find(".upload-name"), { id: `upload-${this.number}`, textContent: file.name });
    this.find("progress").setAttribute("aria-label", file.name);
    this.nameFields();
    this.listen();
    list.append(this.element);
    if (file.type.startsWith("image/")) {
      drawn = drawn.then(() => drawFile(this.find("canvas"), file)).catch(() => {});
    }
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  nameFields() {
    for (const [index, field] of this.element.querySelectorAll(".form-field").entries()) {
      const input = field.querySelector("input, textarea, select");
      const id = `upload-${this.number}-${index}`;
      field.querySelector("label").htmlFor = id;
      input.id = id;
      const helps = [field.querySelector(".help"), field.querySelector(".field-error")].filter(Boolean);
      for (const [place, help] of helps.entries()) help.id = `${id}-${place}`;
      input.setAttribute("aria-describedby", helps.map((help) => help.id).join(" "));
    }
  }

  listen() {
    for (const button of this.element.querySelectorAll("[data-act]")) {
      button.setAttribute("aria-describedby", this.find(".upload-name").id);
      button.addEventListener("click", () => this[button.dataset.act]());
    }
    this.find("[data-fields]").addEventListener("input", () => {
      this.show("unsaved");
      saved.textContent = "";
    });
    this.find("[data-copy]").addEventListener("click", () => this.copy());
    this.find("[data-poster] input").addEventListener("change", (event) => {
      [this.poster] = event.target.files;
      if (this.poster) this.again();
    });
  }

  show(state) {
    this.state = state;
    this.find("[data-state]").textContent = words[state];
    const icon = this.find(".icon");
    icon.hidden = !(state in ICONS);
    icon.className = `icon icon-${ICONS[state]}`;
    this.element.dataset.is = state;
    const acts = ACTS[state] ?? [];
    const lost = document.activeElement?.dataset?.act && this.element.contains(document.activeElement) && !acts.includes(document.activeElement.dataset.act);
    for (const button of this.element.querySelectorAll("[data-act]")) button.hidden = !acts.includes(button.dataset.act);
    if (lost) (this.find("[data-act]:not([hidden])") ?? this.find(".upload-name")).focus();
    count();
  }

  progress({ sent, size, state }) {
    this.hasBegun = true;
    if (state !== this.state) this.show(state);
    const percent = Math.floor((100 * sent) / size);
    this.find("progress").value = percent;
    this.find("[data-percent]").textContent = toBangla(`${percent}%`);
  }

  fail(message) {
    const error = this.find("[data-error]");
    error.hidden = !message;
    error.textContent = message;
  }

  async start() {
    this.stopper = new AbortController();
    const { signal } = this.stopper;
    this.fail("");
    this.show("waiting");
    try {
      this.finish(await send(this.file, { signal, poster: this.poster, onProgress: (now) => this.progress(now) }));
    } catch (error) {
      if (signal.aborted) return;
      this.show(error.status === 422 && !error.needs ? "refused" : "failed");
      this.fail(error.message);
      this.find("[data-poster]").hidden = error.needs !== "poster";
    }
  }

  pause() {
    this.stopper.abort();
    this.show("paused");
  }

  resume() {
    this.start();
  }

  again() {
    this.start();
  }

  leave() {
    this.stopper.abort();
    this.remove();
    if (this.hasBegun) giveUp(this.file).catch(() => {}); // the desk forgets it in a day by itself
  }

  remove() {
    rows.splice(rows.indexOf(this), 1);
    this.element.remove();
    chooser.focus();
    count();
  }

  finish(picture) {
    this.picture = picture;
    for (const element of this.element.querySelectorAll("progress, [data-percent], [data-poster], .upload-acts")) element.remove();
    for (const [name, input] of this.inputs()) input.value = picture[name] ?? "";
    this.find("[data-fields]").hidden = false;
    this.find(".upload-page-link a").href = picture.url;
    if (picture.warning) {
      const warning = this.find("[data-warning]");
      warning.querySelector("span span").textContent = picture.warning;
      warning.querySelector("a").href = picture.warning_url;
      warning.hidden = false;
    }
    if (picture.thumb) drawn = drawn.then(() => drawStored(this.find("canvas"), picture.thumb)).catch(() => {});
    this.show("done");
  }

  inputs() {
    return [...this.element.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field.querySelector("input, textarea, select"), field]);
  }

  // Give what is usually the same for all pictures of a day to the others, where they have nothing.
  copy() {
    const own = new Map(this.inputs().map(([name, input]) => [name, input.value]));
    for (const row of rows.filter((one) => one.picture && one !== this)) {
      for (const [name, input] of row.inputs()) {
        if (!SHARED.includes(name) || input.value || !own.get(name)) continue;
        input.value = own.get(name);
        row.show("unsaved");
      }
    }
    saved.textContent = "";
  }

  // Save what was typed; whether it is saved. What the desk refuses stays in its field, with the reason under it.
  async save() {
    const body = new FormData();
    for (const [name, input] of this.inputs()) body.append(name, input.value);
    try {
      const picture = await ask(`${this.picture.upload}/words/`, { method: "POST", body });
      this.mark({});
      for (const [name, input] of this.inputs()) if (name in picture && !this.isTyping(input)) input.value = picture[name] ?? "";
      this.fail("");
      this.show("saved");
      return true;
    } catch (error) {
      this.mark(error.errors ?? {});
      this.fail(error.errors ? "" : error.message || words.unreached);
      return false;
    }
  }

  isTyping(input) {
    return document.activeElement === input;
  }

  mark(errors) {
    for (const [name, input, field] of this.inputs()) {
      const sentences = errors[name] ?? [];
      const place = field.querySelector(".field-error");
      place.textContent = sentences.join(" ");
      place.hidden = !sentences.length;
      field.classList.toggle("is-wrong", sentences.length > 0);
      input.setAttribute("aria-invalid", String(sentences.length > 0));
    }
  }

  get isOnItsWay() {
    return !this.picture && this.state !== "failed" && this.state !== "refused";
  }
}

function count() {
  const finished = rows.filter((row) => row.picture);
  const done = finished.length;
  for (const [place, row] of finished.entries()) row.find("[data-copy]").hidden = done < 2 || place > 0;
  const text = toBangla(words.count.replace("{done}", done).replace("{all}", rows.length));
  const place = form.querySelector(".upload-count");
  if (place.textContent !== text) place.textContent = rows.length ? text : "";
  save.hidden = !done;
  chooser.parentElement.classList.toggle("button-primary", !done);
}

function take(files) {
  for (const file of files) {
    const isHere = rows.some((row) => row.isOnItsWay && markOf(row.file) === markOf(file));
    if (isHere) continue;
    const row = new Row(file);
    rows.push(row);
    row.start();
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  saved.textContent = "";
  const unsaved = rows.filter((row) => row.state === "unsaved");
  let isAll = true;
  for (const row of unsaved) isAll = (await row.save()) && isAll;
  saved.textContent = isAll ? words.allSaved : words.someWrong;
  if (!isAll) (form.querySelector(".is-wrong :is(input, textarea, select)") ?? form.querySelector(".field-error:not([hidden])"))?.focus();
});

chooser.addEventListener("change", () => {
  take([...chooser.files]);
  chooser.value = "";
});

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
let inside = 0;

function mark(step) {
  inside = Math.max(0, inside + step);
  document.body.classList.toggle("is-dropping", inside > 0);
}

addEventListener("dragenter", (event) => hasFiles(event) && mark(1));
addEventListener("dragleave", (event) => hasFiles(event) && mark(-1));
addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  mark(-inside);
  take([...event.dataTransfer.files]);
});

// A picture among what was copied; words that were copied with it belong to the field they are pasted in.
addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const isInField = event.target.closest?.("input, textarea") && event.clipboardData.types.includes("text/plain");
  if (!files.length || isInField) return;
  event.preventDefault();
  take(files);
});

addEventListener("beforeunload", (event) => {
  if (rows.some((row) => row.isOnItsWay || row.state === "unsaved")) event.preventDefault();
});
