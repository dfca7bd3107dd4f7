// The sentences of the page, in the language that the guard chose.

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

const KEY = "scan-language";
/** @type {Record<string, Record<string, string>>} */
const MESSAGES = read("messages");

/** @type {[string, string][]} code and name, each named in itself */
export const LANGUAGES = read("languages");

/** @returns {string} the code of the language: `?lang=`, else the one chosen before, else Vietnamese */
export function chosen() {
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(KEY) ?? "";
  return Object.hasOwn(MESSAGES, asked) ? asked : "vi";
}

/** @param {string} lang */
export function choose(lang) {
  localStorage.setItem(KEY, lang);
  history.replaceState(null, "", location.pathname);
}

/**
 * @param {string} lang
 * @returns {Translate} a key without a sentence is given back as it is
 */
export function translator(lang) {
  const known = MESSAGES[lang] ?? {};
  return (key, values = {}) =>
    (known[key] ?? key).replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole)).replaceAll("%%", "%");
}

/** @param {string} id */
function read(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}
