// Reads what other programs put on the clipboard: out of their HTML come plain blocks of text.
//
// A clip is { blocks, pictures, runs }. A block is { kind: "p" | "h2" | "h3", runs }, { kind: "ul" | "ol", start, items },
// { kind: "quote", blocks }, { kind: "table", rows } or { kind: "hr" }; a run is { text, bold, italic, sub, sup, href,
// isBijoy } or { br: true }.
import { cleanLink } from "./clip-links.js";
import { kindOf, withLists } from "./clip-lists.js";

const GONE = new Set(
  ("link meta title iframe object embed applet svg math canvas video audio map param source track " +
    "button input select textarea option datalist progress meter dialog nav aside xml").split(" "),
);
const BLOCKS = new Set(
  ("address article body center dd details div dl dt fieldset figcaption figure footer form header hgroup html legend li main " +
    "menu p pre section summary caption td th tr tbody thead tfoot").split(" "),
);
const BOLD = new Set(["b", "strong"]);
const ITALIC = new Set(["i", "em", "cite", "dfn", "var"]);
const AWAY = new Set(["navigation", "complementary", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog"]);
const AD = /^(?!(?:no|has|hide|is|with|without)[-_])(?:[\w-]*[-_])?(?:ads?|adsbygoogle|advert\w*|adslot|adbox|adunit|ad-?(?:slot|box|unit|container|wrapper|area|banner|block|zone))(?:[-_]?\d+)?$/i;
const FURNITURE = /^(?:(?:social|share|sharing)-?(?:share|buttons?|bar|tools|links|icons?|list)|addtoany\w*|related(?:-(?:news|posts|articles|stories))?|(?:also|must)-read|read-(?:also|more)-(?:news|posts?)|breadcrumbs?|sr-only|visually-hidden|screen-reader-text)$/i;
const LARGEST_PART = 0.5;
const ORNAMENT = 24; // CSS pixels
const EMOJI = /^(?=.*[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3])[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u200d\ufe0f\u20e3\u{e0020}-\u{e007f}0-9#*]+$/u;
const BIJOY_FONT = /^(?!.*(?:OMJ|Unicode))[\w -]*MJ\b/i;
const BANGLA = /[\u0980-\u09ff]/;

// The strict policy of the desk forbids styles even in a document that is never shown: they are taken out
// of the text before it is parsed, to be read by us.
function disarm(html) {
  const sheets = [];
  const bare = html
    .replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi, (_, sheet) => {
      sheets.push(sheet);
      return "";
    })
    .replace(/<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi, (tag) => tag.replace(/(\s)style(?=\s*=)/gi, "$1data-clip-style"));
  return { bare, sheets };
}

function declarations(text) {
  const pairs = text.split(";").map((line) => line.split(/:(.*)/s));
  return Object.fromEntries(pairs.filter(([, value]) => value).map(([name, value]) => [name.trim().toLowerCase(), value.trim()]));
}

const NAMED = ["font-family", "font-weight", "font-style", "vertical-align", "display"];

// What the clip's own style sheet says of its elements: Word names the font of a document only there.
function sheetStyles(doc, sheets) {
  const given = new Map();
  for (const text of sheets) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text.replace(/@import[^;]*;/gi, ""));
    for (const { selectorText, style } of sheet.cssRules) {
      const named = style && NAMED.filter((name) => style.getPropertyValue(name));
      if (!selectorText || !named.length) continue;
      for (const element of doc.querySelectorAll(selectorText)) {
        const own = given.get(element) || {};
        for (const name of named) own[name] = style.getPropertyValue(name);
        given.set(element, own);
      }
    }
  }
  return given;
}

const isSpace = (text) => !/[^\s\u00a0]/.test(text);

// White space as a page shows it; a Bijoy text keeps the signs that are letters there.
function sane(text, isBijoy) {
  if (isBijoy) return text.replace(/\u00a0(?=\s|$)|(?<=\s|^)\u00a0/g, " ");
  return text
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " ")
    .replace(/[\u200b\u200e\u2060\ufeff]/g, "")
    .replace(/(?<=[\u0980-\u09ff])\u00ad(?=[\u0980-\u09ff])/g, "");
}

// Collects the blocks of one container in their order.
class Collector {
  constructor() {
    this.blocks = [];
    this.open = null;
  }

  add(run, context) {
    this.open ??= { kind: context.kind || "p", runs: [], item: context.item };
    this.open.runs.push(run);
  }

  say(text, context) {
    const { bold, italic, sub, sup, href, font } = context;
    for (const part of BIJOY_FONT.test(font) ? text.split(/([\u0980-\u09ff][\u0980-\u09ff\u200c\u200d]*)/) : [text]) {
      if (!part) continue;
      const isBijoy = BIJOY_FONT.test(font) && !BANGLA.test(part);
      const marks = context.kind ? { italic, sub, sup, href } : { bold: bold && !context.isHead, italic, sub, sup, href };
      this.add({ text: sane(part, isBijoy), ...marks, isBijoy }, context);
    }
  }

  put(block) {
    this.close();
    this.blocks.push(block);
  }

  // End the paragraph: white space single and none at its ends, an empty line parts two paragraphs.
  close() {
    const { open } = this;
    this.open = null;
    if (open) this.blocks.push(...parted(open));
  }

  done() {
    this.close();
    return withLists(this.blocks);
  }
}

function parted(block) {
  const lines = [[]];
  for (const run of block.runs) {
    if (run.br) lines.push([]);
    else lines.at(-1).push(run);
  }
  const paragraphs = [[]];
  for (const line of lines.map(tidied)) {
    if (!line.length) paragraphs.push([]);
    else paragraphs.at(-1).push(line);
  }
  const gap = block.kind === "p" ? { br: true } : { text: " " };
  return paragraphs
    .filter((paragraph) => paragraph.length)
    .map((paragraph) => ({ ...block, runs: paragraph.flatMap((line, at) => (at ? [gap, ...line] : line)) }));
}

function tidied(line) {
  const kept = [];
  let ended = true; // what comes before ends in white space, or is the beginning
  for (const run of line) {
    let text = run.text.replace(/[ \t\n\r\f]+/g, " ");
    if (ended) text = text.replace(/^ /, "");
    if (!text) continue;
    kept.push({ ...run, text });
    ended = text.endsWith(" ");
  }
  const last = kept.at(-1);
  if (last?.text.endsWith(" ")) last.text = last.text.slice(0, -1);
  return isSpace(kept.map((run) => run.text).join("")) ? [] : kept.filter((run) => run.text);
}

class Reader {
  constructor(html) {
    const { bare, sheets } = disarm(html);
    this.doc = new DOMParser().parseFromString(bare, "text/html");
    for (const program of this.doc.querySelectorAll("script, noscript, template")) program.remove();
    this.sheet = sheetStyles(this.doc, sheets);
    this.base = this.doc.querySelector("base[href]")?.getAttribute("href") || "";
    this.length = this.doc.body.textContent.length;
    this.pictures = 0;
  }

  styleOf(element) {
    return { ...this.sheet.get(element), ...declarations(element.dataset?.clipStyle || "") };
  }

  // Tell whether an element is no part of the text: programs, menus, advertisements, what is hidden.
  isGone(element, style) {
    const { localName, classList } = element;
    if (GONE.has(localName)) return !(["nav", "aside"].includes(localName) && this.isMost(element));
    if (element.hidden || element.getAttribute("aria-hidden") === "true") return true;
    if (style.display === "none" || style.visibility === "hidden" || style["mso-hide"] === "all") return true;
    if (style["mso-element"] === "comment-list" || /comment/.test(style["mso-special-character"] || "")) return true;
    if (localName === "del" && (element.cite || element.closest(".msoDel"))) return true;
    if (classList.contains("msocomanchor") || classList.contains("MsoCommentReference")) return true;
    const isFurniture = AWAY.has(element.getAttribute("role")) || [...classList, element.id].some((name) => AD.test(name) || FURNITURE.test(name));
    const isFoot = localName === "footer" && !element.closest("article, main, section, blockquote");
    return (isFurniture || isFoot) && !this.isMost(element);
  }

  // Who copies a box alone wants its words.
  isMost(element) {
    return element.textContent.length > this.length * LARGEST_PART;
  }

  walk(parent, context, into) {
    for (const node of parent.childNodes) this.node(node, context, into);
  }

  node(node, context, into) {
    if (node.nodeType === Node.TEXT_NODE) this.text(node.data, context, into);
    else if (node.nodeType === Node.ELEMENT_NODE) this.element(node, context, into);
  }

  text(data, context, into) {
    if (!context.isPre) {
      if (into.open || !isSpace(data)) into.say(data, context);
      return;
    }
    for (const [at, line] of data.split(/\r\n?|\n/).entries()) {
      if (at) into.add({ br: true }, context);
      if (line) into.say(line, context);
    }
  }

  element(element, context, into) {
    const style = this.styleOf(element);
    if (this.isGone(element, style)) return;
    const { localName } = element;
    const inner = this.contextOf(element, style, context);
    if (localName === "br") {
      if (into.open) into.add({ br: true }, inner);
    } else if (localName === "img") this.image(element, inner, into);
    else if (localName === "hr") into.put({ kind: "hr" });
    else if (localName === "ul" || localName === "ol") this.list(element, inner, into);
    else if (localName === "table") this.table(element, inner, into);
    else if (localName === "blockquote" && !isIndent(style)) {
      const quoted = new Collector();
      this.walk(element, inner, quoted);
      const blocks = quoted.done();
      if (blocks.length) into.put({ kind: "quote", blocks });
    } else this.other(element, style, inner, into);
  }

  other(element, style, inner, into) {
    const { localName } = element;
    const isInline = /^inline/.test(style.display || "");
    const isBlock = inner.isBlock || /^(block|flex|grid|list-item|table)/.test(style.display || "") || (BLOCKS.has(localName) && !isInline);
    if (isBlock) into.close();
    if (localName === "q") into.say("“", inner);
    this.walk(element, { ...inner, isBlock: false }, into);
    if (localName === "q") into.say("”", inner);
    if (isBlock) into.close();
  }

  contextOf(element, style, context) {
    const { localName } = element;
    const weight = style["font-weight"];
    const slant = style["font-style"];
    const height = style["vertical-align"];
    const font = style["font-family"] || (localName === "font" && element.getAttribute("face")) || context.font;
    const made = {
      ...context,
      bold: /^(bold|normal|lighter|\d)/.test(weight) ? /^(bold|[6-9]00)/.test(weight) : BOLD.has(localName) || context.bold,
      italic: /^(italic|oblique|normal)/.test(slant) ? slant !== "normal" : ITALIC.has(localName) || context.italic,
      sub: localName === "sub" || height === "sub" || context.sub,
      sup: localName === "sup" || height === "super" || context.sup,
      font: String(font || "").split(",")[0].replace(/["']/g, "").trim(),
      isPre: localName === "pre" || (style["white-space"] ? /^(pre|break-spaces)/.test(style["white-space"]) : context.isPre),
    };
    if (localName === "a") made.href = cleanLink(element.getAttribute("href") || "", this.base);
    const heading = headingOf(element);
    if (heading && context.canHead) Object.assign(made, { kind: heading, isBlock: true });
    else if (heading) made.isBlock = true;
    if (localName === "p") made.item = this.wordItem(element, style);
    return made;
  }

  // What Word tells of a paragraph that is an item; its bullet is taken out of the text.
  wordItem(element, style) {
    const place = /^l(\d+) level(\d+) lfo(\d+)/.exec(style["mso-list"] || "");
    const isListStyle = /^MsoList/.test(element.className);
    if (!place && !isListStyle) return null;
    const marker = [...element.querySelectorAll("[data-clip-style]")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.clipStyle));
    const written = marker?.textContent.replace(/[\s\u00a0]+/g, "");
    const kind = marker && (kindOf(written) || (/[\p{L}\p{N}]/u.test(written) ? null : { ordered: false }));
    if (marker && !kind) return null; // words that stand there as a number stay words
    marker?.remove();
    return { level: Number(place?.[2] || 1), list: place?.[1] || "", kind };
  }

  image(element, context, into) {
    const alt = element.getAttribute("alt") || "";
    const style = this.styleOf(element);
    const sizes = ["width", "height"].map((name) => Number.parseFloat(style[name] || element.getAttribute(name)));
    if (EMOJI.test(alt)) into.say(alt, context);
    else if (!sizes.some((size) => size <= ORNAMENT)) this.pictures += 1;
  }

  list(element, context, into) {
    const list = { kind: element.localName, start: Number.parseInt(element.getAttribute("start"), 10) || null, items: [] };
    for (const child of element.childNodes) {
      const inside = new Collector();
      this.node(child, { ...context, kind: null, canHead: false, item: null, isBlock: false }, inside);
      const blocks = inside.done();
      const isNested = child.localName !== "li" && blocks.every(({ kind }) => kind === "ul" || kind === "ol");
      if (blocks.length && isNested && list.items.length) list.items.at(-1).push(...blocks);
      else if (blocks.length) list.items.push(blocks);
    }
    if (!list.items.length) return;
    const level = Number(element.querySelector("li[data-aria-level]")?.dataset.ariaLevel) || 1;
    const before = into.open ? null : into.blocks.at(-1);
    if (element.querySelector("li[data-listid]") && before?.kind === list.kind) joinAt(before, list, level);
    else into.put(list);
  }

  table(element, context, into) {
    const plain = { ...context, kind: null, item: null, bold: false, isBlock: false };
    if (element.caption) this.element(element.caption, plain, into);
    into.close();
    const rows = [...element.rows].filter((row) => !this.isGone(row, this.styleOf(row)));
    const isLayout = /^(presentation|none)$/.test(element.getAttribute("role")) || (rows.length === 1 && rows[0].cells.length === 1);
    if (isLayout || context.isCell) {
      for (const cell of rows.flatMap((row) => [...row.cells])) this.other(cell, {}, { ...plain, isBlock: true }, into);
      return;
    }
    const read = rows.map((row) => [...row.cells].map((cell) => this.cell(cell, plain)));
    const kept = read.filter((row) => row.some((cell) => cell.blocks.length));
    if (kept.length) into.put({ kind: "table", rows: kept });
  }

  cell(element, context) {
    const isHead = element.localName === "th" || element.parentElement.parentElement.localName === "thead";
    const inside = new Collector();
    const style = this.styleOf(element);
    this.walk(element, { ...this.contextOf(element, style, context), isHead, isCell: true, canHead: false }, inside);
    return { isHead, colspan: element.colSpan, rowspan: element.rowSpan, blocks: inside.done() };
  }
}

const isIndent = (style) => /^(none|0)/.test(style.border || "") && style["margin"] !== undefined;

function headingOf(element) {
  const level = Number(/^h([1-6])$/.exec(element.localName)?.[1] || (element.getAttribute("role") === "heading" && element.getAttribute("aria-level")));
  return level ? (level < 3 ? `h${level}` : "h3") : null;
}

// Word's web page makes a list of each item and says how deep it stands.
function joinAt(list, more, level) {
  const last = list.items.at(-1);
  const nested = last.at(-1);
  if (level <= 1) list.items.push(...more.items);
  else if (nested.kind === "ul" || nested.kind === "ol") joinAt(nested, more, level - 1);
  else last.push(more);
}

// One heading above the others is the step above theirs; the paper's own headline stands above both.
function withSteps(blocks) {
  const headings = blocks.filter(({ kind }) => /^h\d$/.test(kind));
  const hasFirst = headings.some(({ kind }) => kind === "h1");
  for (const block of headings) {
    if (block.kind === "h1") block.kind = "h2";
    else if (hasFirst) block.kind = "h3";
  }
  return blocks;
}

function* leaves(blocks) {
  for (const block of blocks) {
    if (block.runs) yield block;
    else yield* leaves(block.blocks || block.items?.flat() || block.rows?.flat().flatMap((cell) => cell.blocks) || []);
  }
}

// Give the HTML without its styles, else as it stands: that of our own editor needs no more.
export const withoutStyles = (html) => disarm(html).bare;

// Give all of a clip as the runs of one line.
export function lineRuns({ blocks }) {
  const space = { text: " " };
  return [...leaves(blocks)].flatMap(({ runs }, at) => [...(at ? [space] : []), ...runs.map((run) => (run.br ? space : run))]);
}

// Read the HTML that a program put on the clipboard.
export function readClip(html) {
  const reader = new Reader(html);
  const into = new Collector();
  reader.walk(reader.doc.body, { kind: null, canHead: true, font: "" }, into);
  const blocks = withSteps(into.done());
  return { blocks, pictures: reader.pictures, runs: [...leaves(blocks)].flatMap(({ runs }) => runs) };
}
