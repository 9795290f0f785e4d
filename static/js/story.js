// A story's page: letter size, print, copying the link, the desk's way in, and the read beacon.

const root = document.documentElement;
const SIZES = 3;
const READ_AFTER = 5000;

function letterSize(step) {
  const size = Math.min(SIZES - 1, Math.max(0, Number(root.dataset.size || 0) + step));
  root.dataset.size = size;
  try {
    localStorage.setItem("size", size);
  } catch {
    // Kept for this page only.
  }
}

async function copy(button) {
  const label = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = button.dataset.done;
  } catch {
    // Without the right to the clipboard the reader copies from a prompt.
    prompt(label.textContent, button.dataset.copy);
  }
}

// Tell the paper once that the story was in sight for five seconds.
function countRead() {
  let left = READ_AFTER;
  let since = 0;
  let timer = 0;
  const send = () => {
    document.removeEventListener("visibilitychange", watch);
    navigator.sendBeacon("/seen/", new URLSearchParams({ article: document.body.dataset.article }));
  };
  const watch = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") {
      since = Date.now();
      timer = setTimeout(send, left);
    } else if (since) {
      left -= Date.now() - since;
      since = 0;
    }
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}

for (const button of document.querySelectorAll("button[data-size]")) {
  button.addEventListener("click", () => letterSize(Number(button.dataset.size)));
}
document.querySelector("[data-print]")?.addEventListener("click", () => print());
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button));
if (/(^|; )desk=1(;|$)/.test(document.cookie)) {
  for (const link of document.querySelectorAll("[data-desk]")) link.hidden = false;
}
// A preview names no story: nobody reads it yet.
if (document.body.dataset.article && navigator.sendBeacon) countRead();
