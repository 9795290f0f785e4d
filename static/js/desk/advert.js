// An advertisement's form: only the fields of its kind, and the picture out of the library.

import { pick } from "./picker.js";

const FIELDS = { house: ["picture", "link"], code: ["code"] };
const kind = document.querySelector("select[name=kind]");
const choice = document.querySelector("select[data-picture]");

function showKind() {
  for (const [name, fields] of Object.entries(FIELDS)) {
    for (const field of fields) {
      const row = document.querySelector(`.field-${field}`);
      if (row) row.hidden = name !== kind.value;
    }
  }
}

function offer() {
  const image = Object.assign(document.createElement("img"), { alt: "", className: "ad-thumb" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: choice.dataset.choose });
  const show = (thumb) => {
    image.hidden = !thumb;
    if (thumb) image.src = thumb;
  };
  button.addEventListener("click", async () => {
    const [chosen] = (await pick({ videos: false, heading: button.textContent })) ?? [];
    button.focus();
    if (!chosen) return;
    const known = [...choice.options].some((option) => option.value === String(chosen.id));
    if (!known) choice.add(new Option(chosen.caption || chosen.alt, chosen.id));
    choice.value = chosen.id;
    show(chosen.thumb);
  });
  choice.addEventListener("change", () => show(""));
  choice.after(button, image);
  show(choice.dataset.thumb);
}

if (kind) {
  kind.addEventListener("change", showKind);
  showKind();
}
if (choice) offer();
