// Asks the desk something by POST; what goes wrong comes as a sentence for the person.
import { words } from "./asking.js";

const PATIENCE = 20_000; // milliseconds

// Rejects with an Error whose message can be shown; `isOffline` where no answer came.
export async function post(address, question) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(question),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw Object.assign(new Error(words.noConnection), { isOffline: true });
  }
  const content = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (answer.ok && content) return content;
  throw new Error(content?.error || words.notAnswered);
}
