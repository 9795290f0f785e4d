// The story form: lengths, suggestions, the picture, further bylines, the schedule's button.
import { toBangla, toLatin } from "./digits.js";
import { pick } from "./picker.js";
import { send } from "./upload.js";

const MONTHS = "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর".split(" ");
const WORDS = /[\p{L}\p{M}\p{N}]+(?:[-'’.,][\p{L}\p{M}\p{N}]+)*/gu;
const WORDS_A_MINUTE = 150;
const PRINT_SIZE = 42;
const PRINT_WIDTH = 704;
const LONG_FROM_LINES = 2;
const form = document.getElementById("story");

const countWords = (text) => (text.match(WORDS) || []).length;

// How many lines the headline takes over the article, measured in its own letters.
function linesInPrint(text) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `600 ${PRINT_SIZE}px ${getComputedStyle(document.documentElement).getPropertyValue("--serif")}`;
  return context.measureText(text).width / PRINT_WIDTH;
}

function watchHeadline() {
  const field = form.querySelector("[name=headline]");
  const words = document.getElementById("headline-words");
  const meter = document.getElementById("headline-meter");
  const show = () => {
    const text = field.value.trim();
    const lines = linesInPrint(text);
    words.textContent = text
      ? toBangla(words.dataset.words.replace("{n}", countWords(text)).replace("{l}", Math.max(1, Math.ceil(lines))))
      : "";
    meter.style.inlineSize = `${Math.min(100, (lines / (LONG_FROM_LINES + 1)) * 100)}%`;
    meter.classList.toggle("is-long", lines > LONG_FROM_LINES);
  };
  field.addEventListener("input", show);
  // A headline is one line of thought: Enter goes on to the next field.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.querySelector("[name=standfirst]").focus();
  });
  document.fonts.ready.then(show);
  show();
}

function watchBody() {
  const field = form.querySelector("[name=body]");
  const words = document.getElementById("body-words");
  const holder = document.createElement("template");
  const show = () => {
    holder.innerHTML = field.value.replace(/<\/(p|h2|h3|li|td|th|blockquote)>|<br>/g, "$& ");
    const count = countWords(holder.content.textContent);
    const minutes = Math.max(1, Math.round(count / WORDS_A_MINUTE));
    const parts = [words.dataset.words.replace("{n}", count)];
    if (count) parts.push(words.dataset.minutes.replace("{n}", minutes));
    words.replaceChildren(...parts.map((part) => Object.assign(document.createElement("span"), { textContent: toBangla(part) })));
  };
  // Counting a long text takes longer than a key may.
  field.addEventListener("input", later(show, 300));
  show();
}

// Ask the desk for what begins like this; [] when it does not answer.
async function suggestions(kind, term) {
  const [model, field] = kind;
  const query = new URLSearchParams({ app_label: "articles", model_name: model, field_name: field, term });
  try {
    const answer = await fetch(`/admin/autocomplete/?${query}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).results : [];
  } catch {
    return [];
  }
}

function later(act, wait = 200) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), wait);
  };
}

const KINDS = { author: ["byline", "author"], source: ["article", "source"], tag: ["articletag", "tag"], series: ["article", "series"], sponsor: ["article", "sponsor"] };
let lists = 0;

// The browser's own list of suggestions under a line; in the line of tags after each comma.
function suggest(line) {
  const kind = Object.keys(KINDS).find((name) => line.classList.contains(`suggest-${name}`));
  const input = line.querySelector("input");
  if (!input || input.disabled) return;
  const list = Object.assign(document.createElement("datalist"), { id: `suggestions-${++lists}` });
  line.append(list);
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  const ask = later(async () => {
    const begun = kind === "tag" ? input.value.replace(/[^,،]*$/, "") : "";
    const term = input.value.slice(begun.length).trim();
    if (!term) return list.replaceChildren();
    const found = await suggestions(KINDS[kind], term);
    const space = begun && !/\s$/.test(begun) ? " " : "";
    list.replaceChildren(
      ...found.map((row) => Object.assign(document.createElement("option"), { value: begun + space + row.text, label: row.role || "" })),
    );
    return undefined;
  });
  input.addEventListener("input", ask);
}

// The lead picture: chosen from the library, dropped or pasted here; without scripts the list and the file field do it.
function choosePicture() {
  const sheet = document.querySelector(".picture-sheet");
  const choice = form.querySelector("[name=picture]");
  const shown = document.getElementById("picture-shown");
  const credit = document.getElementById("picture-credit");
  const says = document.getElementById("picture-says");
  const alt = form.querySelector("[name=picture_alt]");
  const caption = form.querySelector("[name=picture_caption]");
  const show = () => {
    const { url, alt: described, credit: by } = choice.selectedOptions[0].dataset;
    shown.replaceChildren(...(url ? [Object.assign(new Image(), { src: url, alt: described || "" })] : []));
    credit.textContent = url ? by || credit.dataset.none : "";
    credit.classList.toggle("warning", Boolean(url && !by));
    alt.placeholder = described || "";
    sheet.classList.toggle("has-picture", Boolean(url));
  };
  // Nobody typed it: what saves the form has to be told.
  const tell = () => choice.dispatchEvent(new Event("change", { bubbles: true }));
  const take = (picture) => {
    let option = [...choice.options].find(({ value }) => value === String(picture.id));
    if (!option) {
      option = new Option(picture.caption || picture.alt || picture.id, picture.id);
      choice.append(option);
    }
    Object.assign(option.dataset, { url: picture.thumb, alt: picture.alt, credit: picture.credit });
    choice.value = picture.id;
    caption.value ||= picture.caption;
    tell();
  };
  const bring = async (files) => {
    const [file] = files;
    if (!file) return;
    sheet.setAttribute("aria-busy", "true");
    try {
      take(await send(file, { onProgress: ({ sent, size }) => { says.textContent = says.dataset.coming.replace("{n}", toBangla(Math.round((sent / size) * 100))); } }));
      says.textContent = "";
    } catch (error) {
      says.textContent = error.message;
    } finally {
      sheet.removeAttribute("aria-busy");
    }
  };
  choice.addEventListener("change", show);
  sheet.querySelector("[data-pick]")?.addEventListener("click", async (event) => {
    const chosen = await pick({ videos: false, heading: event.target.textContent });
    if (chosen?.length) take(chosen[0]);
    event.target.focus();
  });
  sheet.querySelector("[data-camera]")?.addEventListener("change", ({ target }) => {
    const files = [...target.files];
    target.value = "";
    bring(files);
  });
  sheet.querySelector("[data-unpick]")?.addEventListener("click", () => {
    choice.value = "";
    tell();
  });
  if (choice.disabled) return;
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  for (const name of ["dragenter", "dragover"]) {
    sheet.addEventListener(name, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      sheet.classList.add("is-over");
    });
  }
  sheet.addEventListener("dragleave", () => sheet.classList.remove("is-over"));
  sheet.addEventListener("drop", (event) => {
    sheet.classList.remove("is-over");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    bring(event.dataTransfer.files);
  });
  sheet.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    bring(event.clipboardData.files);
  });
  // A file let go beside the sheet would open in place of the form, and what was typed be gone.
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      if (carriesFiles(event)) event.preventDefault();
    });
  }
  show();
}

function addBylines() {
  const rows = document.getElementById("bylines");
  const total = rows?.querySelector("[name=bylines-TOTAL_FORMS]");
  const most = Number(rows?.querySelector("[name=bylines-MAX_NUM_FORMS]")?.value);
  const more = rows?.querySelector("[data-more]");
  more?.addEventListener("click", () => {
    const number = Number(total.value);
    const row = rows.querySelector("template").content.cloneNode(true);
    for (const element of row.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace("__prefix__", number));
      }
    }
    for (const line of row.querySelectorAll(".suggest")) suggest(line);
    const first = row.querySelector("input");
    more.before(row);
    total.value = number + 1;
    more.hidden = number + 1 >= most;
    first.focus();
  });
}

// A button that fixes a moment says which one.
function nameMoments() {
  for (const button of form.querySelectorAll("button[data-when]")) {
    const plain = button.textContent;
    const fields = button.closest("details");
    const day = fields.querySelector("[name$=day]");
    const time = fields.querySelector("[name$=time]");
    const show = () => {
      const date = toLatin(day.value).match(/^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/);
      const clock = toLatin(time.value).match(/^\s*(\d{1,2})[:.](\d{2})\s*$/);
      const lastDay = date && new Date(date[3], date[2], 0).getDate();
      const isDate = date && date[2] >= 1 && date[2] <= 12 && date[1] >= 1 && date[1] <= lastDay;
      const good = isDate && clock && clock[1] < 24 && clock[2] < 60;
      const when = good && `${Number(date[1])} ${MONTHS[date[2] - 1]}, ${Number(clock[1])}:${clock[2]}`;
      button.textContent = good ? button.dataset.when.replace("{when}", toBangla(when)) : plain;
    };
    for (const field of [day, time]) field.addEventListener("input", show);
    show();
  }
}

watchHeadline();
watchBody();
choosePicture();
addBylines();
nameMoments();
for (const line of form.querySelectorAll(".suggest")) suggest(line);
document.getElementById("story-errors")?.focus();
