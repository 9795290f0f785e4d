/* The conversation with a script: answer in place, keep the draft, send once. All of it works without. */

export const store = (area, name, value) => {
  try {
    if (value === undefined) return area.getItem(name);
    if (value === null) area.removeItem(name);
    else area.setItem(name, value);
  } catch {
    /* storage switched off: the form works without drafts */
  }
  return null;
};

const arrived = (id) => {
  store(sessionStorage, `draft-${id}`, null);
  store(sessionStorage, `sent-${id}`, null);
};

/* The own page: the draft has arrived; remember that this browser has something of its own there. */
const accepted = document.querySelector("[data-accepted]");
if (accepted) {
  const id = accepted.dataset.accepted;
  if (store(sessionStorage, `sent-${id}`)) {
    arrived(id);
    store(localStorage, `own-${id}`, "1");
  }
  if (!document.querySelector("[data-comment]")) store(localStorage, `own-${id}`, null);
}

const section = document.querySelector("[data-comments]");
const respond = section?.querySelector("[data-respond]");
const form = respond?.querySelector("form");

if (form) {
  const id = section.dataset.comments;
  const { body, name, email, parent, key } = form.elements;
  const home = document.createComment("form");
  respond.before(home);

  const note = document.createElement("p");
  note.className = "reply-note";
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "button";
  cancel.textContent = respond.dataset.cancel;

  const keep = () =>
    store(sessionStorage, `draft-${id}`, JSON.stringify({ body: body.value, name: name.value, email: email.value }));

  const goHome = () => {
    parent.value = "";
    note.remove();
    home.after(respond);
  };

  section.addEventListener("click", (event) => {
    const link = event.target.closest("a.comment-reply");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const comment = link.closest(".comment");
    respond.querySelector("[data-quote]")?.remove();
    parent.value = comment.id.replace("comment-", "");
    note.textContent = respond.dataset.replyTo.replace("@@", comment.querySelector(".comment-author").textContent);
    note.append(" ", cancel);
    form.prepend(note);
    link.closest(".comment-acts").after(respond);
    body.focus();
  });
  cancel.addEventListener("click", () => {
    goHome();
    body.focus();
  });

  form.addEventListener("input", keep);
  form.addEventListener("submit", () => {
    /* The same words keep their key, so a second click or a retry stores nothing twice. */
    const words = JSON.stringify([parent.value, body.value]);
    const sent = JSON.parse(store(sessionStorage, `sent-${id}`) || "null");
    key.value = sent?.words === words ? sent.key : (crypto.randomUUID?.() ?? "");
    store(sessionStorage, `sent-${id}`, JSON.stringify({ words, key: key.value }));
    keep();
  });

  /* The desk is sent straight to what it wrote. */
  if (store(sessionStorage, `sent-${id}`) && section.querySelector(".comment-asked .badge-staff")) arrived(id);
  const draft = JSON.parse(store(sessionStorage, `draft-${id}`) || "null");
  if (draft) {
    body.value ||= draft.body;
    name.value ||= draft.name;
    email.value ||= draft.email;
  }
}
