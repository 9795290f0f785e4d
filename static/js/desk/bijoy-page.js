// The page that turns Bijoy into Unicode: what a text becomes stands beside it while somebody types.

const WAIT = 300;

const form = document.getElementById("bijoy");
const words = form.dataset;
const source = form.querySelector("[name=text]");
const everything = form.querySelector("[name=everything]");
const target = document.getElementById("bijoy-converted");
const says = document.getElementById("bijoy-says");
const copy = form.querySelector("[data-copy]");
let timer = 0;
let asked = null;

function say(text) {
  says.textContent = text;
}

function show(text) {
  target.value = text;
  copy.disabled = !text;
}

async function convert() {
  asked?.abort();
  const text = source.value;
  if (!text || text.length > words.most) {
    show("");
    say(text ? words.tooLong : "");
    return;
  }
  asked = new AbortController();
  const { signal } = asked;
  say(words.busy);
  try {
    const response = await fetch(words.runsUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      body: JSON.stringify({ texts: [text], everything: everything.checked }),
      signal,
    });
    const answer = await response.json();
    if (!response.ok) {
      say(answer.error);
      return;
    }
    show(answer.texts[0].converted);
    say(words.done);
  } catch (error) {
    if (error.name !== "AbortError") say(words.offline);
  }
}

source.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(convert, WAIT);
});
everything.addEventListener("change", convert);
form.addEventListener("submit", (event) => {
  if (event.submitter?.value === "file") return; // the browser sends it, and the new file comes
  event.preventDefault();
  clearTimeout(timer);
  convert();
});
copy.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(target.value);
    say(words.copied);
  } catch {
    // No right to the clipboard, as without https: chosen, one key copies it.
    target.select();
  }
});
if (source.value && !target.value) convert();
