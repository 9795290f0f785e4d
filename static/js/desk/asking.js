// Small dialogs of the editor, and the words that it says.

const source = document.querySelector("[data-editor-words]");

export const words = JSON.parse(source?.dataset.editorWords || "{}");

export function make(tag, values = {}, children = []) {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...children);
  return element;
}

// Say something below the text, to eyes and screen readers; "" takes it back.
export function say(text) {
  const line = document.getElementById("editor-says");
  if (line) line.textContent = text;
}

let dialogs = 0;

// Ask for some values; resolves to an object of them, or to null when the person turned back.
// `check` may look at the answer: it resolves to a sentence that keeps the dialog open, or to "".
// A field's `attach` gets its input and a function that answers at once (finding.js).
export function ask(editor, title, fields, done, check = null) {
  const place = `editor-dialog-${++dialogs}`;
  const inputs = Object.entries(fields).map(([name, { label, attach, ...values }]) => {
    const input = make("input", { id: `${place}-${name}`, name, ...values });
    return [input, make("p", { className: "form-field" }, [make("label", { htmlFor: input.id, textContent: label }), input])];
  });
  const submit = make("button", { type: "submit", className: "button-primary", textContent: done });
  const cancel = make("button", { type: "button", textContent: words.cancel });
  const heading = make("h2", { id: place, textContent: title });
  const error = make("p", { className: "field-error", hidden: true, role: "alert" });
  const form = make("form", { method: "dialog" }, [
    heading, ...inputs.map(([, line]) => line), error, make("p", { className: "dialog-acts" }, [submit, cancel]),
  ]);
  const dialog = make("dialog", { className: "editor-dialog" }, [form]);
  dialog.setAttribute("aria-labelledby", place);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = null;
    form.addEventListener("submit", async (event) => {
      const typed = Object.fromEntries(inputs.map(([input]) => [input.name, input.type === "checkbox" ? input.checked : input.value.trim()]));
      if (check) {
        event.preventDefault();
        const wrong = await check(typed);
        error.textContent = wrong;
        error.hidden = !wrong;
        if (wrong) return;
      }
      answer = typed;
      dialog.close();
    });
    for (const [input] of inputs) {
      fields[input.name].attach?.(input, (values) => {
        answer = values;
        dialog.close();
      });
    }
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      editor.view.focus();
      resolve(answer);
    });
    dialog.showModal();
  });
}
