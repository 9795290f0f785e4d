// Figures of a story: galleries open over the page, videos of other houses load when the reader asks.

const BANGLA = "০১২৩৪৫৬৭৮৯";
const toBangla = (number) => String(number).replace(/[0-9]/g, (digit) => BANGLA[digit]);
const PATHS = { back: "M15 5l-7 7 7 7", on: "M9 5l7 7-7 7", close: "M6 6l12 12M18 6L6 18" };

function button(name, label) {
  const element = Object.assign(document.createElement("button"), { type: "button" });
  element.setAttribute("aria-label", label);
  element.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${PATHS[name]}"/></svg>`;
  return element;
}

function slideOf(item) {
  const slide = document.createElement("li");
  const picture = item.querySelector("picture").cloneNode(true);
  for (const source of picture.querySelectorAll("source")) source.sizes = "100vw";
  const image = picture.querySelector("img");
  image.removeAttribute("class");
  if (!picture.querySelector("source")) image.src = item.querySelector("a").href;
  slide.append(picture);
  const words = document.createElement("p");
  words.className = "words";
  words.append(...(item.querySelector(".words")?.cloneNode(true).childNodes || []));
  slide.append(words);
  return slide;
}

// All pictures side by side in a dialog: swiped by the browser itself, turned by arrow keys and buttons.
function viewerOf(gallery) {
  const items = [...gallery.querySelectorAll("li:has(> a)")];
  const dialog = Object.assign(document.createElement("dialog"), { className: "viewer" });
  dialog.setAttribute("aria-label", "ছবির গ্যালারি");
  const track = document.createElement("ol");
  track.tabIndex = 0;
  track.append(...items.map(slideOf));
  const count = document.createElement("p");
  count.setAttribute("aria-live", "polite");
  const [back, on, close] = [button("back", "আগের ছবি"), button("on", "পরের ছবি"), button("close", "বন্ধ করুন")];
  const steps = Object.assign(document.createElement("div"), { className: "steps" });
  steps.append(back, on, close);
  const header = document.createElement("header");
  header.append(count, steps);
  dialog.append(header, track);
  document.body.append(dialog);

  let at = 0;
  const show = (number) => {
    at = Math.max(0, Math.min(items.length - 1, number));
    count.textContent = `${toBangla(at + 1)} / ${toBangla(items.length)}`;
    back.disabled = at === 0;
    on.disabled = at === items.length - 1;
  };
  const go = (number, behavior = "auto") => {
    show(number);
    track.scrollTo({ left: at * track.clientWidth, behavior });
  };
  back.addEventListener("click", () => go(at - 1));
  on.addEventListener("click", () => go(at + 1));
  close.addEventListener("click", () => dialog.close());
  track.addEventListener("scrollend", () => show(Math.round(track.scrollLeft / track.clientWidth)));
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(step);
  });
  return (number) => {
    dialog.showModal();
    go(number, "instant");
    track.focus();
  };
}

for (const gallery of document.querySelectorAll(".gallery")) {
  let open = null;
  [...gallery.querySelectorAll("li > a")].forEach((link, number) => {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open ||= viewerOf(gallery);
      open(number);
    });
  });
}

for (const link of document.querySelectorAll("a[data-frame]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.title = link.textContent.trim();
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.src = link.dataset.frame;
    link.replaceWith(frame);
    frame.focus();
  });
}
