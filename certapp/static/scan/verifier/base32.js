/**
 * Base32 of RFC 4648 §6, upper case; padding at the end is passed over.
 */
import { TokenError } from "./errors.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/**
 * Decode base32; only the one text of the bytes is read.
 *
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {TokenError} `not_qr_text` for a foreign character, an impossible length or stray bits
 */
export function fromBase32(text) {
  let length = text.length;
  while (length > 0 && text[length - 1] === "=") length -= 1;
  const stray = (length * 5) % 8;
  if (length === 0 || stray >= 5) throw new TokenError("not_qr_text");
  const bytes = new Uint8Array((length * 5 - stray) / 8);
  let held = 0; // bits not yet written, at most 12 of them
  let count = 0;
  let place = 0;
  for (let i = 0; i < length; i += 1) {
    const value = VALUES.get(text[i]);
    if (value === undefined) throw new TokenError("not_qr_text");
    held = (held << 5) | value;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes[place] = held >> count;
      place += 1;
      held &= (1 << count) - 1;
    }
  }
  if (held !== 0) throw new TokenError("not_qr_text");
  return bytes;
}

/** @param {Uint8Array} bytes @returns {string} without padding */
export function toBase32(bytes) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("").match(/.{1,5}/g) ?? [];
  return bits.map((five) => ALPHABET[parseInt(five.padEnd(5, "0"), 2)]).join("");
}
