// The fields of the story form as they are kept and sent: read all at once, filled in again.

const NEVER = new Set(["csrfmiddlewaretoken", "act", "based_on", "tab", "client_key", "writer"]);
const TOTAL = "bylines-TOTAL_FORMS";

// The form's own attributes; the sanitiser adds this one to every link.
const plain = (value) => value.replaceAll(' rel="noopener"', "");

// Name and text of every field, in the order of the form; files are not kept.
export function read(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.has(name));
}

export const markOf = (fields) => JSON.stringify(fields.map(([name, value]) => [name, plain(value)]));

function byName(fields) {
  const found = new Map();
  for (const [name, value] of fields) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

// Names of the fields in which two texts differ.
export function differing(one, other) {
  const [here, there] = [byName(one), byName(other)];
  const text = (values) => plain((values ?? []).join("\n")).replace(/\r\n/g, "\n").trim();
  return [...new Set([...here.keys(), ...there.keys()])].filter((name) => text(here.get(name)) !== text(there.get(name)));
}

export const valueOf = (fields, name) => fields.filter(([other]) => other === name).map(([, value]) => value).join("\n");

export const editorOf = (body) => body?.closest(".prose-editor")?.querySelector(".ProseMirror")?.editor;

// A choice that this page did not offer, such as an older picture.
function unknown(name, value) {
  const option = new Option(value, value);
  if (name === "picture") option.dataset.url = `/admin/images/picture/${value}/thumb/`;
  return option;
}

function set(element, values) {
  const before = [element.value, element.checked];
  if (element.type === "checkbox" || element.type === "radio") {
    element.checked = values.includes(element.value);
  } else if (element.tagName === "SELECT") {
    const [value] = values;
    if (![...element.options].some((option) => option.value === value)) element.append(unknown(element.name, value));
    element.value = value;
  } else {
    element.value = values.shift() ?? "";
  }
  return before[0] !== element.value || before[1] !== element.checked;
}

function addRows(form, wanted) {
  const total = form.elements[TOTAL];
  const more = form.querySelector("[data-more]");
  while (total && more && Number(total.value) < wanted && !more.hidden) more.click();
}

// Put a text back into the form; what listens to the fields hears of it as of typing.
export function fill(form, fields) {
  const texts = byName(fields);
  addRows(form, Number(texts.get(TOTAL)?.[0] ?? 0));
  for (const element of form.elements) {
    const { name, type } = element;
    const isBox = type === "checkbox" || type === "radio";
    if (!name || NEVER.has(name) || type === "file" || type === "submit" || element.disabled) continue;
    if (!texts.has(name) && !isBox) continue;
    const editor = element.dataset.editorWords ? editorOf(element) : null;
    if (editor) {
      if (element.value !== texts.get(name)[0]) editor.commands.setContent(texts.get(name)[0], { emitUpdate: true });
    } else if (set(element, texts.get(name) ?? [])) {
      for (const event of ["input", "change"]) element.dispatchEvent(new Event(event, { bubbles: true }));
    }
  }
}
