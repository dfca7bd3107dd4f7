// Joining a checkpoint: a code used once, and the fingerprint of the office's root, which from then on is pinned.

import { ask } from "./api.js";
import { fromBase64Url } from "./base64url.js";
import { toBase32 } from "./verifier/base32.js";

const JOIN = /[#]join=([A-Z2-7]{26})\.([A-Z2-7]{26})$/i;
const PIN_BYTES = 16; // of the SHA-256 of the root's point

/** @typedef {{code: string, pin: string, host: string}} Invitation */

/**
 * Who this phone is, and whom it trusts.
 *
 * @typedef {object} Enrolment
 * @property {string} scanner
 * @property {string} token
 * @property {{code: string, name: string}} office
 * @property {{id: number, name: string, place: string}} checkpoint
 * @property {string} root the office's root as it was at joining, base64url
 * @property {string} pin its fingerprint, base32
 * @property {string} host that it joined at
 * @property {number} since unix milliseconds
 */

/**
 * @param {string} text of a QR, or an address
 * @returns {Invitation | null} null for anything else
 */
export function invitationIn(text) {
  const [, code, pin] = JOIN.exec(text.trim()) ?? [];
  if (!code || !pin) return null;
  try {
    return { code: code.toUpperCase(), pin: pin.toUpperCase(), host: new URL(text.trim(), location.href).host };
  } catch {
    return null; // no address at all
  }
}

/**
 * Join the checkpoint of an invitation.
 *
 * @param {Invitation} invitation
 * @param {string} app version of this page
 * @returns {Promise<{enrolment: Enrolment, answer: import("./api.js").Answer}>}
 * @throws {import("./api.js").ApiError} the code is of no use, or nobody answered
 * @throws {Error} `other_host`, `other_root`: who answered is not who invited
 */
export async function join({ code, pin, host }, app) {
  if (host !== location.host) throw new Error("other_host");
  const answer = await ask("enrol", { body: { code, app } });
  if (!answer) throw new Error("other_root");
  const { scanner, token, office, checkpoint, root } = answer.body;
  if ((await fingerprint(fromBase64Url(root))) !== pin) throw new Error("other_root");
  return { enrolment: { scanner, token, office, checkpoint, root, pin, host, since: answer.receivedAt }, answer };
}

/** @param {Uint8Array<ArrayBuffer>} point of a root, 65 bytes @returns {Promise<string>} base32 */
export async function fingerprint(point) {
  return toBase32(new Uint8Array(await crypto.subtle.digest("SHA-256", point)).subarray(0, PIN_BYTES));
}
