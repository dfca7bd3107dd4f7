/**
 * Token Status List in CWT form (draft-ietf-oauth-status-list-21): one signed bit array for many papers.
 */
import { decode, MAX_DEPTH } from "./cbor.js";
import { LATEST } from "./claims.js";
import * as cose from "./cose.js";
import { ListError, TokenError } from "./errors.js";
import { inflate } from "./inflate.js";
import { KeyState, Purpose } from "./trust-list.js";

/** @import { CborValue } from "./cbor.js" */
/** @import { TrustedKey, TrustList } from "./trust-list.js" */

export const MEDIA_TYPE = "application/statuslist+cwt";
export const MAX_BYTES = 512 * 1024;
export const MAX_ENTRIES = 2 ** 20;
const LABELS = [cose.HEADER_ALG, cose.HEADER_KID, cose.HEADER_TYP];
const [SUB, EXP, IAT, TTL, STATUS_LIST] = [2, 4, 6, 65534, 65533];
const WIDTHS = [1, 2, 4, 8];

/** Status types of the draft's section 7.1. */
export const Status = Object.freeze({ VALID: 0, INVALID: 1, SUSPENDED: 2 });

/** A status list whose signature has been checked. Times are unix seconds. */
export class StatusList {
  /**
   * @param {object} parts
   * @param {string} parts.uri the list's address, as certificates name it
   * @param {number} parts.bits width of one entry: 1, 2, 4 or 8
   * @param {Uint8Array} parts.packed the entries, least significant bits first (section 4.1)
   * @param {number} parts.issuedAt
   * @param {number} parts.expires
   * @param {number} parts.ttl seconds after which a verifier should ask for a newer list
   * @param {string} parts.issuer code of the office whose trust list vouches for its signer
   */
  constructor({ uri, bits, packed, issuedAt, expires, ttl, issuer }) {
    this.uri = uri;
    this.bits = bits;
    this.packed = packed;
    this.issuedAt = issuedAt;
    this.expires = expires;
    this.ttl = ttl;
    this.issuer = issuer;
    Object.freeze(this);
  }

  /**
   * Return the status value of entry `index`.
   *
   * @param {number} index
   * @throws {ListError} `list_index`: the list has no such entry
   */
  status(index) {
    const place = index * this.bits; // up to 2^35: no bitwise operator may touch it
    const byte = index < 0 ? undefined : this.packed[Math.floor(place / 8)];
    if (byte === undefined) throw new ListError("list_index", { index });
    return (byte >> (place % 8)) & ((1 << this.bits) - 1);
  }
}

/**
 * Check and read a Status List Token.
 *
 * @param {Uint8Array} signed the list as the server gives it out
 * @param {TrustList} trustList of the office whose certificates name the address
 * @param {object} options
 * @param {string} options.uri the address it was asked for at; its `sub` must be the same (section 8.3)
 * @param {StatusList | null} [options.held] the list this verifier already has; an older one is refused
 * @returns {Promise<StatusList>}
 * @throws {ListError} `list_unreadable`, `list_unknown_signer`, `list_forged`, `list_foreign`, `list_older`
 */
export async function openStatusList(signed, trustList, { uri, held }) {
  const { statusList, key } = await read(signed, trustList);
  if (statusList.issuedAt < key.notBefore || !isBeforeItsEnd(statusList.issuedAt, key)) {
    throw new ListError("list_unknown_signer");
  }
  if (statusList.uri !== uri) throw new ListError("list_foreign");
  if (held && statusList.issuedAt < held.issuedAt) {
    throw new ListError("list_older", { issued_at: statusList.issuedAt, held: held.issuedAt });
  }
  return statusList;
}

/**
 * @param {Uint8Array} data
 * @param {TrustList} trustList
 */
async function read(data, trustList) {
  try {
    const signed = cose.parse(data, MAX_BYTES, LABELS);
    if (signed.header.get(cose.HEADER_TYP) !== MEDIA_TYPE) throw unreadable("type");
    const key = trustList.find(signed.kid, Purpose.STATUS_LIST);
    if (!key || key.state === KeyState.REVOKED) throw new ListError("list_unknown_signer");
    if (!(await cose.isSignedBy(signed, key.publicKey))) throw new ListError("list_forged");
    const payload = decode(signed.payload, MAX_DEPTH);
    return { statusList: await fromPayload(payload, trustList.issuer), key };
  } catch (error) {
    if (error instanceof TokenError) throw unreadable(error.code);
    throw error;
  }
}

/**
 * No skew is allowed here: both times are the office's own clock.
 *
 * @param {number} issuedAt
 * @param {TrustedKey} key
 */
function isBeforeItsEnd(issuedAt, key) {
  return issuedAt <= key.expires && (key.state === KeyState.ACTIVE || issuedAt <= key.since);
}

/**
 * @param {CborValue} found
 * @param {string} issuer
 */
async function fromPayload(found, issuer) {
  if (!(found instanceof Map)) throw unreadable("payload");
  const uri = found.get(SUB);
  const list = found.get(STATUS_LIST);
  const bits = list instanceof Map ? list.get("bits") : undefined;
  const compressed = list instanceof Map ? list.get("lst") : undefined;
  if (typeof uri !== "string" || !(compressed instanceof Uint8Array)) throw unreadable("payload");
  if (typeof bits !== "number" || !WIDTHS.includes(bits)) throw unreadable("payload");
  const [expires, issuedAt, ttl] = [EXP, IAT, TTL].map((label) => asTime(found.get(label)));
  const packed = await inflate(compressed, (MAX_ENTRIES * bits) / 8);
  if (packed === null) throw unreadable("zlib");
  return new StatusList({ uri, bits, packed, issuedAt, expires, ttl, issuer });
}

/**
 * @param {CborValue | undefined} found
 * @returns {number}
 */
function asTime(found) {
  if (typeof found !== "number" || found < 1 || found > LATEST) throw unreadable("payload");
  return found;
}

/** @param {string} reason */
function unreadable(reason) {
  return new ListError("list_unreadable", { reason });
}
