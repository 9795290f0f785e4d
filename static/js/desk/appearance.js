// How search results and shared links will show the story that is being written.
const TITLE_WIDTH = 580; // pixels of a result's title on a wide screen, in letters of 20 pixels
const TITLE_FONT = "20px Arial, 'Noto Sans Bengali', sans-serif";
const DESCRIPTION = 160;
const WAIT = 400;

const form = document.getElementById("story");
const box = document.getElementById("appearance");
const value = (name) => form.querySelector(`[name=${name}]`)?.value.trim() || "";
const graphemes = new Intl.Segmenter("bn", { granularity: "grapheme" });

// The words of a text that fit, an ellipsis for the rest; never a cut inside a word.
function fitting(text, fits) {
  if (fits(text)) return text;
  const words = text.split(/\s+/);
  while (words.length > 1 && !fits(`${words.join(" ")} …`)) words.pop();
  return `${words.join(" ")} …`;
}

function inTitle(text) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = TITLE_FONT;
  return context.measureText(text).width <= TITLE_WIDTH;
}

const short = (text) => [...graphemes.segment(text)].length <= DESCRIPTION;

function show() {
  if (!box.open) return;
  const part = (name) => box.querySelector(`[data-show="${name}"]`);
  const headline = value("headline");
  const rest = part("headline").dataset.rest;
  const title = fitting(headline + rest, inTitle);
  const description = fitting(value("standfirst").replace(/\s+/g, " ") || headline, short);
  part("headline").textContent = headline ? title : "";
  part("description").textContent = description;
  part("slug").textContent = value("slug") || headline.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase();
  part("shared-headline").textContent = headline;
  part("shared-description").textContent = description;
  const isCut = headline && !inTitle(headline);
  const cut = part("cut");
  cut.textContent = isCut ? cut.dataset.words.replace("{words}", fitting(headline, inTitle).replace(/ …$/, "")) : "";
  const picture = box.querySelector("img");
  const chosen = document.querySelector("#picture-shown img");
  picture.src = chosen ? chosen.src : picture.dataset.plain;
}

let timer = 0;
function later() {
  clearTimeout(timer);
  timer = setTimeout(show, WAIT);
}

if (box) {
  box.addEventListener("toggle", show);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
