/**
 * The ID card (CCCD) of the person who shows a paper: its QR is read and compared with the paper on the phone, and
 * nothing of it is kept.
 *
 * The QR is plain text without a signature: it helps the eye, it proves nothing.
 */

/** @import { Travel } from "./verifier/claims.js" */

/**
 * @typedef {object} IdCard
 * @property {string} number 12 digits
 * @property {string} name
 * @property {number} birthYear
 */

/** @typedef {"match" | "differs"} Match */

/** @typedef {{ name: Match, birthYear: Match, idLast4: Match }} Comparison */

const MOST_CHARACTERS = 1000; // a card's own are some 200
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g; // huyền, sắc, ngã, hỏi, nặng
const LIKE_D = /[\u00f0\u0256]/g; // ð and ɖ, whose capitals look like Đ and stand for it in old data

/**
 * Read the QR of a card: number|old number|name|birth date ddmmyyyy|sex|address|issue date. Fields after these, as
 * newer cards have, are passed over.
 *
 * @param {string} text
 * @returns {IdCard | null} null for another text
 */
export function readIdCard(text) {
  if (text.length > MOST_CHARACTERS) return null;
  const fields = text.split("|").map((field) => field.trim());
  if (fields.length < 7) return null;
  const [number, older, name, born, , , issued] = fields;
  const birthYear = yearOf(born);
  if (!/^[0-9]{12}$/.test(number) || !/^(?:[0-9]{9}|[0-9]{12})?$/.test(older)) return null;
  if (name === "" || birthYear === null || yearOf(issued) === null) return null;
  return { number, name, birthYear };
}

/**
 * Compare a card with the facts of a paper whose signature is genuine.
 *
 * @param {IdCard} card
 * @param {Pick<Travel, "holder" | "birthYear" | "idLast4">} travel
 * @returns {Comparison}
 */
export function compare(card, travel) {
  return {
    name: told(sameName(card.name, travel.holder)),
    birthYear: told(card.birthYear === travel.birthYear),
    idLast4: compareLast4(card.number, travel),
  };
}

/**
 * Compare four digits typed from a card whose QR cannot be read, or a whole number.
 *
 * @param {string} typed
 * @param {Pick<Travel, "idLast4">} travel
 * @returns {Match}
 */
export function compareLast4(typed, travel) {
  const digits = typed.replace(/\s/g, "");
  return told(/^[0-9]{4,12}$/.test(digits) && digits.slice(-4) === travel.idLast4);
}

/**
 * Tell whether two writings are of one name: forms of Unicode, spacing, case and the place of the tone mark
 * (Hòa, Hoà) do not matter; every letter and every mark does.
 *
 * @param {string} one
 * @param {string} other
 */
export function sameName(one, other) {
  return formOf(one) === formOf(other);
}

/** @param {boolean} same */
function told(same) {
  return same ? "match" : "differs";
}

/**
 * A syllable has one tone, so its mark may go to the end of the word, wherever it is written.
 *
 * @param {string} name
 */
function formOf(name) {
  const words = name.normalize("NFD").toLowerCase().replace(LIKE_D, "đ").split(/\s+/).filter(Boolean);
  return words.map((word) => word.replace(TONES, "") + (word.match(TONES) ?? []).join("")).join(" ");
}

/**
 * @param {string} date ddmmyyyy; 00 for a day and month that nobody knows
 * @returns {number | null} its year; null where there is no such day
 */
function yearOf(date) {
  if (!/^[0-9]{8}$/.test(date)) return null;
  const [day, month, year] = [date.slice(0, 2), date.slice(2, 4), date.slice(4)].map(Number);
  if (year < 1900 || year > 2100) return null;
  if (day === 0 && month === 0) return year;
  const found = new Date(Date.UTC(year, month - 1, day));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === day ? year : null;
}
