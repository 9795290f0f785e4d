// The preview: sizes without a new page, a frame as wide as the screen allows, addresses to the clipboard.

const stage = document.querySelector(".preview-stage");
const frame = stage.querySelector("iframe");
const ways = [...document.querySelectorAll("[data-size]")];

// A computer's page on a narrower screen is shown smaller, whole: scrolling sideways shows no page.
function fit() {
  const scale = Math.min(1, stage.clientWidth / frame.offsetWidth);
  frame.style.transform = scale < 1 ? `scale(${scale})` : "";
  stage.style.height = scale < 1 ? `${frame.offsetHeight * scale}px` : "";
}

function choose(way) {
  for (const other of ways) other.removeAttribute("aria-current");
  way.setAttribute("aria-current", "true");
  frame.className = `preview-frame preview-${way.dataset.size}`;
  history.replaceState(null, "", way.href);
  fit();
}

async function copy(button) {
  const input = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(input.value);
    button.textContent = button.dataset.done;
  } catch {
    // Without the right to the clipboard the address stands ready to be copied by hand.
    input.select();
  }
}

for (const way of ways) {
  way.addEventListener("click", (event) => {
    event.preventDefault();
    choose(way);
  });
}
for (const button of document.querySelectorAll("button[data-copy]")) button.addEventListener("click", () => copy(button));
addEventListener("resize", fit);
stage.classList.add("is-fitted");
fit();
