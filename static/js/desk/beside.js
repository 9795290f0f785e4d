// What stands beside the story: notes and assigning are sent in place, so that nothing typed in the story is lost.

import { toBangla } from "./digits.js";

// Send a form; returns the answer, or null when the desk cannot be reached or does not know us any more.
async function post(form) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    return await answer.json();
  } catch {
    return null;
  }
}

function say(place, text) {
  place.textContent = toBangla(text);
  place.hidden = !text;
}

// Call `done` with the answer; what is wrong is said at `error`, and what was typed stays.
function sendInPlace(form, error, done) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const answer = await post(form);
    delete form.dataset.sending;
    if (answer === null) return say(error, form.dataset.unsent);
    say(error, Object.values(answer.errors || {}).flat().join(" "));
    if (!answer.errors) done(answer);
  });
}

function watchNotes(form) {
  const list = document.querySelector("[data-notes]");
  const mould = document.querySelector("template[data-note]");
  const text = form.elements.text;
  sendInPlace(form, form.querySelector("[data-error]"), ({ note }) => {
    const line = mould.content.cloneNode(true).firstElementChild;
    for (const name of ["who", "when", "version", "text"]) {
      line.querySelector(`[data-${name}]`).textContent = name === "version" ? toBangla(note[name]) : note[name];
    }
    list.append(line);
    document.querySelector("[data-no-notes]").hidden = true;
    const says = form.querySelector("[data-says]");
    says.textContent = says.dataset.done;
    text.value = "";
    text.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

function watchAssigning(form) {
  const error = document.querySelector("[data-assign-error]");
  if (!error) return;
  sendInPlace(form, error, ({ words }) => {
    document.querySelector("[data-assigned]").textContent = words;
  });
}

const note = document.getElementById("note");
const assign = document.getElementById("assign");
if (note) watchNotes(note);
if (assign) watchAssigning(assign);
