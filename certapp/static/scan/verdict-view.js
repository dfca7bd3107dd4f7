// The verdict, over the whole screen: told by a colour, by a sign, by one large word, by a sound and by a shake.

import { element, sign } from "./element.js";
import { minuteOfDay } from "./hours.js";
import { signal } from "./signals.js";
import { ageText, clock, factsOf, timeText } from "./verdict-facts.js";
import { OTHER_PERSON, reasonOf, stateOf, stepsOf } from "./verdict-state.js";

/** @typedef {import("./verdict-facts.js").Translate} Translate */
/** @typedef {import("./verdict-state.js").Alert} Alert */
/** @typedef {import("./verdict-state.js").State} State */
/** @typedef {import("./person.js").Compared} Compared */
/** @typedef {"in" | "out"} Direction */

/**
 * @typedef {object} Shown
 * @property {import("./verifier/verdict.js").Verdict} verdict
 * @property {import("./hours.js").Outside} outside
 * @property {number | null} [listAge] of the status list, in seconds; the verdict's own where left out
 * @property {readonly Alert[]} [watch]
 * @property {number} [now] unix seconds, by the clock that judged
 * @property {Translate} t
 * @property {string} lang
 * @property {string} [place] of the post
 * @property {number | null} [backAfter] seconds until it goes back by itself; null for never
 */

/**
 * @typedef {object} Wishes
 * @property {(direction: Direction, note: string, person: Compared | null) => unknown} onDirection kept when it resolves
 * @property {() => void} onDone back to scanning
 * @property {() => void} [onIdCard] to compare the ID card: call `hide`, scan, then `showPerson` or `reopen`
 */

/** @typedef {{finish: () => void, hide: () => void, reopen: () => void, showPerson: (found: Compared) => void}} View */

const BACK_AFTER = { pass: 15, hold: 40, stop: 40 }; // seconds; any touch or key stops it
const TOLD_FOR = 900; // milliseconds that "recorded" stays
const LONGEST_NOTE = 200;
const LONG_WORD = /.{13}|\S{9}/; // set smaller, so that two lines of a small phone hold it
const ANSWERS = { yes: "✓", no: "✕", unknown: "?", skipped: "–" };

/**
 * Show a verdict until the guard, or time, sends it away.
 *
 * @param {HTMLElement} host
 * @param {Shown} shown
 * @param {Wishes} wishes
 * @returns {View}
 */
export function showVerdict(host, shown, wishes) {
  const { verdict, outside, watch = [], t } = shown;
  /** @type {Compared | null} */
  let person = null;
  let done = false;
  let timer = 0;

  const dialog = element("dialog", { class: "check", "aria-labelledby": "check-word", "aria-describedby": "check-order check-cause", "data-verdict": verdict.code });
  const note = element("input", { id: "check-note", maxlength: LONGEST_NOTE, autocomplete: "off", enterkeyhint: "done" });
  const next = element("button", { type: "button", class: "check-next", click: finish });
  const recorded = element("p", { class: "check-recorded", role: "status" });

  function draw() {
    const state = person && !person.same ? OTHER_PERSON : stateOf(verdict, outside, watch);
    dialog.dataset.state = state.name;
    dialog.dataset.tone = state.tone;
    dialog.replaceChildren(answer(state, shown, person), middle(state, shown, person, note), footer(state));
    next.textContent = t("check.next");
    return state;
  }

  /** @param {State} state */
  function footer(state) {
    const mayPass = verdict.claims !== null;
    const isQuiet = state.tone === "stop" ? " check-quiet" : "";
    return element(
      "footer",
      { class: "check-thumb" },
      recorded,
      mayPass && wishes.onIdCard && !person && state.tone !== "stop" &&
        element("button", { type: "button", class: "check-card", click: () => wishes.onIdCard?.() }, t("check.card")),
      mayPass &&
        element(
          "div",
          { class: `check-ways${isQuiet}`, role: "group", "aria-label": t("checkpoint.record") },
          ...["in", "out"].map((way) =>
            element("button", { type: "button", "data-direction": way, click: () => record(/** @type {Direction} */ (way)) }, t(`check.direction.${way}`)),
          ),
        ),
      next,
    );
  }

  /** @param {Direction} direction */
  async function record(direction) {
    stopTimer();
    const buttons = dialog.querySelectorAll("button");
    buttons.forEach((button) => (button.disabled = true));
    try {
      await wishes.onDirection(direction, note.value.trim(), person);
    } catch {
      recorded.textContent = t("check.not_recorded");
      buttons.forEach((button) => (button.disabled = false));
      return;
    }
    recorded.textContent = t(`checkpoint.recorded.${direction}`);
    setTimeout(finish, TOLD_FOR);
  }

  function finish() {
    if (done) return;
    close();
    wishes.onDone();
  }

  function close() {
    done = true;
    stopTimer();
    dialog.remove();
  }

  /** @param {number | null} seconds */
  function startTimer(seconds) {
    stopTimer();
    if (seconds === null) return;
    let left = seconds;
    timer = window.setInterval(() => {
      left -= 1;
      if (left <= 0) finish();
      else next.textContent = t("check.next_in", { seconds: left });
    }, 1000);
    next.textContent = t("check.next_in", { seconds: left });
  }

  function stopTimer() {
    window.clearInterval(timer);
    next.textContent = t("check.next");
  }

  function open() {
    dialog.showModal();
    dialog.querySelector("h1")?.focus();
  }

  for (const touch of ["pointerdown", "keydown", "wheel"]) dialog.addEventListener(touch, stopTimer, { passive: true });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape, or Android's back, is "next paper"
    finish();
  });
  host.append(dialog);
  const { tone } = draw();
  open();
  signal(tone);
  startTimer(shown.backAfter === undefined ? BACK_AFTER[tone] : shown.backAfter);

  return {
    finish,
    hide: () => dialog.close(),
    reopen: open,
    showPerson(found) {
      person = found;
      signal(draw().tone);
      open();
    },
  };
}

/**
 * @param {State} state
 * @param {Shown} shown
 * @param {Compared | null} person
 */
function answer(state, { verdict, outside, t, lang, listAge, watch = [], now = Date.now() / 1000, place = "" }, person) {
  const facts = { now: clock(minuteOfDay(now)), place, fields: person?.differing.map((name) => t(`check.field.${name}`)).join(", ") ?? "" };
  const age = listAge ?? verdict.statusAge;
  const isSignOnly = verdict.claims === null;
  const word = t(`${state.words}.word`);
  return element(
    "header",
    { class: isSignOnly ? "check-answer check-alone" : "check-answer" },
    element("div", { class: "check-sign", "aria-hidden": "true" }, sign(state.tone)),
    element("div", {},
      element("h1", { id: "check-word", class: LONG_WORD.test(word) ? "check-word check-long" : "check-word", tabindex: "-1" }, word),
      element("p", { id: "check-order", class: "check-order" }, t(`check.order.${orderOf(state, watch)}`)),
    ),
    element(
      "p",
      { id: "check-cause", class: "check-cause" },
      t(`${state.words}.cause`, facts),
      verdict.code === "STATUS_UNKNOWN" && " " + (age === null ? t("check.no_list") : t("check.list_age", { age: ageText(age, lang) })),
      state.name === "OUTSIDE_HOURS" && outside.places && " " + t("check.state.OUTSIDE_PLACES.cause", facts),
      ...watch.map((alert) => element("span", { class: "check-watch" }, t(`check.alert.${alert.kind}`, { since: timeText(alert.since) }))),
    ),
  );
}

/** @param {State} state @param {readonly Alert[]} watch */
function orderOf(state, watch) {
  if (state.tone === "pass") return "compare";
  if (state.name === "OUTSIDE_PLACES" && !watch.length) return "ask"; // a post may lie on the way
  if (state.tone === "hold") return state.name === "UNREADABLE" ? "again" : "wait";
  return state.name === "SUSPENDED" || state.name === "NOT_YET_VALID" ? "wait" : "no";
}

/**
 * @param {State} state
 * @param {Shown} shown
 * @param {Compared | null} person
 * @param {HTMLInputElement} note
 */
function middle(state, { verdict, outside, t, lang, listAge }, person, note) {
  const age = listAge ?? verdict.statusAge;
  const steps = stepsOf(verdict, outside).map(({ name, answer: said }) =>
    element("li", { class: `check-step-${said}` }, element("b", { "aria-hidden": "true" }, ANSWERS[said]),
      element("span", {}, `${t(`check.step.${name}`)}: ${t(`check.answer.${said}`)}`)),
  );
  return element(
    "div",
    { class: "check-middle" },
    person?.same && element("p", { class: "check-person" }, t(person.by === "card" ? "check.person.same" : "check.person.digits")),
    verdict.claims &&
      element("dl", { class: "check-facts" },
        ...factsOf(verdict.claims, t).map(({ name, label, value }) =>
          element("div", { class: `check-fact check-fact-${name}${person?.differing.includes(name) ? " check-differs" : ""}` },
            element("dt", {}, label), element("dd", {}, value)))),
    element(
      "details",
      { class: "check-why" },
      element("summary", {}, t("check.why")),
      element("p", {}, element("strong", {}, t("verdict.advice")), ` ${t(`${state.words}.advice`)}`),
      element("ul", {}, ...steps),
      element("p", {}, t(`check.reason.${reasonOf(verdict)}`)),
      age !== null && age !== undefined && element("p", {}, t("check.list_age", { age: ageText(age, lang) })),
      element("p", {}, element("code", {}, `${verdict.code}/${verdict.reason}`)),
    ),
    verdict.claims && element("p", { class: "check-note" }, element("label", { for: "check-note" }, t("checkpoint.note")), note),
  );
}
