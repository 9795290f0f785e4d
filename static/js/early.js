// Before the page is drawn: mark that scripts run, and take up the colours and letter size the reader chose.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    const size = localStorage.getItem("size");
    if (theme) root.dataset.theme = theme;
    if (size) root.dataset.size = size;
  } catch {
    // A browser that keeps nothing shows the page as the system asks.
  }
})();
