// Links of pasted text: to where they lead, without what counts the people who follow them.

const TRACKING = /^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mibextid|mc_[ce]id|_ga|_gl|ref_src|__cft__(\[\d*\])?|__tn__|__eep__)$/i;
const GATES = [
  [/^(www\.)?google\.[a-z.]+$/, /^\/url$/, ["q", "url"]],
  [/^(l|lm)\.facebook\.com$/, /^\/l\.php$/, ["u"]],
  [/^l\.(instagram|messenger)\.com$/, /^\//, ["u"]],
  [/\.safelinks\.protection\.outlook\.com$/, /^\//, ["url"]],
];
const HASHTAG = /^https?:\/\/([\w-]+\.)?(facebook\.com|instagram\.com|twitter\.com|x\.com|linkedin\.com)\/(hashtag|explore\/tags|search|feed\/hashtag)[/?]/i;

function addressOf(text, base) {
  try {
    return new URL(text, base || undefined);
  } catch {
    return null;
  }
}

// What stands between the reader and the page: searches and mail programs count each click there.
function throughGates(url) {
  for (const [host, path, names] of GATES) {
    if (!host.test(url.hostname) || !path.test(url.pathname)) continue;
    const target = names.map((name) => addressOf(url.searchParams.get(name) || "")).find(Boolean);
    if (target && /^https?:$/.test(target.protocol)) return target;
  }
  return url;
}

const nameOf = (part) => {
  try {
    return decodeURIComponent(part.split("=")[0]);
  } catch {
    return "";
  }
};

// Cut from the text of the address: what stays keeps the form in which it was written.
function withoutTracking(text) {
  const [, head, query = "", hash] = text.match(/^([^?#]*)(\?[^#]*)?(.*)$/s);
  const kept = query.slice(1).split("&").filter((part) => part && !TRACKING.test(nameOf(part)));
  return head + (kept.length ? `?${kept.join("&")}` : "") + hash;
}

// Give the address that a pasted link shall have, "" where its words stand without one.
export function cleanLink(href, base = "") {
  const text = href.trim();
  const url = addressOf(text, base);
  if (!text || text.startsWith("#") || !url || HASHTAG.test(url.href)) return "";
  if (url.protocol === "mailto:") return text;
  if (!/^https?:$/.test(url.protocol)) return "";
  const target = throughGates(url);
  const isAsWritten = target === url && /^https?:/i.test(text);
  return withoutTracking(isAsWritten ? text : target.href);
}
