// What the guard is told between two papers. A line stays until it is taken away, also in another language.

import { element } from "./element.js";

/** @typedef {import("./messages.js").Translate} Translate */

/**
 * @typedef {object} Note
 * @property {string} key of its sentence
 * @property {Record<string, string>} [values]
 * @property {{key: string, deed: () => void}} [press] a button beside it
 */

export class Notes {
  constructor() {
    this.element = element("div", { class: "scan-notes", "aria-live": "polite" });
    /** @type {Map<string, Note>} */
    this.told = new Map();
    /** @type {Translate} */
    this.t = (key) => key;
  }

  /** @param {string} name @param {Note | null} note null takes it away */
  tell(name, note) {
    if (note) this.told.set(name, note);
    else this.told.delete(name);
    this.draw(this.t);
  }

  /** @param {Translate} t */
  draw(t) {
    this.t = t;
    for (const line of this.element.querySelectorAll("[data-note]")) {
      if (!this.told.has(/** @type {HTMLElement} */ (line).dataset.note ?? "")) line.remove();
    }
    for (const [name, { key, values, press }] of this.told) {
      const text = t(key, values);
      const old = this.element.querySelector(`[data-note="${name}"]`);
      if (old?.firstChild?.textContent === text) continue; // else it would be read out again
      const button = press && element("button", { type: "button", class: "scan-button", click: press.deed }, t(press.key));
      const line = element("p", { class: "scan-note", "data-note": name }, element("span", {}, text), button);
      if (old) old.replaceWith(line);
      else this.element.append(line);
    }
  }
}
