/**
 * The trust list: the office's keys, what each may sign, and whether it still may; signed by the root.
 */
import { decode, isInteger, MAX_DEPTH } from "./cbor.js";
import * as cose from "./cose.js";
import { ListError, TokenError } from "./errors.js";

/** @import { CborMap, CborValue } from "./cbor.js" */

export const MAX_BYTES = 256 * 1024;
const CONTENT_TYPE = "application/cose-key-set"; // RFC 9052 §11.3
const LABELS = [cose.HEADER_ALG, cose.HEADER_CONTENT_TYPE, cose.HEADER_KID, cose.HEADER_CWT_CLAIMS];
const [ISS, IAT, VERSION] = [1, 6, -65537];
const [KTY, KID, ALG, CRV, X, Y] = [1, 2, 3, -1, -2, -3]; // RFC 9052 §7.1, RFC 9053 §7.1.1
const [PURPOSE, NBF, EXP, STATE, SINCE, NAME] = [-65537, -65538, -65539, -65540, -65541, -65542];
const [EC2, P256] = [2, 1];

/** The one kind of thing a key may sign. */
export const Purpose = Object.freeze({ CERTIFICATE: 1, STATUS_LIST: 2 });

/** ACTIVE signs; RETIRED signs no more, what it signed stands; REVOKED is distrusted altogether. */
export const KeyState = Object.freeze({ ACTIVE: 0, RETIRED: 1, REVOKED: 2 });

/**
 * One key of an office. Times are unix seconds, bigint beyond the numbers that a number tells exactly: compare
 * them, do not reckon with them.
 *
 * @typedef {object} TrustedKey
 * @property {Uint8Array<ArrayBuffer>} kid 8 bytes
 * @property {number} purpose one of `Purpose`
 * @property {CryptoKey} publicKey
 * @property {number | bigint} notBefore
 * @property {number | bigint} expires
 * @property {string} name who signs with it, as printed on the paper
 * @property {number} state one of `KeyState`
 * @property {number | bigint} since when `state` was left ACTIVE; 0 while active
 */

/** A trust list whose signature by the root has been checked. */
export class TrustList {
  /**
   * @param {string} issuer code of the office
   * @param {number | bigint} version grows with every list the root signs
   * @param {number | bigint} issuedAt unix seconds
   * @param {ReadonlyMap<string, TrustedKey>} keys by kid in hexadecimal
   */
  constructor(issuer, version, issuedAt, keys) {
    this.issuer = issuer;
    this.version = version;
    this.issuedAt = issuedAt;
    this.keys = keys;
    Object.freeze(this);
  }

  /**
   * Return the key with this kid if it serves this purpose.
   *
   * @param {Uint8Array} kid
   * @param {number} purpose
   */
  find(kid, purpose) {
    const key = this.keys.get(hex(kid));
    return key?.purpose === purpose ? key : undefined;
  }

  /**
   * Return the key with this kid, if there is one, with the code of the office that vouches for it.
   *
   * @param {Uint8Array} kid
   * @returns {[string, TrustedKey][]}
   */
  named(kid) {
    const key = this.keys.get(hex(kid));
    return key ? [[this.issuer, key]] : [];
  }
}

/**
 * Check and read a trust list.
 *
 * @param {Uint8Array} signed the list as the server gives it out
 * @param {Uint8Array<ArrayBuffer>} root the pinned root's public key, uncompressed point of 65 bytes
 * @param {{ held?: TrustList | null }} [options] `held`: the list this verifier already has; an older one is refused
 * @returns {Promise<TrustList>}
 * @throws {ListError} `list_unreadable`, `list_forged`, `list_older`, `list_foreign`
 */
export async function openTrustList(signed, root, { held } = {}) {
  const trustList = await read(signed, root);
  if (held && trustList.issuer !== held.issuer) throw new ListError("list_foreign");
  if (held && isOlder(trustList, held)) {
    throw new ListError("list_older", { version: trustList.version, held: held.version });
  }
  return trustList;
}

/**
 * @param {Uint8Array} data
 * @param {Uint8Array<ArrayBuffer>} root
 */
async function read(data, root) {
  const rootKey = await cose.publicKey(root);
  try {
    const signed = cose.parse(data, MAX_BYTES, LABELS);
    if (!(await cose.isSignedBy(signed, rootKey))) throw new ListError("list_forged");
    return await fromParts(signed.header, decode(signed.payload, MAX_DEPTH));
  } catch (error) {
    if (error instanceof TokenError) throw unreadable(error.code);
    throw error;
  }
}

/**
 * @param {TrustList} list
 * @param {TrustList} held
 */
function isOlder(list, held) {
  return list.version < held.version || (list.version === held.version && list.issuedAt < held.issuedAt);
}

/**
 * @param {CborMap} header
 * @param {CborValue} payload
 */
async function fromParts(header, payload) {
  const claims = header.get(cose.HEADER_CWT_CLAIMS);
  if (header.get(cose.HEADER_CONTENT_TYPE) !== CONTENT_TYPE || !(claims instanceof Map)) throw unreadable("header");
  const issuer = claims.get(ISS);
  if (claims.size !== 3 || typeof issuer !== "string") throw unreadable("header");
  const issuedAt = asNumber(claims, IAT);
  const version = asNumber(claims, VERSION);
  if (!Array.isArray(payload)) throw unreadable("payload");
  const keys = await Promise.all(payload.map(fromCoseKey));
  const byKid = new Map(keys.map((key) => [hex(key.kid), key]));
  if (byKid.size !== keys.length) throw unreadable("payload");
  return new TrustList(issuer, version, issuedAt, byKid);
}

/**
 * @param {CborValue} found
 * @returns {Promise<TrustedKey>}
 */
async function fromCoseKey(found) {
  if (!(found instanceof Map)) throw unreadable("key");
  if (found.get(KTY) !== EC2 || found.get(ALG) !== cose.ES256 || found.get(CRV) !== P256) throw unreadable("key");
  const kid = asBytes(found, KID, cose.KID_BYTES);
  const point = Uint8Array.from([4, ...asBytes(found, X, 32), ...asBytes(found, Y, 32)]);
  const name = found.get(NAME);
  if (typeof name !== "string") throw unreadable("key");
  return Object.freeze({
    kid,
    purpose: asOneOf(found, PURPOSE, Purpose),
    publicKey: await publicKey(point),
    notBefore: asNumber(found, NBF),
    expires: asNumber(found, EXP),
    name,
    state: asOneOf(found, STATE, KeyState),
    since: asNumber(found, SINCE),
  });
}

/** @param {Uint8Array<ArrayBuffer>} point */
async function publicKey(point) {
  try {
    return await cose.publicKey(point);
  } catch (error) {
    if (error instanceof DOMException) throw unreadable("key"); // not a point of the curve
    throw error;
  }
}

/**
 * @param {CborMap} found
 * @param {number} label
 * @returns {number | bigint}
 */
function asNumber(found, label) {
  const value = found.get(label);
  if (!isInteger(value) || value < 0) throw unreadable("key");
  return value;
}

/**
 * @param {CborMap} found
 * @param {number} label
 * @param {Readonly<Record<string, number>>} kinds
 * @returns {number}
 */
function asOneOf(found, label, kinds) {
  const value = found.get(label);
  if (typeof value !== "number" || !Object.values(kinds).includes(value)) throw unreadable("key");
  return value;
}

/**
 * @param {CborMap} found
 * @param {number} label
 * @param {number} size
 */
function asBytes(found, label, size) {
  const value = found.get(label);
  if (!(value instanceof Uint8Array) || value.length !== size) throw unreadable("key");
  return value;
}

/** @param {string} reason */
function unreadable(reason) {
  return new ListError("list_unreadable", { reason });
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
