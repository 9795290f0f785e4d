// A form about one comment, an answer or a ban, laid over the list; what is typed stays until it has arrived.

import { words } from "./asking.js";
import { tell } from "./moderating-says.js";

const dialog = document.getElementById("sheet");
const PATIENCE = 20_000; // milliseconds
let closed = () => {};

const part = (address) => {
  const url = new URL(address, location.href);
  url.searchParams.set("part", "1");
  return url;
};

async function ask(address, options = {}) {
  try {
    return await fetch(part(address), { redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    throw new Error(words.noConnection);
  }
}

function show(html) {
  dialog.innerHTML = html;
  const first = dialog.querySelector(".is-wrong :is(input, textarea, select), textarea, input:not([type=hidden])");
  first?.focus();
}

function complain(text) {
  let line = dialog.querySelector("[data-complaint]");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "field-error" });
    line.dataset.complaint = "";
    line.setAttribute("role", "alert");
    dialog.querySelector(".dialog-acts").before(line);
  }
  line.textContent = text;
}

async function send(event, done) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector(".dialog-acts button");
  button.disabled = true;
  try {
    const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
    const isForm = answer.headers.get("Content-Type")?.startsWith("text/html");
    if (answer.status === 422 && isForm) show(await answer.text());
    else if (answer.ok && !isForm) {
      const said = await answer.json();
      closed = () => {};
      dialog.close();
      done(said);
    } else complain(words.notAnswered);
  } catch (error) {
    complain(error.message);
  } finally {
    button.disabled = false;
  }
}

// A ready answer goes to the end of what is written, once it is chosen.
function putReady(select) {
  const text = dialog.querySelector(`[data-ready="${select.value}"]`)?.content.textContent;
  const field = dialog.querySelector("textarea");
  if (!text) return;
  field.value = [field.value.trim(), text].filter(Boolean).join("\n\n");
  select.value = "";
  field.focus();
}

export async function openSheet(address, { done, closed: whenClosed }) {
  let answer;
  try {
    answer = await ask(address);
  } catch (error) {
    tell(error.message);
    return;
  }
  if (!answer.ok) {
    tell(words.notAnswered);
    return;
  }
  closed = whenClosed;
  dialog.onsubmit = (event) => send(event, done);
  dialog.showModal();
  show(await answer.text());
}

dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  closed();
});
dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) dialog.close();
});
dialog.addEventListener("change", (event) => {
  if (event.target.name === "ready") putReady(event.target);
});
