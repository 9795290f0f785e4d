// Frames of advertisers and counters: where the paper asks first, none is loaded before the reader has agreed.
(() => {
  const { dataset } = document.currentScript;
  const root = document.documentElement;
  const asks = "asks" in dataset;

  function kept() {
    try {
      return localStorage.getItem("consent") ?? "";
    } catch {
      return "";
    }
  }

  function keep(answer) {
    try {
      localStorage.setItem("consent", answer);
    } catch {
      // Counts for this page only.
    }
    root.dataset.consent = answer;
  }

  // The counter hears the page's own address, as its head names it: a page that names none is somebody's own.
  function count() {
    const canonical = document.querySelector("link[rel=canonical]")?.href;
    if (!dataset.counter || !canonical) return;
    const page = new URL(canonical);
    const from = document.referrer ? new URL(document.referrer) : null;
    const isOwn = from?.origin === location.origin;
    const told = { page: page.origin + page.pathname, title: document.title, from: isOwn || !from ? "" : from.origin };
    const frame = document.createElement("iframe");
    frame.src = `${dataset.counter}?${new URLSearchParams(told)}`;
    frame.sandbox = "allow-scripts allow-same-origin";
    frame.hidden = true;
    frame.title = dataset.title;
    document.body.append(frame);
  }

  function load() {
    for (const waiting of document.querySelectorAll("template[data-frame]")) waiting.replaceWith(waiting.content);
    count();
  }

  function ask() {
    const question = document.querySelector("[data-consent-question]");
    const show = () => {
      question.hidden = Boolean(root.dataset.consent);
    };
    for (const button of document.querySelectorAll("button[data-consent-answer]")) {
      button.addEventListener("click", () => {
        const before = kept();
        keep(button.dataset.consentAnswer);
        show();
        if (button.dataset.consentAnswer === "yes" && before !== "yes") load();
        // What runs in a frame already ends with the page.
        if (button.dataset.consentAnswer === "no" && before === "yes") location.reload();
      });
    }
    document.querySelector("button[data-consent-change]")?.addEventListener("click", () => {
      question.hidden = false;
      question.querySelector("button").focus();
    });
    show();
    if (root.dataset.consent === "yes") load();
  }

  if (asks) root.dataset.consent = kept();
  document.addEventListener("DOMContentLoaded", asks ? ask : count);
})();
