// Who else has the story open: a sign of life every ten seconds, told as soon as it changes.

import { make } from "./asking.js";
import { post } from "./saver.js";

const EVERY = 10_000;
const HIDDEN = 60_000;
const TYPED = 10_000;
const list = document.getElementById("present");

export function show(others) {
  const lines = others.map(({ sentence, typing }) => make("p", { textContent: sentence, className: typing ? "is-typing" : "" }));
  const same = lines.length === list.children.length && lines.every((one, at) => one.isEqualNode(list.children[at]));
  if (!same) list.replaceChildren(...lines);
}

// `where()` gives {story, tab, basedOn, writer}; `newer` hears of a version that this form has not seen, `met` of each answer.
export function watch(form, stories, where, { newer, met }) {
  let typedAt = 0;
  let timer = 0;
  let isAsking = false;
  const bodyOf = (more) => {
    const { tab, basedOn, writer } = where();
    const body = new FormData();
    for (const [name, value] of Object.entries({ tab, based_on: basedOn, writer, ...more })) body.append(name, value);
    return body;
  };
  const sign = async () => {
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    const { story } = where();
    if (story) {
      const typing = Date.now() - typedAt < TYPED ? { typing: 1 } : {};
      try {
        const [status, answer] = await post(`${stories}${story}/presence/`, bodyOf(typing));
        if (status === 200) {
          show(answer.others);
          if (answer.newer?.revision > where().basedOn) newer(answer.newer);
        }
        met(status, answer);
      } catch {
        // Who is there is not known without a connection; saving says that there is none.
      }
    }
    isAsking = false;
    timer = setTimeout(sign, document.hidden ? HIDDEN : EVERY);
  };
  form.addEventListener("input", () => {
    const isNew = Date.now() - typedAt > TYPED;
    typedAt = Date.now();
    if (isNew) sign();
  });
  addEventListener("pagehide", () => {
    clearTimeout(timer);
    const { story } = where();
    const token = form.elements.csrfmiddlewaretoken.value;
    if (story) navigator.sendBeacon(`${stories}${story}/presence/`, bodyOf({ left: 1, csrfmiddlewaretoken: token }));
  });
  addEventListener("pageshow", ({ persisted }) => persisted && sign());
  document.addEventListener("visibilitychange", () => document.hidden || sign());
  sign();
  return sign;
}
