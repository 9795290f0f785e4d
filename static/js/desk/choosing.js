// Choosing rows of a list: all of them at once, and how many they are.

import { toBangla } from "./digits.js";

const rows = [...document.querySelectorAll("#result_list input[name=story]")];
const all = document.querySelector("[data-choose-all]");
const count = document.querySelector("[data-count]");

function show() {
  const chosen = rows.filter((row) => row.checked).length;
  count.textContent = chosen ? toBangla(count.dataset.words.replace("{n}", chosen)) : "";
  all.checked = chosen === rows.length;
  all.indeterminate = chosen > 0 && chosen < rows.length;
}

if (all && rows.length) {
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
    show();
  });
  for (const row of rows) row.addEventListener("change", show);
  show();
}
