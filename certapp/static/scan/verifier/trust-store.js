/**
 * The trust store: the trust lists of several offices, each under the root its verifier pinned.
 *
 * Each office vouches for its own keys alone, so a key is found by its kid and counts only for papers that name
 * its office.
 */
import { ListError } from "./errors.js";
import { openTrustList } from "./trust-list.js";

/** @import { TrustedKey, TrustList } from "./trust-list.js" */

/**
 * What is held for one office.
 *
 * @typedef {{ root: Uint8Array<ArrayBuffer>, trustList: TrustList }} Held
 */

/** Trust lists by office code; begin with `new TrustStore()` and go on with `accept()`. */
export class TrustStore {
  /** @param {ReadonlyMap<string, Held>} [held] */
  constructor(held = new Map()) {
    this.held = held;
    Object.freeze(this);
  }

  /** The trust lists held, by office code. */
  get lists() {
    return new Map([...this.held].map(([office, { trustList }]) => [office, trustList]));
  }

  /**
   * Return every key with this kid, each with the code of the office that vouches for it.
   *
   * @param {Uint8Array} kid
   */
  named(kid) {
    return namedIn(this.lists.values(), kid);
  }

  /**
   * Return a store that holds this signed trust list too, in place of the older one of the same root.
   *
   * @param {Uint8Array} signed
   * @param {Uint8Array<ArrayBuffer>} root the public key pinned for this office, 65 bytes
   * @returns {Promise<TrustStore>}
   * @throws {ListError} `list_foreign` for an office that is held under another root, or a root that is held for
   *   another office; `list_older`, `list_unreadable`, `list_forged` as `openTrustList()`
   */
  async accept(signed, root) {
    const mine = [...this.held.values()].find((each) => areSame(each.root, root));
    const trustList = await openTrustList(signed, root, { held: mine?.trustList });
    if (!mine && this.held.has(trustList.issuer)) throw new ListError("list_foreign");
    return new TrustStore(new Map([...this.held, [trustList.issuer, { root: root.slice(), trustList }]]));
  }
}

/**
 * Return every key with this kid in these lists, each with the code of the office that vouches for it.
 *
 * @param {Iterable<TrustList>} lists
 * @param {Uint8Array} kid
 * @returns {[string, TrustedKey][]}
 */
export function namedIn(lists, kid) {
  return [...lists].flatMap((trustList) => trustList.named(kid));
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function areSame(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}
