// Every page: the clock of the header strip, ages of stories, the colours of night, tabs.

const clock = document.querySelector("time.clock");
const words = clock && JSON.parse(clock.dataset.words);
const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FRESH = 30 * MINUTE;

const bangla = (value) => String(value).replace(/[0-9]/g, (digit) => words.digits[digit]);
const two = (number) => String(number).padStart(2, "0");

// The parts of a moment as a wall clock in the paper's zone shows them.
function wall(moment) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: words.zone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return { ...part, weekday: new Date(Date.UTC(part.year, part.month - 1, part.day)).getUTCDay() };
}

function timeOfDay({ hour, minute }) {
  const twelve = hour % 12 || 12;
  if (words.style === "24h") return `${two(hour)}:${two(minute)}`;
  if (words.style === "period") return `${words.periods[hour]} ${twelve}:${two(minute)}`;
  return `${two(twelve)}:${two(minute)} ${words.halves[hour < 12 ? 0 : 1]}`;
}

function strip(moment) {
  const now = wall(moment);
  const date = `${words.weekdays[now.weekday]}, ${now.day} ${words.months[now.month - 1]} ${now.year}`;
  return bangla(`${words.place} ${date}, ${timeOfDay(now)}`.trim());
}

// How long ago, as bangla.dates.relative says it; "" from a week on, when the date stands.
function age(milliseconds) {
  const { now, minute, hour, day } = words.ago;
  if (milliseconds < MINUTE) return now;
  if (milliseconds < HOUR) return bangla(`${Math.floor(milliseconds / MINUTE)} ${minute}`);
  if (milliseconds < DAY) return bangla(`${Math.floor(milliseconds / HOUR)} ${hour}`);
  return milliseconds < 7 * DAY ? bangla(`${Math.floor(milliseconds / DAY)} ${day}`) : "";
}

function longDate(moment) {
  const { day, month, year } = wall(moment);
  return bangla(`${day} ${words.months[month - 1]} ${year}`);
}

function tick() {
  const now = new Date();
  clock.textContent = strip(now);
  clock.dateTime = now.toISOString();
  for (const time of document.querySelectorAll("time.ago")) {
    const then = new Date(time.dateTime);
    time.textContent = age(now - then) || longDate(then);
    time.classList.toggle("fresh", now - then < FRESH);
  }
  setTimeout(tick, MINUTE - (now % MINUTE));
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Kept for this page only.
  }
}

function nightColours() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const buttons = document.querySelectorAll("[data-theme-switch]");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", isDark()));
  buttons.forEach((button) =>
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep("theme", root.dataset.theme);
      show();
    }),
  );
  system.addEventListener("change", show);
  show();
}

function tabs(box) {
  const heads = [...box.querySelectorAll("[role=tab]")];
  const open = (index) => {
    box.dataset.open = index;
    heads.forEach((head, place) => {
      head.setAttribute("aria-selected", place === index);
      head.tabIndex = place === index ? 0 : -1;
    });
  };
  heads.forEach((head, index) => {
    head.addEventListener("click", () => open(index));
    head.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const next = (index + 1) % heads.length;
      open(next);
      heads[next].focus();
    });
  });
}

if (clock) tick();
nightColours();
document.querySelectorAll(".tabs").forEach(tabs);
// The section bar of a phone scrolls sideways: bring the section we are in into sight.
const bar = document.querySelector(".bar ul");
const here = bar?.querySelector("[aria-current]");
if (here) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - 16;
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
