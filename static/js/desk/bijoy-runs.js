// Which parts of a text are written in Bijoy, as far as that can be seen here; the desk's server decides the rest.
import { post } from "./posting.js";

const MOST_TEXTS = 500;
const MOST_CHARACTERS = 300_000;
const OTHER = /[\u0964\u0965\u0980-\u09ff][\u0964\u0965\u0980-\u09ff\u200c\u200d]*/u;
const LETTER = /[A-Za-z_`\u00a1-\u024f\u02c6\u02dc\u2013-\u203a\uf020-\uf0ff]/u;
const SIGN = "[†‡ˆ‰Š©ª¨¯š›˜¤®ÿ¿Œ‹Ÿ¡¦§¥¶³µ\u00c0-\u00d6\u00d8-\u00de\u0080-\u009f\uf020-\uf0ff]";
const TOUCHING = new RegExp(`[A-Za-z_\`~]${SIGN}|${SIGN}[A-Za-z_\`~]`, "u");
const field = document.querySelector("[data-bijoy-url]");

// Whether it is worth asking if a text is Bijoy: signs that the font has for letters touch plain ones.
export const mayBeBijoy = (text) => TOUCHING.test(text);

// Give the stretches of a text without a Bangla letter as [start, end], without white space at their ends.
function stretches(text) {
  const found = [];
  let at = 0;
  for (const part of text.split(new RegExp(`(${OTHER.source})`, "u"))) {
    const start = at + part.length - part.trimStart().length;
    if (!OTHER.test(part) && LETTER.test(part)) found.push([start, at + part.trimEnd().length]);
    at += part.length;
  }
  return found;
}

function blocksOf(doc, from, to) {
  const blocks = [];
  doc.nodesBetween(from, Math.max(from, to), (node, at) => {
    if (!node.isTextblock) return true;
    const start = at + 1;
    const text = node.textBetween(0, node.content.size, "", "\n");
    blocks.push({ node, start, text, from: Math.max(from, start) - start, to: Math.min(to, start + node.content.size) - start });
    return false;
  });
  return blocks;
}

// Give all between two places that is not written in Bangla letters; words that are cut there are taken whole.
export function wordsBetween(doc, from, to) {
  return blocksOf(doc, from, to).flatMap((block) => {
    const first = block.from - block.text.slice(0, block.from).match(/\S*$/u)[0].length;
    const last = block.to + block.text.slice(block.to).match(/^\S*/u)[0].length;
    if (block.from >= block.to) return [];
    const parts = stretches(block.text.slice(first, last).replaceAll("\n", "\u0964"));
    return parts.map(([start, end]) => ({ from: block.start + first + start, to: block.start + first + end }));
  });
}

// Ask the desk which parts of a document's place look like Bijoy: `ask` gives the place as it stands, before and after.
export async function lookAlikes(ask) {
  for (;;) {
    const { text } = lined(ask());
    const runs = (await askAbout([text])).get(text).runs.map((run) => run.map(unitsOf(text)));
    const now = lined(ask());
    // Who writes on meanwhile is asked for again.
    if (now.text === text) return runs.map(([start, end]) => ({ from: now.placeOf(start), to: now.placeOf(end - 1) + 1 }));
  }
}

// Paragraphs as lines of one text, and the way back from a character to its place.
function lined({ doc, from, to }) {
  const blocks = blocksOf(doc, from, to);
  const starts = [];
  let text = "";
  for (const block of blocks) {
    starts.push(text.length);
    text += `${block.text.slice(block.from, block.to)}\n`;
  }
  const placeOf = (at) => {
    const number = starts.findLastIndex((start) => start <= at);
    return blocks[number].start + blocks[number].from + at - starts[number];
  };
  return { text, placeOf };
}

// Python counts characters, JavaScript half ones beyond U+FFFF.
export function unitsOf(text) {
  const points = Array.from(text);
  if (points.length === text.length) return (at) => at;
  return (at) => points.slice(0, at).join("").length;
}

// Give the parts of a pasted place that were set in a Bijoy font; `runs` tell it of the same letters in the same order.
export function rangesOfFont(doc, { from, to }, runs) {
  const fonts = runs.flatMap(({ text = "", isBijoy }) => Array.from(text.replace(/\s/g, ""), () => Boolean(isBijoy)));
  let at = 0;
  const ranges = [];
  for (const block of blocksOf(doc, from, to)) {
    const inside = [];
    for (let place = block.from; place < block.to; place += 1) {
      const character = String.fromCodePoint(block.text.codePointAt(place));
      if (character.length > 1) place += 1;
      if (/\s/.test(character)) continue;
      const last = inside.at(-1);
      const end = block.start + place + 1;
      if (fonts[at] && last?.isOpen) last.to = end;
      else if (fonts[at]) inside.push({ from: end - character.length, to: end, isOpen: true });
      else if (last) last.isOpen = false;
      at += 1;
    }
    ranges.push(...inside.map(({ from: start, to: end }) => ({ from: start, to: end })));
  }
  return at === fonts.length ? ranges : null;
}

// Cut a range where its marks change, but never within a word: that goes to where more of it stands.
export function piecesOf(doc, { from, to }) {
  const pieces = [];
  doc.nodesBetween(from, to, (node, at) => {
    if (!node.isText) return;
    const start = Math.max(from, at);
    const text = node.text.slice(start - at, to - at);
    const last = pieces.at(-1);
    const isOneWord = last && last.to === start && /\S$/u.test(last.text) && /^\S/u.test(text);
    pieces.push({ from: start, to: start + text.length, text, marks: node.marks });
    if (isOneWord) joinWord(pieces);
  });
  return pieces.filter(({ text }) => text.trim());
}

function joinWord(pieces) {
  const [left, right] = pieces.slice(-2);
  const tail = left.text.match(/\S+$/u)[0];
  const head = right.text.match(/^\S+/u)[0];
  const toLeft = tail.length >= head.length;
  const cut = toLeft ? right.from + head.length : left.to - tail.length;
  const text = left.text + right.text;
  const both = [
    { ...left, to: cut, text: text.slice(0, cut - left.from) },
    { ...right, from: cut, text: text.slice(cut - left.from) },
  ];
  pieces.splice(-2, 2, ...both.filter((piece) => piece.text));
}

function* batches(texts) {
  let batch = [];
  let size = 0;
  for (const text of texts) {
    if (batch.length === MOST_TEXTS || (batch.length && size + text.length > MOST_CHARACTERS)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(text);
    size += text.length;
  }
  if (batch.length) yield batch;
}

// Ask the desk about texts: a Map of text → { converted, runs }, runs as [start, end] in characters of Python. What is
// `everything` Bijoy is converted from its first letter to its last. Rejects as `post` does.
export async function askAbout(texts, { everything = false } = {}) {
  const answers = new Map();
  for (const batch of batches(new Set(texts))) {
    const { texts: found } = await post(field.dataset.bijoyUrl, { texts: batch, everything });
    for (const [at, text] of batch.entries()) answers.set(text, found[at]);
  }
  return answers;
}
