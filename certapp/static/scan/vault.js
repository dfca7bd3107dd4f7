// What the phone keeps is encrypted with a key that never leaves it: WebCrypto holds it and gives it to nobody.

import { KEYS, read, write } from "./database.js";

const AES = "AES-GCM";
const IV_BYTES = 12; // NIST SP 800-38D §8.2.2: drawn anew for each message

/** @typedef {{iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer}} Sealed */

export class Vault {
  /** @param {IDBDatabase} database @param {CryptoKey} key */
  constructor(database, key) {
    this.database = database;
    this.key = key;
  }

  /** @param {IDBDatabase} database @returns {Promise<Vault>} the phone's own, made at first use */
  static async open(database) {
    const held = await read(database, KEYS, (store) => store.get(AES));
    if (held) return new Vault(database, held);
    const key = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
    try {
      await write(database, KEYS, (named) => named(KEYS).add(key, AES));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "ConstraintError")) throw error; // another window was first
    }
    return new Vault(database, await read(database, KEYS, (store) => store.get(AES)));
  }

  /** @param {string} store @param {IDBValidKey} name @param {unknown} value as JSON has it */
  async put(store, name, value) {
    const sealed = await this.#seal(value);
    await write(this.database, store, (named) => named(store).put(sealed, name));
  }

  /** @param {string} store @param {IDBValidKey} name @returns {Promise<any>} undefined where nothing is */
  async get(store, name) {
    const kept = await read(this.database, store, (named) => named.get(name));
    return kept && this.#open(kept);
  }

  /** @param {unknown} value @returns {Promise<Sealed>} */
  async #seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt({ name: AES, iv }, this.key, bytes) };
  }

  /** @param {Sealed} kept @returns {Promise<any>} */
  async #open({ iv, sealed }) {
    const bytes = await crypto.subtle.decrypt({ name: AES, iv }, this.key, sealed);
    return JSON.parse(new TextDecoder().decode(bytes));
  }
}
