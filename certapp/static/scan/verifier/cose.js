/**
 * COSE_Sign1 (RFC 9052 §4.2) with ES256 (RFC 9053 §2.1), over WebCrypto.
 */
import { decode, MAX_DEPTH } from "./cbor.js";
import { TokenError } from "./errors.js";

/** @import { CborMap, CborValue } from "./cbor.js" */

export const ES256 = -7;
export const HEADER_ALG = 1;
export const HEADER_CONTENT_TYPE = 3;
export const HEADER_KID = 4;
export const HEADER_CWT_CLAIMS = 15;
export const HEADER_TYP = 16;
export const KID_BYTES = 8;
export const SIGNATURE_BYTES = 64;
const TAG_SIGN1 = 0xd2; // tag 18
// Of a Sig_structure (RFC 9052 §4.4): an array of four, the context; after the header an empty external_aad.
const CONTEXT = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];
const NO_AAD = [0x40];
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ALGORITHM = { name: "ECDSA", hash: "SHA-256" };

/**
 * A parsed COSE_Sign1 whose signature has not been checked.
 *
 * @typedef {object} Sign1
 * @property {CborMap} header
 * @property {Uint8Array<ArrayBuffer>} kid key identifier from the protected header, 8 bytes
 * @property {Uint8Array<ArrayBuffer>} protectedHeader as it is signed
 * @property {Uint8Array<ArrayBuffer>} payload
 * @property {Uint8Array<ArrayBuffer>} signature r || s, 64 bytes
 */

/**
 * Take a tagged COSE_Sign1 apart; nothing in it is trusted yet.
 *
 * @param {Uint8Array} data
 * @param {number} maxBytes longest accepted input in bytes
 * @param {readonly number[]} labels the protected header labels that must all be there, and no other
 * @returns {Sign1}
 * @throws {TokenError} `too_large`, `not_sign1`, `header`, `algorithm`, or what `decode()` throws
 */
export function parse(data, maxBytes, labels) {
  if (data.length > maxBytes) throw new TokenError("too_large");
  if (data[0] !== TAG_SIGN1) throw new TokenError("not_sign1");
  const parts = decode(data.subarray(1), 2);
  if (!Array.isArray(parts) || parts.length !== 4) throw new TokenError("not_sign1");
  const [protectedHeader, unprotected, payload, signature] = parts;
  if (
    !(protectedHeader instanceof Uint8Array) ||
    !(unprotected instanceof Map && unprotected.size === 0) ||
    !(payload instanceof Uint8Array) ||
    !(signature instanceof Uint8Array && signature.length === SIGNATURE_BYTES)
  ) {
    throw new TokenError("not_sign1");
  }
  return { ...headerOf(decode(protectedHeader, MAX_DEPTH), labels), protectedHeader, payload, signature };
}

/**
 * Make a key of a point of P-256.
 *
 * @param {Uint8Array<ArrayBuffer>} point uncompressed, 65 bytes
 * @returns {Promise<CryptoKey>}
 * @throws {DOMException} `DataError`: not a point of the curve
 */
export function publicKey(point) {
  return crypto.subtle.importKey("raw", point, CURVE, true, ["verify"]);
}

/**
 * Tell whether this key made the signature.
 *
 * @param {Sign1} signed
 * @param {CryptoKey} key
 * @returns {Promise<boolean>}
 */
export function isSignedBy({ protectedHeader, payload, signature }, key) {
  const message = joined([
    CONTEXT,
    headOf(protectedHeader),
    protectedHeader,
    NO_AAD,
    headOf(payload),
    payload,
  ]);
  return crypto.subtle.verify(ALGORITHM, key, signature, message);
}

/**
 * @param {CborValue} header
 * @param {readonly number[]} labels
 * @returns {{ header: CborMap, kid: Uint8Array<ArrayBuffer> }}
 */
function headerOf(header, labels) {
  if (!(header instanceof Map) || header.size !== labels.length || !labels.every((label) => header.has(label))) {
    throw new TokenError("header");
  }
  if (header.get(HEADER_ALG) !== ES256) throw new TokenError("algorithm");
  const kid = header.get(HEADER_KID);
  if (!(kid instanceof Uint8Array) || kid.length !== KID_BYTES) throw new TokenError("header");
  return { header, kid };
}

/**
 * What stands before a byte string: major type 2 and the length in its shortest form.
 *
 * @param {Uint8Array} content at most 512 KiB
 */
function headOf({ length }) {
  if (length < 24) return [0x40 + length];
  if (length < 0x100) return [0x58, length];
  if (length < 0x10000) return [0x59, length >> 8, length & 0xff];
  return [0x5a, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff];
}

/** @param {ArrayLike<number>[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
