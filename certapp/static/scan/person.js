// The person, not only the paper: the ID card's QR, or four typed digits, against what the paper says.
// Nothing of the card is kept: it is compared and forgotten before this module returns.

import { element } from "./element.js";
import { compare, compareLast4, readIdCard } from "./id-card.js";
import { signal } from "./signals.js";

/** @typedef {import("./verdict-facts.js").Translate} Translate */
/** @typedef {import("./verifier/claims.js").Travel} Travel */

/**
 * What came of a comparison: which facts differ, never what the card says.
 *
 * @typedef {{same: boolean, by: "card" | "digits", differing: string[]}} Compared `differing`: holder, birth, last4
 */

// of each field that is compared, id-card.js's name and that of the fact on the verdict
const FIELDS = /** @type {const} */ ([["name", "holder"], ["birthYear", "birth"], ["idLast4", "last4"]]);

/** @typedef {{take: (text: string) => void, close: () => void}} Asking */

/**
 * Ask for the ID card, in the lower part of the screen, with the camera's picture above.
 *
 * @param {HTMLElement} host
 * @param {{travel: Travel, t: Translate}} paper
 * @param {{onResult: (found: Compared) => void, onCancel: () => void}} wishes
 * @returns {Asking} `take`: to be given what the camera reads meanwhile
 */
export function askPerson(host, { travel, t }, { onResult, onCancel }) {
  const trouble = element("p", { class: "person-trouble", role: "alert" });
  const digits = element("input", {
    id: "person-digits", inputmode: "numeric", pattern: "[0-9]{4}", maxlength: 4, autocomplete: "off", required: true,
    "aria-describedby": "person-digits-hint",
  });
  const form = element(
    "form",
    { class: "person-form", submit: onDigits },
    element("label", { for: "person-digits" }, t("check.person.type")),
    element("p", { id: "person-digits-hint", class: "person-hint" }, t("check.person.type_hint")),
    element("div", { class: "person-line" }, digits, element("button", { type: "submit" }, t("check.person.compare"))),
  );
  const sheet = element(
    "section",
    { class: "person", role: "dialog", "aria-labelledby": "person-title", keydown: onKey },
    element("h1", { id: "person-title", tabindex: "-1" }, t("check.person.title")),
    element("p", { class: "person-hint" }, t("check.person.scan")),
    trouble,
    form,
    element("button", { type: "button", class: "person-cancel", click: cancel }, t("check.person.cancel")),
  );
  host.append(sheet);
  /** @type {HTMLElement | null} */ (sheet.querySelector("h1"))?.focus();

  /** @param {Event} event */
  function onDigits(event) {
    event.preventDefault();
    const typed = digits.value.trim();
    if (!/^[0-9]{4}$/.test(typed)) {
      trouble.textContent = t("check.person.four");
      digits.focus();
      return;
    }
    tell("digits", compareLast4(typed, travel) === "match" ? [] : ["last4"]);
  }

  /** @param {Event} event */
  function onKey(event) {
    if (/** @type {KeyboardEvent} */ (event).key === "Escape") cancel();
  }

  function cancel() {
    close();
    onCancel();
  }

  function close() {
    digits.value = "";
    sheet.remove();
  }

  /** @param {"card" | "digits"} by @param {string[]} differing */
  function tell(by, differing) {
    close();
    onResult({ same: differing.length === 0, by, differing });
  }

  return {
    close,
    take(text) {
      const card = readIdCard(text);
      if (!card) {
        trouble.textContent = t("check.person.not_card");
        signal("hold");
        return;
      }
      const found = compare(card, travel);
      tell("card", FIELDS.filter(([field]) => found[field] === "differs").map(([, fact]) => fact));
    },
  };
}
