// What a guard needs of a paper, and no more, in the order in which it is compared with the ID card.

/** @typedef {import("./verifier/claims.js").Claims} Claims */
/** @typedef {(key: string, facts?: Record<string, string | number>) => string} Translate */
/** @typedef {{name: string, label: string, value: string}} Fact */

const ZONE = "Asia/Ho_Chi_Minh";

/**
 * @param {Claims} claims
 * @param {Translate} t
 * @returns {Fact[]}
 */
export function factsOf(claims, t) {
  const { travel } = claims;
  const places = travel.destinations.join("; ");
  const last = claims.expires - 1; // `expires` is the first second after the last day
  const found = [
    fact("holder", t("fact.holder"), travel.holder),
    fact("birth", t("fact.birth_year"), String(travel.birthYear)),
    fact("last4", t("check.last4"), travel.idLast4),
    fact("unit", t("fact.unit"), travel.unit),
    fact("way", t("checkpoint.way"), t("checkpoint.way_text", { residence: travel.residence, places })),
    fact("hours", t("fact.hours"), hoursText(travel.hours, t)),
    travel.plate && fact("plate", t("fact.plate"), travel.plate),
    fact("days", t("fact.days"), t("fact.days_text", { start: dayText(claims.notBefore), end: dayText(last) })),
    fact("number", t("fact.number"), travel.number),
  ];
  return found.filter((each) => typeof each === "object" && each !== null);
}

/** @param {string} name @param {string} label @param {string} value @returns {Fact} */
function fact(name, label, value) {
  return { name, label, value };
}

/**
 * @param {readonly [number, number] | null} hours
 * @param {Translate} t
 */
export function hoursText(hours, t) {
  if (!hours) return t("fact.hours_all_day");
  const [start, end] = hours;
  const facts = { start: clock(start), end: clock(end) };
  return t(end < start ? "fact.hours_over_midnight" : "fact.hours_text", facts);
}

/** @param {number} minutes after midnight */
export function clock(minutes) {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** @param {number} seconds unix; @returns {string} the local day, as Vietnam writes it in either language */
export function dayText(seconds) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" }).format(seconds * 1000);
}

/** @param {number} milliseconds unix */
export function timeText(milliseconds) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" }).format(milliseconds);
}

/**
 * Return a length of time in words, in its largest unit.
 *
 * @param {number} seconds
 * @param {string} lang
 */
export function ageText(seconds, lang) {
  const units = /** @type {const} */ ([["day", 86400], ["hour", 3600], ["minute", 60]]);
  const [unit, size] = units.find((each) => Math.abs(seconds) >= each[1]) ?? units[2];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(Math.floor(Math.abs(seconds) / size));
}
