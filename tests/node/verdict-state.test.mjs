import assert from "node:assert/strict";
import test from "node:test";

import { reasonOf, stateOf, stepsOf } from "../../certapp/static/scan/verdict-state.js";

const HERE = { hours: false, places: false };
const CODES = [
  "VALID", "NOT_YET_VALID", "EXPIRED", "REVOKED", "SUSPENDED", "UNKNOWN_SIGNER", "FORGED", "UNREADABLE", "STATUS_UNKNOWN",
];

test("only VALID is green", () => {
  assert.deepEqual(CODES.filter((code) => stateOf({ code }, HERE, []).tone === "pass"), ["VALID"]);
});

test("amber is what the phone cannot decide", () => {
  const amber = CODES.filter((code) => stateOf({ code }, HERE, []).tone === "hold");
  assert.deepEqual(amber, ["UNREADABLE", "STATUS_UNKNOWN"]);
});

test("a code that this version does not know is a no", () => {
  assert.equal(stateOf({ code: "OF_LATER" }, HERE, []).tone, "stop");
});

test("a valid paper at another hour, another place, or with an alert on it is amber, and said so", () => {
  const alert = { kind: "too_far", since: 0 };
  const found = [
    stateOf({ code: "VALID" }, { hours: true, places: true }, [alert]),
    stateOf({ code: "VALID" }, { hours: false, places: true }, [alert]),
    stateOf({ code: "VALID" }, HERE, [alert]),
  ];
  assert.deepEqual(found.map((state) => state.name), ["OUTSIDE_HOURS", "OUTSIDE_PLACES", "WATCHED"]);
  assert.ok(found.every((state) => state.tone === "hold"));
});

test("neither the hour nor an alert makes a forgery less red", () => {
  const state = stateOf({ code: "FORGED" }, { hours: true, places: true }, [{ kind: "often", since: 0 }]);
  assert.deepEqual([state.name, state.tone], ["FORGED", "stop"]);
});

test("why tells what passed before, what decided, and what was never looked at", () => {
  const answers = stepsOf({ code: "EXPIRED" }, HERE).map((step) => step.answer);
  assert.deepEqual(answers, ["yes", "yes", "yes", "no", "skipped", "skipped"]);
  assert.deepEqual(new Set(stepsOf({ code: "VALID" }, HERE).map((step) => step.answer)), new Set(["yes"]));
  assert.equal(stepsOf({ code: "VALID" }, { hours: true, places: false }).at(-1)?.answer, "no");
});

test("of all that cannot be read, only what the guard can mend has a reason of its own", () => {
  assert.equal(reasonOf({ code: "UNREADABLE", reason: "not_cbor" }), "unreadable");
  assert.equal(reasonOf({ code: "UNREADABLE", reason: "text_not_ascii" }), "text_not_ascii");
  assert.equal(reasonOf({ code: "EXPIRED", reason: "after_end" }), "after_end");
});
