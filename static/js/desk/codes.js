// Recovery codes out of the page: into a file, onto paper, into the clipboard. Nothing is sent anywhere.

const list = document.querySelector("[data-codes]");
const acts = document.querySelector("[data-code-acts]");
const text = () => [list.dataset.codes, "", ...[...list.querySelectorAll("code")].map((code) => code.textContent), ""].join("\n");

const doing = {
  download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/plain" }));
    link.download = "recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(link.href);
  },
  print: () => window.print(),
  async copy(button) {
    await navigator.clipboard.writeText(text());
    button.textContent = button.dataset.done;
  },
};

if (list && acts) {
  acts.hidden = false;
  acts.querySelector("[data-act=copy]").hidden = !navigator.clipboard;
  acts.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) doing[button.dataset.act](button);
  });
}
