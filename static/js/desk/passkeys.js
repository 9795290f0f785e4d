// Passkeys at the door: a form with data-passkey asks the device, then sends itself.
// "create" makes one, "get" uses one with the options on the page, "login" fetches the options first.

const says = document.querySelector("[data-passkey-says]");
const { webauthnJSON } = globalThis;

async function optionsOf(form) {
  if (form.dataset.passkey !== "login") return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

// A passkey that signs in by itself lives on the device, and the device asks who is there.
function alone(options) {
  const choice = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const publicKey = { ...options.publicKey, authenticatorSelection: { ...options.publicKey.authenticatorSelection, ...choice } };
  return { ...options, publicKey };
}

async function credentialFor(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "create") return webauthnJSON.create(alone(options.creation_options));
  return webauthnJSON.get(options.request_options);
}

async function act(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector("button");
  says.textContent = "";
  button.disabled = true;
  try {
    form.elements.credential.value = JSON.stringify(await credentialFor(form));
    form.submit();
  } catch (error) {
    says.textContent = ["NotAllowedError", "AbortError"].includes(error.name) ? says.dataset.refused : says.dataset.unable;
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (webauthnJSON?.supported()) {
    form.addEventListener("submit", act);
    form.hidden = false;
  } else {
    form.querySelector("button").disabled = true;
    says.textContent = says.dataset.unable;
  }
}
