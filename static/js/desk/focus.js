// The focal point of a picture: set by click, by drag or with the arrow keys; the cuts follow.

import { toBangla, toLatin } from "./digits.js";

const STEP = 1;
const FAR = 10;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (value) => Math.min(100, Math.max(0, Math.round(value)));

// Readers' pages cut to tenths; a half goes to the even one, as images/markup.py rounds it.
function tenth(value) {
  const below = Math.floor(value / 10);
  const isHalf = value % 10 === 5;
  return 10 * (isHalf ? below + (below % 2) : Math.round(value / 10));
}

const stage = document.querySelector(".stage");
const across = document.querySelector("[name=focus_x]");
const down = document.querySelector("[name=focus_y]");

function marker() {
  const mark = document.createElement("div");
  mark.className = "stage-mark";
  mark.tabIndex = 0;
  const values = { role: "slider", "aria-label": stage.dataset.label, "aria-valuemin": 0, "aria-valuemax": 100, "aria-describedby": "stage-help" };
  for (const [name, value] of Object.entries(values)) mark.setAttribute(name, value);
  return mark;
}

function help() {
  return Object.assign(document.createElement("p"), { id: "stage-help", className: "stage-help help", textContent: stage.dataset.help });
}

function begin() {
  const mark = marker();
  const read = () => [across, down].map((field) => within(Number(toLatin(field.value)) || 0));
  const show = () => {
    const [x, y] = read();
    mark.style.insetInlineStart = `${x}%`;
    mark.style.insetBlockStart = `${y}%`;
    mark.setAttribute("aria-valuenow", x);
    mark.setAttribute("aria-valuetext", toBangla(stage.dataset.value.replace("{x}", x).replace("{y}", y)));
    for (const picture of document.querySelectorAll(".cut img")) picture.className = `fx${tenth(x)} fy${tenth(y)}`;
  };
  const set = (x, y) => {
    across.value = toBangla(within(x));
    down.value = toBangla(within(y));
    show();
  };
  const setAt = ({ clientX, clientY }) => {
    const box = stage.querySelector("img").getBoundingClientRect();
    set((100 * (clientX - box.left)) / box.width, (100 * (clientY - box.top)) / box.height);
  };
  mark.addEventListener("keydown", (event) => {
    const move = KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    const far = event.shiftKey ? FAR : STEP;
    const [x, y] = read();
    set(x + move[0] * far, y + move[1] * far);
  });
  stage.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    setAt(event);
    mark.focus({ preventScroll: true });
  });
  stage.addEventListener("pointermove", (event) => {
    if (stage.hasPointerCapture(event.pointerId)) setAt(event);
  });
  for (const field of [across, down]) field.addEventListener("input", show);
  stage.append(mark);
  stage.parentElement.after(help());
  stage.classList.add("is-live");
  show();
}

if (stage && across && down) begin();
