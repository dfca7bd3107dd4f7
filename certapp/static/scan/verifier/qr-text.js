/**
 * The QR text, `HTTPS://<HOST>/V/<base32 of the token>`, as phones and hand scanners deliver it
 * (docs/token.md, "QR text").
 */
import { fromBase32 } from "./base32.js";
import { TokenError } from "./errors.js";

export const MAX_CHARACTERS = 4096;

// White space as Python's str.split() knows it, then the characters without width. JavaScript's \s differs.
const BLANKS =
  /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff]+/g;
const ASCII = /^[\x00-\x7f]*$/;
const URL_FORM = /^(?:HTTPS?:\/\/([^/?#@]{1,253}))?\/V\/([^/?#]*)(?:[/?#].*)?$/s;

/**
 * A QR text taken apart.
 *
 * @typedef {object} QrText
 * @property {Uint8Array<ArrayBuffer>} token the token's bytes
 * @property {string | null} host host of the URL in lower case, null without one; it proves nothing
 */

/**
 * Read a QR text: any case, wrapped, with blanks in it; a path without a host or bare base32 as well.
 *
 * @param {string} text
 * @returns {QrText}
 * @throws {TokenError} `text_too_long`, `text_not_ascii`, `not_qr_text`
 */
export function decode(text) {
  if (isTooLong(text)) throw new TokenError("text_too_long");
  const compact = text.replace(BLANKS, "");
  if (!ASCII.test(compact)) throw new TokenError("text_not_ascii"); // before any change of case
  const upper = compact.toUpperCase();
  const match = URL_FORM.exec(upper);
  return { token: fromBase32(match ? match[2] : upper), host: match?.[1]?.toLowerCase() ?? null };
}

/** @param {string} text */
function isTooLong(text) {
  if (text.length <= MAX_CHARACTERS) return false;
  if (text.length > 2 * MAX_CHARACTERS) return true;
  return [...text].length > MAX_CHARACTERS; // a character outside the BMP is two units of a string
}
