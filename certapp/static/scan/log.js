// The checks that the office has not got yet. Each is on the disk, encrypted, before its verdict is shown.

import { CHECKS, isFull, read, write } from "./database.js";
import { hexadecimal } from "./hexadecimal.js";
import { Room } from "./room.js";

const OPEN = "certapp-scan-open "; // and the id of a check
const MOST_WINDOWS = 16; // of one phone, each with at most one check that is open

/** @typedef {import("./vault.js").Vault} Vault */
/** @typedef {import("./verifier/verdict.js").Verdict} Verdict */

/**
 * A check as the office takes it; no name, only the certificate's id.
 *
 * @typedef {object} Check
 * @property {string} id made here, so that sending it twice is sending it once
 * @property {number} at unix milliseconds by this phone's clock, right or wrong
 * @property {string} verdict
 * @property {string} reason
 * @property {string | null} cti hexadecimal
 * @property {string | null} issuer
 * @property {"in" | "out" | null} direction
 * @property {string} note
 * @property {boolean} outside outside the hours or places of the paper
 */

export class Log {
  /** @param {IDBDatabase} database @param {Vault} vault */
  constructor(database, vault) {
    this.database = database;
    this.vault = vault;
    this.room = new Room(database);
    /** @type {Map<string, () => void>} ids of checks whose guard has not decided yet, each with what lets go of it */
    this.open = new Map();
  }

  /**
   * Keep that a paper was checked, before its verdict is shown; `decide` ends it.
   *
   * @param {Verdict} verdict
   * @param {boolean} outside
   * @returns {Promise<Check>}
   */
  async begin(verdict, outside) {
    /** @type {Check} */
    const check = {
      id: crypto.randomUUID(),
      at: Date.now(),
      verdict: verdict.code,
      reason: verdict.reason,
      cti: verdict.claims ? hexadecimal(verdict.claims.cti) : null,
      issuer: verdict.claims?.issuer ?? null,
      direction: null,
      note: "",
      outside,
    };
    await this.#hold(check); // before it is stored: no visit may send it yet, not even another window's
    try {
      await this.#put(check);
    } catch (error) {
      this.#letGo(check);
      throw error;
    }
    return check;
  }

  /**
   * Keep what the guard decided; the check may be sent from now on.
   *
   * @param {Check} check
   * @param {"in" | "out" | null} direction
   * @param {string} note
   * @throws {Error} `not_open`: the phone has forgotten all meanwhile, and keeps nothing of it
   */
  async decide(check, direction, note) {
    const letGo = this.open.get(check.id);
    if (!letGo) throw new Error("not_open");
    this.open.delete(check.id); // it is decided once, but no visit may send it before it is stored
    try {
      if (direction !== null || note) await this.#put({ ...check, direction, note });
    } catch (error) {
      this.open.set(check.id, letGo);
      throw error;
    }
    letGo();
  }

  /** Whether its guard has still to decide. @param {Check} check */
  isOpen(check) {
    return this.open.has(check.id);
  }

  /**
   * Return the oldest checks that may be sent: also those whose page was killed before the guard decided.
   *
   * @param {number} most
   * @returns {Promise<Check[]>}
   */
  async waiting(most) {
    const keys = await read(this.database, CHECKS, (store) => store.getAllKeys(null, most + MOST_WINDOWS));
    const { held = [] } = await navigator.locks.query(); // after the keys: a check is held before it is stored
    const open = new Set(held.map(({ name }) => name));
    const ready = keys.filter((key) => !open.has(OPEN + String(key).slice(-36))).slice(0, most);
    return Promise.all(ready.map((key) => this.vault.get(CHECKS, key)));
  }

  /** @param {readonly Check[]} checks that the office has */
  async forget(checks) {
    await write(this.database, CHECKS, (named) => checks.forEach((check) => named(CHECKS).delete(keyOf(check))));
  }

  /** @returns {Promise<number>} how many the office has not got yet */
  count() {
    return read(this.database, CHECKS, (store) => store.count());
  }

  /** A lock, since the browser frees it with the window, however that ends. @param {Check} check @returns {Promise<void>} */
  #hold({ id }) {
    return new Promise((resolve, reject) => {
      const whileOpen = () => new Promise((/** @type {(value: void) => void} */ letGo) => {
        this.open.set(id, letGo);
        resolve();
      });
      navigator.locks.request(OPEN + id, whileOpen).catch(reject);
    });
  }

  /** @param {Check} check */
  #letGo({ id }) {
    this.open.get(id)?.();
    this.open.delete(id);
  }

  /** @param {Check} check */
  async #put(check) {
    const put = () => this.vault.put(CHECKS, keyOf(check), check);
    try {
      await put();
    } catch (error) {
      if (!isFull(error)) throw error;
      await this.room.giveUp();
      await put();
    }
  }
}

/** Oldest first: IndexedDB orders keys. @param {Check} check */
function keyOf({ at, id }) {
  return `${String(at).padStart(15, "0")} ${id}`;
}
