/* Reading a conversation with a script: more of it in place, the way to a comment that is elsewhere, acts on own ones. */

import { store } from "./comments.js";

const section = document.querySelector("[data-comments]");
const said = section.querySelector("[data-said]");

const loaded = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.status);
  return new DOMParser().parseFromString(await response.text(), "text/html");
};

const { digits } = JSON.parse(document.querySelector("time.clock").dataset.words);
const bangla = (number) => String(number).replace(/\d/g, (digit) => digits[digit]);

/* Comments that stand here already are not taken twice: others write while we read. */
const take = (from, to) => {
  const fresh = [...from.children].filter((item) => !document.getElementById(item.id));
  to.append(...fresh.map((item) => document.adoptNode(item)));
  return fresh;
};

/* Where the link stood the reader goes on: at the first comment that came. */
const tell = (fresh) => {
  said.textContent = said.dataset.said.replace("@@", bangla(fresh.length));
  if (!fresh.length) return;
  fresh[0].tabIndex = -1;
  fresh[0].focus({ preventScroll: true });
};

const goOn = (box, next) => {
  if (next) box.replaceWith(document.adoptNode(next));
  else box.remove();
};

const moreRoots = async (box, url) => {
  const page = await loaded(url);
  const list = page.querySelector("[data-thread] > .thread");
  const fresh = list ? take(list, section.querySelector("[data-thread] > .thread")) : [];
  goOn(box, page.querySelector("[data-further]"));
  tell(fresh);
};

const moreReplies = async (box, url) => {
  const page = await loaded(url);
  const root = box.closest(".comment");
  const there = page.getElementById(root.id);
  let list = root.querySelector(":scope > .comment-replies");
  if (!list) {
    list = document.createElement("ol");
    list.className = "comment-replies";
    box.before(list);
  }
  const fresh = take(there.querySelector(":scope > .comment-replies"), list);
  goOn(box, there.querySelector(":scope > [data-more]"));
  tell(fresh);
};

section.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-further] a, [data-more] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const box = link.parentElement;
  if (box.ariaBusy) return;
  box.ariaBusy = "true";
  try {
    await (box.matches("[data-further]") ? moreRoots : moreReplies)(box, link.href);
    section.dispatchEvent(new Event("more"));
  } catch {
    location.assign(link.href);
  }
});

/* An address that names a comment of another page leads there. */
const seek = () => {
  const number = /^#comment-(\d+)$/.exec(location.hash)?.[1];
  if (!number || document.getElementById(`comment-${number}`)) return;
  const asked = new URLSearchParams(location.search).get("c");
  if (asked !== number) location.replace(`${section.dataset.url}?c=${number}${location.hash}`);
};
addEventListener("hashchange", seek);
seek();
if (!location.hash) document.querySelector(".comment-asked")?.scrollIntoView();

/* Only a browser that has sent something asks for its own comments: those that wait, and what it may do with the others. */
if (store(localStorage, `own-${section.dataset.comments}`)) {
  const response = await fetch(`${section.dataset.url}mine/`).catch(() => null);
  if (response?.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const waiting = page.querySelector("[data-own]");
    const out = page.querySelectorAll("[data-own-published] [data-comment]");
    const mark = () => {
      for (const own of out) {
        const acts = document.querySelector(`#comment-${own.dataset.comment} > .comment-acts`);
        acts?.append(...[...own.querySelectorAll("[data-own-act]")].map((act) => document.adoptNode(act)));
      }
    };
    if (waiting) section.querySelector("[data-thread]").prepend(document.adoptNode(waiting));
    mark();
    section.addEventListener("more", mark);
    if (!waiting && !out.length) store(localStorage, `own-${section.dataset.comments}`, null);
  }
}
