// Small helps on every page of the desk.

import { toBangla } from "./digits.js";

document.documentElement.classList.add("js");

// Django's script counts the chosen rows in Latin digits.
for (const counter of document.querySelectorAll(".action-counter")) {
  const show = () => {
    const wanted = toBangla(counter.textContent);
    if (wanted !== counter.textContent) counter.textContent = wanted;
  };
  new MutationObserver(show).observe(counter, { childList: true, characterData: true, subtree: true });
  show();
}

// The person's menu closes when somebody looks elsewhere.
const person = document.querySelector(".person");
document.addEventListener("click", (event) => {
  if (person?.open && !person.contains(event.target)) person.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && person?.open) {
    person.open = false;
    person.querySelector("summary").focus();
  }
});

// On a narrow screen filters wait until they are asked for.
if (matchMedia("(max-width: 1023px)").matches) {
  for (const filter of document.querySelectorAll("#changelist-filter details")) filter.open = false;
}
