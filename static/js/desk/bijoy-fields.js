// Bijoy in the fields of one line: the same offer, below the field.
import { say, words } from "./asking.js";
import { askAbout, mayBeBijoy, unitsOf } from "./bijoy-runs.js";
import { Offer } from "./offer.js";

const offers = new WeakMap();
const textOf = (runs) => runs.map(({ text }) => text).join("");

function offerOf(field) {
  if (!offers.has(field)) offers.set(field, new Offer((bar) => field.closest(".form-field, td, p, div").append(bar)));
  return offers.get(field);
}

// The parts of a pasted line, in their order: [{ text, isBijoy }].
async function partsOf(runs) {
  if (runs.some(({ isBijoy }) => isBijoy)) return runs;
  const text = textOf(runs);
  const found = mayBeBijoy(text) ? (await askAbout([text])).get(text).runs.map((run) => run.map(unitsOf(text))) : [];
  const ends = [0, ...found.flat(), text.length];
  return ends.slice(1).map((end, number) => ({ text: text.slice(ends[number], end), isBijoy: number % 2 === 1 }));
}

// Offer to convert what was pasted into a field at `start`.
export async function offerInField(field, start, runs) {
  const before = textOf(runs);
  if (!runs.some(({ isBijoy }) => isBijoy) && !mayBeBijoy(before)) return;
  const offer = offerOf(field);
  const leave = () => {
    offer.close();
    field.focus();
  };
  let bijoy;
  let after;
  try {
    const parts = await partsOf(runs);
    bijoy = parts.filter(({ isBijoy }) => isBijoy).map(({ text }) => text);
    const answers = await askAbout(bijoy, { everything: true });
    bijoy = bijoy.map((text) => [text, answers.get(text).converted]);
    after = parts.map(({ text, isBijoy }) => (isBijoy ? answers.get(text).converted : text)).join("");
  } catch (error) {
    offer.fail(error.message, { again: () => offerInField(field, start, runs), leave });
    return;
  }
  const convert = () => {
    const at = field.value.startsWith(before, start) ? start : field.value.indexOf(before);
    leave();
    if (at < 0) return;
    field.setSelectionRange(at, at + before.length);
    document.execCommand("insertText", false, after);
    say(words.bijoyDone);
  };
  if (bijoy.length) offer.ask(bijoy, { convert, leave });
  else offer.close();
}
