// Word writes each item of a list as a paragraph with its bullet in the text: lists are made of them again.
import { toLatin } from "./digits.js";

const BULLET = /^[·•▪▫■□●○◦‣⁃∙*➢➤✓✔❖\uf0a7\uf0b7\uf0d8\uf076\uf0fc–—-]$/u;
const WORD_BULLET = /^[oØ§üvq]$/u; // letters of Wingdings and Courier
const NUMBER = /^[([]?(?:[0-9০-৯]{1,3}[.।])*([0-9০-৯]{1,3})[.)\]।:]?$/u;
const LETTER = /^[([]?([A-Za-z]|[ivxIVX]{1,5}|[ক-হ])[.)\]।:]$/u;
const SURE_BULLET = /^([•▪●◦‣∙\uf0a7\uf0b7\uf0d8])\s+(?=\S)/u;
const MARKED = /^(\S{1,6})\s+(?=\S)/u;

// Tell what kind of list a marker belongs to: { ordered, start }, or null for what is no marker. Word says of its own
// that they are markers; what is typed may be a word: ড. before a name.
export function kindOf(marker, isOfWord = true) {
  const text = marker.trim();
  if (BULLET.test(text) || WORD_BULLET.test(text)) return { ordered: false };
  const number = text.match(NUMBER)?.[1];
  if (number && (isOfWord || /\D$/u.test(text))) return { ordered: true, start: Number.parseInt(toLatin(number), 10) };
  return isOfWord && LETTER.test(text) ? { ordered: true, start: null } : null;
}

const textOf = (block) => block.runs.map((run) => run.text ?? "\n").join("");

function withoutStart(runs, length) {
  let left = length;
  return runs.flatMap((run) => {
    const cut = Math.min(left, run.text?.length ?? 0);
    left -= cut;
    return cut && cut === run.text.length ? [] : [cut ? { ...run, text: run.text.slice(cut) } : run];
  });
}

// A paragraph of Word's list style whose bullet is plain text, or of any program with a bullet that is nothing else.
function typedItem(block) {
  if (block.kind !== "p" || block.item?.kind) return block;
  const text = textOf(block);
  const found = block.item ? text.match(MARKED) : text.match(SURE_BULLET);
  const kind = found && kindOf(found[1], false);
  if (!kind) return block.item ? { ...block, item: null } : block;
  return { ...block, runs: withoutStart(block.runs, found[0].length), item: { level: 1, ...block.item, kind, isTyped: !block.item } };
}

const newList = ({ kind, list }) => ({ kind: kind.ordered ? "ol" : "ul", start: kind.start, list, items: [] });

const goesOn = (list, { start }) => !start || !list.start || start === list.start + list.items.length;

const fits = (list, { kind, list: id }) => list.kind === (kind.ordered ? "ol" : "ul") && (list.list === id || !id) && goesOn(list, kind);

// Put one item where its level says, at most one step deeper than the one before.
function place(stack, top, block) {
  const { item } = block;
  while (stack.length > item.level) stack.pop();
  if (stack.length && stack.length === item.level && !fits(stack.at(-1), item)) stack.pop();
  if (stack.length < item.level) {
    const list = newList(item);
    if (stack.length) stack.at(-1).items.at(-1).push(list);
    else top.push(list);
    stack.push(list);
  }
  stack.at(-1).items.push([{ ...block, item: null }]);
}

// Replace neighbouring item paragraphs by lists; a single typed bullet stays a paragraph.
export function withLists(blocks) {
  const read = blocks.map(typedItem);
  const isLone = (block, at) => block.item?.isTyped && !read[at - 1]?.item && !read[at + 1]?.item;
  const made = [];
  let stack = [];
  for (const [at, block] of read.entries()) {
    if (block.item && !isLone(block, at)) {
      place(stack, made, block);
    } else {
      stack = [];
      made.push(block.item ? blocks[at] : block);
    }
  }
  return made;
}
