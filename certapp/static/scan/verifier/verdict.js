/**
 * The verdict: the one answer to "may this paper pass?", with its cause. Signature first, then dates, then status;
 * no clock, no network (docs/token.md, "Verdict").
 */
import * as claims_ from "./claims.js";
import * as cose from "./cose.js";
import { CredentialError, ListError, TokenError } from "./errors.js";
import * as qrText from "./qr-text.js";
import { Status } from "./status-list.js";
import { KeyState, Purpose } from "./trust-list.js";
import { namedIn } from "./trust-store.js";

/** @import { Claims } from "./claims.js" */
/** @import { StatusList } from "./status-list.js" */
/** @import { TrustedKey, TrustList } from "./trust-list.js" */
/** @import { TrustStore } from "./trust-store.js" */

export const CLOCK_SKEW = 120; // seconds by which a verifier's clock may be off
const MAX_BYTES = 1024; // of a token
const LABELS = [cose.HEADER_ALG, cose.HEADER_KID];

/**
 * The nine answers. Only VALID is a yes.
 *
 * @typedef {"VALID" | "NOT_YET_VALID" | "EXPIRED" | "REVOKED" | "SUSPENDED" | "UNKNOWN_SIGNER" | "FORGED" |
 *   "UNREADABLE" | "STATUS_UNKNOWN"} VerdictCode
 */

/**
 * @typedef {object} Verdict
 * @property {VerdictCode} code
 * @property {string} reason machine word for the cause within the code, such as `key_revoked`
 * @property {Claims | null} claims what the certificate says; null unless the signature is genuine
 * @property {TrustedKey | null} signer the key that signed it; null unless the signature is genuine
 * @property {number | null} statusAge age of the status list that was used or was too old, in seconds; null
 *   without one
 */

/** @typedef {TrustList | TrustStore | ReadonlyMap<string, TrustList>} Trusted the keys of one office or of several */
/** @typedef {(uri: string) => StatusList | null | undefined} StatusLists finds a status list held, by its address */
/** @typedef {{ code: VerdictCode, reason: string, age: number | null }} Finding */

/**
 * Judge a QR text; UNREADABLE for a text that carries no token.
 *
 * @param {string} text as it was scanned, typed or pasted
 * @param {Trusted} trusted already checked against the pinned roots
 * @param {StatusLists} lists already checked
 * @param {number} now unix seconds
 * @returns {Promise<Verdict>} always a verdict; no text makes it throw
 */
export async function verifyText(text, trusted, lists, now) {
  /** @type {Uint8Array} */
  let token;
  try {
    token = qrText.decode(text).token;
  } catch (error) {
    if (error instanceof TokenError) return refusal("UNREADABLE", error.code);
    throw error;
  }
  return verify(token, trusted, lists, now);
}

/**
 * Judge a token.
 *
 * @param {Uint8Array} data the token's bytes, as the QR carries them
 * @param {Trusted} trusted
 * @param {StatusLists} lists
 * @param {number} now unix seconds
 * @returns {Promise<Verdict>}
 */
export async function verify(data, trusted, lists, now) {
  try {
    const signed = cose.parse(data, MAX_BYTES, LABELS);
    const named = namedBy(trusted, signed.kid);
    if (named.length === 0) return refusal("UNKNOWN_SIGNER", "key_unknown");
    const forCertificates = named.filter(([, key]) => key.purpose === Purpose.CERTIFICATE);
    if (forCertificates.length === 0) return refusal("UNKNOWN_SIGNER", "key_purpose");
    const signers = await signersAmong(forCertificates, signed);
    if (signers.size === 0) return refusal("FORGED", "signature");
    return judge(claims_.fromBytes(signed.payload), signers, lists, now);
  } catch (error) {
    if (error instanceof CredentialError) return refusal("UNREADABLE", error.code);
    throw error;
  }
}

/**
 * @param {Trusted} trusted
 * @param {Uint8Array} kid
 */
function namedBy(trusted, kid) {
  return "named" in trusted ? trusted.named(kid) : namedIn(trusted.values(), kid);
}

/**
 * Return those that made the signature, by office; more than one where two offices list one key.
 *
 * @param {[string, TrustedKey][]} named
 * @param {cose.Sign1} signed
 */
async function signersAmong(named, signed) {
  /** @type {Map<string, TrustedKey>} */
  const signers = new Map();
  for (const [office, key] of named) {
    if (await cose.isSignedBy(signed, key.publicKey)) signers.set(office, key);
  }
  return signers;
}

/**
 * Judge claims that each of `signers` has signed; only the key of their own office counts.
 *
 * @param {Claims} claims
 * @param {Map<string, TrustedKey>} signers
 * @param {StatusLists} lists
 * @param {number} now
 * @returns {Verdict}
 */
function judge(claims, signers, lists, now) {
  const signer = signers.get(claims.issuer);
  if (!signer) return refusal("UNKNOWN_SIGNER", "key_issuer");
  const fault = faultOf(signer, claims.issuedAt);
  if (fault) return refusal("UNKNOWN_SIGNER", fault);
  const { code, reason, age } = judgeDates(claims, now) ?? judgeStatus(claims, lists, now);
  return { code, reason, claims, signer, statusAge: age };
}

/**
 * Say why the key was not entitled to sign at the moment it says it signed. The skew is put to `signedAt`, which is
 * a number for certain; the key's times may be bigints.
 *
 * @param {TrustedKey} key
 * @param {number} signedAt
 */
function faultOf(key, signedAt) {
  if (key.state === KeyState.REVOKED) return "key_revoked";
  if (key.state === KeyState.RETIRED && signedAt - CLOCK_SKEW > key.since) return "key_retired";
  if (signedAt + CLOCK_SKEW < key.notBefore || signedAt - CLOCK_SKEW > key.expires) return "key_not_in_force";
  return null;
}

/**
 * @param {Claims} claims
 * @param {number} now
 * @returns {Finding | null}
 */
function judgeDates(claims, now) {
  if (now < claims.issuedAt - CLOCK_SKEW) return found("NOT_YET_VALID", "issued_in_future");
  if (now < claims.notBefore - CLOCK_SKEW) return found("NOT_YET_VALID", "before_start");
  if (now >= claims.expires + CLOCK_SKEW) return found("EXPIRED", "after_end");
  return null;
}

/**
 * Say the status, or STATUS_UNKNOWN where no list in force tells it. Never VALID from an old list.
 *
 * @param {Claims} claims
 * @param {StatusLists} lists
 * @param {number} now
 * @returns {Finding}
 */
function judgeStatus(claims, lists, now) {
  const list = lists(claims.status.uri);
  if (!list) return found("STATUS_UNKNOWN", "list_missing");
  const age = now - list.issuedAt;
  if (list.issuer !== claims.issuer) return found("STATUS_UNKNOWN", "list_foreign", age);
  /** @type {number} */
  let status;
  try {
    status = list.status(claims.status.index);
  } catch (error) {
    if (error instanceof ListError) return found("STATUS_UNKNOWN", error.code, age);
    throw error;
  }
  // Revoked is final: an old list that says so still tells the truth.
  if (status === Status.INVALID) return found("REVOKED", "revoked", age);
  if (now >= list.expires + CLOCK_SKEW) return found("STATUS_UNKNOWN", "list_expired", age);
  if (age < -CLOCK_SKEW) return found("STATUS_UNKNOWN", "list_from_future", age);
  if (status === Status.SUSPENDED) return found("SUSPENDED", "suspended", age);
  if (status !== Status.VALID) return found("STATUS_UNKNOWN", "status_value", age);
  return found("VALID", "genuine", age);
}

/**
 * @param {VerdictCode} code
 * @param {string} reason
 * @param {number | null} [age]
 * @returns {Finding}
 */
function found(code, reason, age = null) {
  return { code, reason, age };
}

/**
 * A verdict that tells nothing of the certificate: nothing vouches for it.
 *
 * @param {VerdictCode} code
 * @param {string} reason
 * @returns {Verdict}
 */
function refusal(code, reason) {
  return { code, reason, claims: null, signer: null, statusAge: null };
}
