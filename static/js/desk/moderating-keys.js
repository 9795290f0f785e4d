// The keys of the moderation desk, by their place on the keyboard: a Bangla layout has other letters on them.

const KEYS = {
  KeyJ: "next", KeyK: "previous", KeyA: "approve", KeyF: "approve", KeyD: "reject", KeyS: "spam", KeyH: "hold",
  KeyR: "reply", KeyP: "best", KeyB: "ban", KeyE: "note", KeyU: "undo", KeyX: "choose", KeyT: "queue", KeyZ: "one",
  Slash: "search",
};
const SHIFTED = { KeyA: "approveChosen", KeyD: "rejectChosen", KeyS: "spamChosen", Slash: "help" };
const NUMBER = /^(?:Digit|Numpad)([1-9])$/;

// Where somebody writes or chooses, keys are letters.
function isTyping(target) {
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input") && !["checkbox", "button", "submit"].includes(target.type);
}

export function watchKeys(commands) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const number = event.shiftKey ? null : NUMBER.exec(event.code);
    if (number) {
      if (commands.number(Number(number[1]))) event.preventDefault();
      return;
    }
    if (event.code === "Escape") {
      commands.leave();
      return;
    }
    const name = (event.shiftKey ? SHIFTED : KEYS)[event.code];
    if (!name || (event.repeat && !["next", "previous"].includes(name))) return;
    event.preventDefault();
    commands[name]();
  });
}
