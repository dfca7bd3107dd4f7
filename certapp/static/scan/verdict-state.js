// From a verdict to what a guard is told: which colour, which word, what was looked at and what came of it.

/** @typedef {import("./signals.js").Tone} Tone */
/** @typedef {import("./verifier/verdict.js").Verdict} Verdict */
/** @typedef {import("./hours.js").Outside} Outside */
/** @typedef {{kind: string, since: number}} Alert of the office, on this very paper; `since` in unix milliseconds */
/** @typedef {"yes" | "no" | "unknown" | "skipped"} Answer */
/** @typedef {{name: string, answer: Answer}} Step */

/**
 * What the screen says. Beside the nine codes: OUTSIDE_HOURS, OUTSIDE_PLACES and WATCHED, each of a VALID paper.
 *
 * @typedef {{name: string, tone: Tone, words: string}} State `words`: where its word, cause and advice stand
 */

// Red is a no. Amber is for what the phone cannot decide: it is no forgery, and it is no yes either.
/** @type {Record<string, Tone>} */
const TONES = {
  VALID: "pass",
  NOT_YET_VALID: "stop",
  EXPIRED: "stop",
  REVOKED: "stop",
  SUSPENDED: "stop",
  UNKNOWN_SIGNER: "stop",
  FORGED: "stop",
  UNREADABLE: "hold",
  STATUS_UNKNOWN: "hold",
};
const STEPS = ["read", "signer", "signature", "dates", "status", "here"];
/** @type {Record<string, [string, Answer]>} the step that decided, and what it said */
const DECIDED = {
  UNREADABLE: ["read", "no"],
  UNKNOWN_SIGNER: ["signer", "no"],
  FORGED: ["signature", "no"],
  NOT_YET_VALID: ["dates", "no"],
  EXPIRED: ["dates", "no"],
  REVOKED: ["status", "no"],
  SUSPENDED: ["status", "no"],
  STATUS_UNKNOWN: ["status", "unknown"],
};

/**
 * @param {Verdict} verdict
 * @param {Outside} outside
 * @param {readonly Alert[]} watch
 * @returns {State}
 */
export function stateOf(verdict, outside, watch) {
  if (verdict.code === "VALID") {
    if (outside.hours) return beside("OUTSIDE_HOURS", "hold");
    if (outside.places) return beside("OUTSIDE_PLACES", "hold");
    if (watch.length) return beside("WATCHED", "hold");
  }
  return { name: verdict.code, tone: TONES[verdict.code] ?? "stop", words: `verdict.${verdict.code}` };
}

/** @param {string} name @param {Tone} tone @returns {State} */
function beside(name, tone) {
  return { name, tone, words: `check.state.${name}` };
}

/** The ID card is another person's: no paper is good for that. */
export const OTHER_PERSON = beside("OTHER_PERSON", "stop");

/**
 * Return what was looked at, in order, and what came of it.
 *
 * @param {Verdict} verdict
 * @param {Outside} outside
 * @returns {Step[]}
 */
export function stepsOf(verdict, outside) {
  const here = outside.hours || outside.places ? "no" : "yes";
  const [decided, said] = DECIDED[verdict.code] ?? ["here", here];
  const at = STEPS.indexOf(decided);
  return STEPS.map((name, index) => ({ name, answer: index < at ? "yes" : index === at ? said : "skipped" }));
}

/**
 * Return the last part of the key of the sentence that gives the exact reason.
 *
 * @param {Verdict} verdict
 */
export function reasonOf({ code, reason }) {
  // The ways in which bytes are no paper of ours are many and tell a guard nothing, but for one he can mend.
  return code === "UNREADABLE" && reason !== "text_not_ascii" ? "unreadable" : reason;
}
