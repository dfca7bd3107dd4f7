/**
 * What a certificate says: CWT claims (RFC 8392) with one private claim for the travel facts.
 */
import { decode, isInteger, MAX_DEPTH } from "./cbor.js";
import { ClaimsError } from "./errors.js";

/** @import { CborValue } from "./cbor.js" */

const [ISS, EXP, NBF, IAT, CTI] = [1, 4, 5, 6, 7];
const STATUS = 65535; // Token Status List
const TRAVEL = -65537; // private use (RFC 8392 §9.1)
const CTI_BYTES = 8;
const MINUTES_A_DAY = 24 * 60;
export const LATEST = 2 ** 37; // seconds: the year 6325
const MAX_DESTINATIONS = 6;
const DESTINATION_LIMIT = 80;

/**
 * Where the certificate's status stands: entry `index` of the status list at `uri`.
 *
 * @typedef {{ index: number, uri: string }} StatusRef
 */

/**
 * The facts a checkpoint needs, and no more.
 *
 * @typedef {object} Travel
 * @property {string} number
 * @property {string} holder
 * @property {number} birthYear
 * @property {string} idLast4
 * @property {string} unit
 * @property {string} position
 * @property {string} residence
 * @property {string[]} destinations
 * @property {string} purpose
 * @property {string | null} plate
 * @property {[number, number] | null} hours daily window in minutes after local midnight, [from, until]; null for
 *   the whole day
 */

/**
 * All claims of a token. Times are whole seconds since 1970-01-01 UTC.
 *
 * @typedef {object} Claims
 * @property {string} issuer
 * @property {number} issuedAt
 * @property {number} notBefore
 * @property {number} expires
 * @property {Uint8Array<ArrayBuffer>} cti 8 bytes: the identity of the certificate
 * @property {StatusRef} status
 * @property {Travel} travel
 */

/**
 * Read claims from a token's payload; unknown claims and travel facts are passed over.
 *
 * @param {Uint8Array} payload
 * @returns {Claims}
 * @throws {ClaimsError} `claim_invalid` with the `field` at fault
 * @throws {import("./errors.js").TokenError} the payload is not deterministic CBOR
 */
export function fromBytes(payload) {
  const found = decode(payload, MAX_DEPTH);
  if (!(found instanceof Map)) throw fault("claims");
  const issuedAt = asTime(found.get(IAT), "issued_at");
  const notBefore = asTime(found.get(NBF), "not_before");
  const expires = asTime(found.get(EXP), "expires");
  if (expires <= issuedAt || expires <= notBefore) throw fault("expires");
  const cti = found.get(CTI);
  if (!(cti instanceof Uint8Array) || cti.length !== CTI_BYTES) throw fault("cti");
  const status = asStatus(found.get(STATUS));
  const travel = asTravel(found.get(TRAVEL));
  return { issuer: asAscii(found.get(ISS), 32, "issuer"), issuedAt, notBefore, expires, cti, status, travel };
}

/**
 * @param {CborValue | undefined} found
 * @returns {StatusRef}
 */
function asStatus(found) {
  const inner = found instanceof Map ? found.get("status_list") : undefined;
  if (!(inner instanceof Map)) throw fault("status");
  const index = asNumber(inner.get("idx"), 0, 2 ** 32 - 1, "status");
  return { index, uri: asAscii(inner.get("uri"), 120, "status") };
}

/**
 * @param {CborValue | undefined} found
 * @returns {Travel}
 */
function asTravel(found) {
  if (!(found instanceof Map) || ![...found.keys()].every(isInteger)) throw fault("travel");
  const plate = found.get(10); // what is absent is left out, never null
  const hours = found.get(11);
  return {
    number: asText(found.get(1), 40, "number"),
    holder: asText(found.get(2), 80, "holder"),
    birthYear: asNumber(found.get(3), 1900, 2100, "birth_year"),
    idLast4: asDigits(found.get(4)),
    unit: asText(found.get(5), 120, "unit"),
    position: asText(found.get(6), 80, "position"),
    residence: asText(found.get(7), 120, "residence"),
    destinations: asDestinations(found.get(8)),
    purpose: asText(found.get(9), 200, "purpose"),
    plate: plate === undefined ? null : asText(plate, 16, "plate"),
    hours: hours === undefined ? null : asHours(hours),
  };
}

/**
 * @param {CborValue | undefined} found
 * @returns {string[]}
 */
function asDestinations(found) {
  if (!Array.isArray(found) || found.length < 1 || found.length > MAX_DESTINATIONS) throw fault("destinations");
  return found.map((place) => asText(place, DESTINATION_LIMIT, "destinations"));
}

/**
 * @param {CborValue} found
 * @returns {[number, number]}
 */
function asHours(found) {
  if (!Array.isArray(found) || found.length !== 2) throw fault("hours");
  const from = asNumber(found[0], 0, MINUTES_A_DAY - 1, "hours");
  const until = asNumber(found[1], 1, MINUTES_A_DAY, "hours");
  if (from === until) throw fault("hours");
  return [from, until];
}

/**
 * @param {CborValue | undefined} found
 * @returns {string}
 */
function asDigits(found) {
  if (typeof found !== "string" || !/^[0-9]{4}$/.test(found)) throw fault("id_last4");
  return found;
}

/**
 * @param {CborValue | undefined} found
 * @param {string} field
 */
function asTime(found, field) {
  return asNumber(found, 0, LATEST, field);
}

/**
 * @param {CborValue | undefined} found
 * @param {number} least
 * @param {number} most far below where numbers lose digits, so that no bigint comes through
 * @param {string} field
 * @returns {number}
 */
function asNumber(found, least, most, field) {
  if (typeof found !== "number" || found < least || found > most) throw fault(field);
  return found;
}

/**
 * 1 to so many printable ASCII characters, without blanks at the ends.
 *
 * @param {CborValue | undefined} found
 * @param {number} limit
 * @param {string} field
 */
function asAscii(found, limit, field) {
  const text = asText(found, limit, field);
  if (!/^[ -~]+$/.test(text)) throw fault(field);
  return text;
}

/**
 * 1 to so many printable characters in NFC, without blanks at the ends.
 *
 * @param {CborValue | undefined} found
 * @param {number} limit in characters, each one code point
 * @param {string} field
 * @returns {string}
 */
function asText(found, limit, field) {
  if (typeof found !== "string" || !isText(found, limit)) throw fault(field);
  return found;
}

/**
 * @param {string} text
 * @param {number} limit
 */
function isText(text, limit) {
  return (
    /^(?:[^\p{C}\p{Z}]| )+$/u.test(text) &&
    !text.startsWith(" ") &&
    !text.endsWith(" ") &&
    [...text].length <= limit &&
    text.normalize("NFC") === text
  );
}

/** @param {string} field */
function fault(field) {
  return new ClaimsError("claim_invalid", { field });
}
