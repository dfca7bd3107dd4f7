// What the guard sees between two papers: the camera's picture, what the phone is connected to, other ways in.

import { troubleKey } from "./decoder.js";
import { element } from "./element.js";
import { LANGUAGES } from "./messages.js";
import { Notes } from "./notes.js";
import { ageText, timeText } from "./verdict-facts.js";

/** @typedef {import("./messages.js").Translate} Translate */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./enrolment.js").Enrolment} Enrolment */

/**
 * @typedef {object} Wishes
 * @property {(text: string) => void} onText typed, pasted, or by a hand-held scanner
 * @property {(file: File) => void} onFile
 * @property {(lang: string) => void} onLanguage
 * @property {() => void} onCamera to try the camera again
 * @property {() => void} onVisit to send and fetch now
 */

/** @typedef {{enrolment: Enrolment | null, state: import("./sync.js").State | null, now: number | null, listAge: number | null, clockWrong: boolean, tight: boolean, kept: boolean, t: Translate, lang: string}} Known */

export class Screen {
  /** @param {HTMLElement} host @param {Wishes} wishes */
  constructor(host, wishes) {
    this.wishes = wishes;
    this.video = element("video", { class: "scan-video", playsinline: true, muted: true, "aria-hidden": "true" });
    this.video.muted = true;
    this.hint = element("p", { class: "scan-hint", role: "status" });
    this.tools = element("div", { class: "scan-tools" });
    this.post = element("h1", { class: "scan-post" });
    this.lamp = element("p", { class: "scan-lamp", role: "status" });
    this.notes = new Notes();
    this.panel = element("dl", { class: "scan-panel" });
    this.about = element("summary");
    this.text = element("input", { id: "scan-text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", enterkeyhint: "go" });
    this.label = element("label", { for: "scan-text" });
    this.go = element("button", { type: "submit" });
    this.file = element("input", { id: "scan-file", type: "file", accept: "image/*", class: "scan-file", change: () => this.#choose() });
    this.fileLabel = element("label", { for: "scan-file", class: "scan-button" });
    this.again = element("button", { type: "button", class: "scan-button", hidden: true, click: () => wishes.onCamera() });
    this.visit = element("button", { type: "button", class: "scan-button", click: () => wishes.onVisit() });
    this.languages = element("p", { class: "scan-languages" });
    const form = element("form", { class: "scan-form", submit: (event) => this.#submit(event) }, this.label, element("div", { class: "scan-line" }, this.text, this.go));
    this.main = element(
      "main",
      { class: "scan", id: "main" },
      element("header", { class: "scan-head" }, this.post, this.lamp),
      element("div", { class: "scan-eye" }, this.video, element("div", { class: "scan-frame", "aria-hidden": "true" }), this.tools, this.hint),
      this.notes.element,
      element("div", { class: "scan-ways" }, this.again, this.fileLabel, this.file, form),
      element("details", { class: "scan-about" }, this.about, this.panel, this.visit, this.languages),
    );
    host.append(this.main);
    this.video.addEventListener("click", (event) => this.#focus(event));
    /** @type {Camera | null} */
    this.camera = null;
  }

  /** @param {Known} known */
  draw({ enrolment, state, now, listAge, clockWrong, tight, kept, t, lang }) {
    document.documentElement.lang = lang;
    document.title = t("scan.app.name");
    this.t = t;
    const isJoined = enrolment !== null;
    this.post.replaceChildren(
      element("strong", {}, enrolment?.checkpoint.name ?? t("scan.not_joined")),
      element("span", {}, enrolment?.office.name ?? t("scan.not_joined_hint")),
    );
    const network = state?.network ?? "never";
    this.lamp.dataset.network = network;
    this.lamp.textContent = !isJoined ? "" : state?.waiting ? t(`scan.network.${network}.waiting`, { count: state.waiting }) : t(`scan.network.${network}`);
    this.#hint();
    this.label.textContent = isJoined ? t("scan.text") : t("scan.join_text");
    this.go.textContent = isJoined ? t("scan.check") : t("scan.join");
    this.fileLabel.textContent = t("scan.file");
    this.again.textContent = t("scan.camera_again");
    this.visit.textContent = t("scan.visit");
    this.visit.hidden = !isJoined;
    this.about.textContent = t("scan.about");
    this.panel.replaceChildren(...this.#facts({ enrolment, state, now, listAge, kept, t, lang }));
    this.languages.replaceChildren(
      ...LANGUAGES.map(([code, name]) =>
        element("button", { type: "button", lang: code, "aria-pressed": String(code === lang), click: () => this.wishes.onLanguage(code) }, name),
      ),
    );
    const older = state?.refused.some(({ code }) => code === "list_older");
    const other = state?.refused.some(({ code }) => code !== "list_older");
    this.notes.tell("tight", tight ? { key: "scan.tight" } : null);
    this.notes.tell("clock", clockWrong ? { key: "scan.clock_wrong" } : null);
    this.notes.tell("older", older ? { key: "scan.list_older" } : null);
    this.notes.tell("refused", other ? { key: "scan.list_refused" } : null);
    this.notes.draw(t);
    this.#toolLabels();
  }

  /** @param {Camera | null} camera */
  showCamera(camera) {
    this.camera = camera;
    delete this.hint.dataset.trouble;
    this.again.hidden = true;
    this.main.dataset.camera = camera ? "open" : "closed";
    this.#hint();
    this.#tools();
  }

  /** @param {string} code why there is no camera, or why something was not read */
  showTrouble(code) {
    this.hint.dataset.trouble = code;
    this.#hint();
    if (code.startsWith("camera")) {
      this.camera = null;
      this.main.dataset.camera = "closed";
      this.again.hidden = code === "camera_unsupported";
      this.tools.replaceChildren();
    }
  }

  #hint() {
    if (!this.t) return;
    const { trouble } = this.hint.dataset;
    if (trouble) this.hint.textContent = this.t(troubleKey(trouble));
    else this.hint.textContent = this.camera ? this.t("scan.aim") : this.t("scan.opening");
  }

  #tools() {
    const { camera } = this;
    if (!camera) return this.tools.replaceChildren();
    const torch = camera.hasTorch && element("button", { type: "button", "aria-pressed": "false", "data-label": "scan.torch", click: onTorch });
    /** @param {Event} event */
    function onTorch(event) {
      const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
      const on = button.getAttribute("aria-pressed") !== "true";
      camera?.setTorch(on).then(() => button.setAttribute("aria-pressed", String(on)), () => button.remove());
    }
    const choice =
      camera.cameras.length > 1 &&
      element(
        "select",
        { "data-label": "scan.camera", change: (event) => camera.choose(/** @type {HTMLSelectElement} */ (event.target).value) },
        ...camera.cameras.map(({ id, label }) => element("option", { value: id, selected: id === camera.current }, label)),
      );
    const { zoom } = camera;
    const slider =
      zoom &&
      element("input", {
        type: "range", min: zoom.min, max: zoom.max, step: zoom.step ?? "any", value: zoom.min, "data-label": "scan.zoom",
        input: (event) => camera.setZoom(Number(/** @type {HTMLInputElement} */ (event.target).value)),
      });
    this.tools.replaceChildren(...[torch, choice, slider].filter((each) => each instanceof Node));
    this.#toolLabels();
  }

  #toolLabels() {
    if (!this.t) return;
    for (const tool of /** @type {NodeListOf<HTMLElement>} */ (this.tools.querySelectorAll("[data-label]"))) {
      const label = this.t(tool.dataset.label ?? "");
      if (tool instanceof HTMLButtonElement) tool.textContent = label;
      else tool.setAttribute("aria-label", label);
    }
  }

  /** @param {MouseEvent} event */
  #focus(event) {
    if (!this.camera?.canFocus) return;
    const { left, top, width, height } = this.video.getBoundingClientRect();
    this.camera.focusAt((event.clientX - left) / width, (event.clientY - top) / height).catch(() => undefined); // a wish
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    this.text.value = "";
    if (text) this.wishes.onText(text);
  }

  #choose() {
    const [file] = this.file.files ?? [];
    this.file.value = "";
    if (file) this.wishes.onFile(file);
  }

  /** @param {Pick<Known, "enrolment" | "state" | "now" | "listAge" | "kept" | "t" | "lang">} known */
  #facts({ enrolment, state, now, listAge, kept, t, lang }) {
    /** @type {[string, string][]} */
    const facts = [["host", location.host]];
    if (enrolment) {
      facts.push(["office", `${enrolment.office.name} (${enrolment.office.code})`]);
      facts.push(["checkpoint", [enrolment.checkpoint.name, enrolment.checkpoint.place].filter(Boolean).join(", ")]);
      facts.push(["root", (enrolment.pin.match(/.{1,4}/g) ?? []).join(" ")]);
      facts.push(["lists", listAge === null ? t("scan.fact.no_lists") : ageText(listAge, lang)]);
      facts.push(["waiting", String(state?.waiting ?? 0)]);
      if (state?.seenAt) facts.push(["seen", timeText(state.seenAt)]);
      if (now !== null) facts.push(["time", timeText(now * 1000)]);
    }
    facts.push(["kept", kept ? t("scan.fact.kept_yes") : t("scan.fact.kept_no")]);
    return facts.flatMap(([name, value]) => [element("dt", {}, t(`scan.fact.${name}`)), element("dd", { "data-fact": name }, value)]);
  }
}
