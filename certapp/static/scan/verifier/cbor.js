/**
 * Strict, deterministic CBOR (RFC 8949 §4.2.1): one value has one encoding, and only that one is read.
 *
 * cborg reads the items; what stands here refuses everything that docs/token.md, "CBOR that is read", has not.
 */
import { tokensToObject, Tokenizer, Type } from "../vendor/cborg/cborg.js";
import { TokenError } from "./errors.js";

export const MAX_DEPTH = 4; // of everything that is signed

/**
 * What CBOR holds: integers are bigint where a number would lose digits, and number everywhere else.
 *
 * @typedef {number | bigint | string | boolean | null | Uint8Array<ArrayBuffer> | CborArray | CborMap} CborValue
 */
/** @typedef {CborValue[]} CborArray */
/** @typedef {Map<number | bigint | string, CborValue>} CborMap */

/**
 * An array or map that is being read.
 *
 * @typedef {object} Open
 * @property {boolean} isMap
 * @property {number} left items still to come
 * @property {Uint8Array | null} key the last key of a map, as it is encoded
 */

const KINDS = new Set([
  Type.uint,
  Type.negint,
  Type.bytes,
  Type.string,
  Type.array,
  Type.map,
  Type.false,
  Type.true,
  Type.null,
]);
const KEYS = new Set([Type.uint, Type.negint, Type.string]);
// `strict`: shortest heads only. The bytes of texts are kept, for cborg reads bad UTF-8 without a word.
const OPTIONS = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowBigInt: true,
  useMaps: true,
  retainStringBytes: true,
};
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }); // a BOM is a character of the text

class StrictTokenizer extends Tokenizer {
  /**
   * @param {Uint8Array} data
   * @param {number} maxDepth
   */
  constructor(data, maxDepth) {
    super(data, OPTIONS);
    this.maxDepth = maxDepth;
    /** @type {Open[]} */
    this.open = [];
  }

  next() {
    const start = this.pos();
    const token = super.next();
    if (!KINDS.has(token.type)) throw new TokenError("not_plain");
    const around = this.open.at(-1);
    if (around) {
      if (around.isMap && around.left % 2 === 0) {
        if (!KEYS.has(token.type)) throw new TokenError("not_plain");
        const key = this.data.subarray(start, this.pos());
        requireAfter(around.key, key);
        around.key = key;
      }
      around.left -= 1;
    }
    if (token.type === Type.string && token.byteValue) token.value = UTF8.decode(token.byteValue);
    const isMap = token.type === Type.map;
    const items = isMap ? 2 * token.value : token.type === Type.array ? token.value : 0;
    // An empty one does not count as deeper: so the other verifier's library has it.
    if (items > 0) {
      if (this.open.length === this.maxDepth) throw new TokenError("not_cbor");
      this.open.push({ isMap, left: items, key: null });
    }
    while (this.open.at(-1)?.left === 0) this.open.pop();
    return token;
  }
}

/**
 * Decode one CBOR item that must fill `data` and be in the deterministic encoding.
 *
 * @param {Uint8Array} data the caller bounds its length
 * @param {number} maxDepth deepest allowed nesting of arrays and maps that hold something
 * @returns {CborValue}
 * @throws {TokenError} `not_cbor`, `not_canonical`, `not_plain`; which of them, other verifiers may see otherwise
 */
export function decode(data, maxDepth) {
  const tokenizer = new StrictTokenizer(data, maxDepth);
  /** @type {unknown} */
  let value;
  try {
    value = tokensToObject(tokenizer, OPTIONS);
  } catch (error) {
    if (error instanceof TokenError) throw error;
    throw new TokenError("not_cbor", { cause: error }); // cut short, a tag, an open end, a longer head, bad UTF-8
  }
  if (typeof value === "symbol") throw new TokenError("not_cbor"); // cborg's way to say that there was nothing
  if (!tokenizer.done()) throw new TokenError("not_canonical");
  return /** @type {CborValue} */ (value);
}

/**
 * Tell whether a value is an integer, which `true` and a text of digits are not.
 *
 * @param {unknown} value
 * @returns {value is number | bigint}
 */
export function isInteger(value) {
  return typeof value === "number" || typeof value === "bigint";
}

/**
 * Keys stand in the bytewise order of their encodings, none twice.
 *
 * @param {Uint8Array | null} before
 * @param {Uint8Array} key
 */
function requireAfter(before, key) {
  if (before === null) return;
  const size = Math.min(before.length, key.length);
  for (let i = 0; i < size; i += 1) {
    if (key[i] > before[i]) return;
    if (key[i] < before[i]) throw new TokenError("not_canonical");
  }
  if (key.length <= before.length) throw new TokenError("not_cbor"); // the same key again
}
