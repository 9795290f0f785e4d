// Texts kept on this device until the desk has them: one row for each open form, in IndexedDB.

const BASE = "newsroom-desk";
const STORE = "texts";
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(BASE, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE, { keyPath: "key" }));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("blocked", () => reject(new Error("blocked")));
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

// Strict: on the disk, not only on its way there, when it is said to be kept.
async function act(mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(STORE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    transaction.addEventListener("complete", () => resolve(request.result));
    transaction.addEventListener("error", () => reject(transaction.error));
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

export const keep = (row) => act("readwrite", (store) => store.put(row));
export const drop = (key) => act("readwrite", (store) => store.delete(key));

// What one person wrote here, the newest first; nobody else's is ever shown.
export async function textsOf(user) {
  const rows = await act("readonly", (store) => store.getAll());
  return rows.filter((row) => row.user === user).sort((one, other) => other.at - one.at);
}

export async function textOf(key) {
  return act("readonly", (store) => store.get(key));
}

const nameOf = (tab) => `newsroom-tab-${tab}`;

// Hold a name as long as this tab lives. Resolves to whether nobody else holds it: never without locks (no https),
// where every tab counts as gone and none may go on as another one.
export async function live(tab) {
  if (!navigator.locks) return false;
  return new Promise((resolve) => {
    navigator.locks.request(nameOf(tab), { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

// Resolves once a tab is gone, at once when it is.
export const gone = async (tab) => navigator.locks?.request(nameOf(tab), () => {});

// A random name; crypto.randomUUID wants an https address.
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
