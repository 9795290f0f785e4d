// Text without marks from the clipboard: what is a paragraph, and what a mail program only broke into lines.

const WIDTHS = [40, 120]; // characters to a line at which programs break
const ENDED = /[।॥?!:;.…”’"')\]]$/u;
const BULLET = /^\s*[•·▪●◦‣*\uf0b7-]\s+(?=\S)/u;

const spaced = (text) => text.replace(/[\u200b\u200e\u2060\ufeff]/g, "").replace(/[\u00a0\u2000-\u200a\u202f\u3000\t ]+/g, " ");
const sane = (text) => spaced(text).trim();

// A line was broken by a program if the next word would have had no room on it.
const isFull = (line, next, width) => line.length + 1 + next.split(" ", 1)[0].length > width;

const breaksOf = (part) => part.slice(1).map((next, at) => [part[at], next]);

// Whether a program broke the lines: more than once in the middle of a sentence, and each time where the line was full.
function isBroken(parts, width) {
  const within = parts.flatMap(breaksOf).filter(([line, next]) => !ENDED.test(line) && !BULLET.test(next));
  return width >= WIDTHS[0] && width <= WIDTHS[1] && within.length > 1 && within.every(([line, next]) => isFull(line, next, width));
}

// Give the text as blocks: { kind: "p", text } and { kind: "ul", items }. Each line is a paragraph, but lines that
// a mail program broke are one; lines that begin with a bullet are a list.
export function blocksOf(text) {
  const parts = text.split(/(?:\r\n?|\n|\u2028)[^\S\n]*(?:(?:\r\n?|\n)[^\S\n]*)+|\u2029/).map((part) => part.split(/\r\n?|\n|\u2028/).map(sane).filter(Boolean));
  const width = Math.max(0, ...parts.flat().map((line) => line.length));
  const isOne = (part) => breaksOf(part).every(([line, next]) => isFull(line, next, width) && !BULLET.test(next));
  const lines = isBroken(parts, width) ? parts.flatMap((part) => (isOne(part) ? [part.join(" ")] : part)) : parts.flat();
  const isItem = (at) => BULLET.test(lines[at] ?? "");
  const blocks = [];
  for (const [at, line] of lines.entries()) {
    if (!isItem(at) || !(isItem(at - 1) || isItem(at + 1))) blocks.push({ kind: "p", text: line });
    else if (isItem(at - 1)) blocks.at(-1).items.push(line.replace(BULLET, ""));
    else blocks.push({ kind: "ul", items: [line.replace(BULLET, "")] });
  }
  return blocks;
}

// Give the text as one line; what was a part of a line keeps the spaces at its ends.
export function lineOf(text) {
  const lines = text.split(/[\r\n\u2028\u2029]+/);
  return lines.length > 1 ? lines.map(sane).filter(Boolean).join(" ") : spaced(text);
}
