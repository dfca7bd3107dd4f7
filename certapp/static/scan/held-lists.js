// The trust lists and status lists that this phone judges by. What is held never goes back to an older one: not by
// what a server sends, nor by a start of the page, for what was accepted stays in the phone's store.

import { fromBase64Url } from "./base64url.js";
import { LISTS, read, write } from "./database.js";
import { fingerprint } from "./enrolment.js";
import { ListError } from "./verifier/errors.js";
import { openStatusList } from "./verifier/status-list.js";
import { TrustStore } from "./verifier/trust-store.js";

/** @typedef {import("./vault.js").Vault} Vault */
/** @typedef {import("./verifier/status-list.js").StatusList} StatusList */
/** @typedef {{code: string, name: string, root: string, trust_list: string, status_lists: {uri: string, list: string}[]}} OfficeLists */
/** @typedef {{what: string, code: string}} Refusal a list that was not taken over, and why */

export class HeldLists {
  /** @param {IDBDatabase} database @param {Vault} vault @param {string} pin fingerprint of the own office's root */
  constructor(database, vault, pin) {
    this.database = database;
    this.vault = vault;
    this.pin = pin;
    this.trusted = new TrustStore();
    /** @type {Map<string, StatusList>} by address */
    this.statusLists = new Map();
    /** @type {Map<string, string>} names of offices, by code */
    this.names = new Map();
  }

  /**
   * Read again what was accepted before; each signature is checked again.
   *
   * @returns {Promise<Map<string, OfficeLists>>} what is kept, by the office's code
   */
  async load() {
    /** @type {Map<string, OfficeLists>} */
    const kept = new Map();
    for (const key of await read(this.database, LISTS, (store) => store.getAllKeys())) {
      /** @type {OfficeLists} */
      const office = await this.vault.get(LISTS, key);
      kept.set(office.code, office);
      await this.#takeOffice(office, office);
    }
    return kept;
  }

  /**
   * Take over what is newer of what the office sent.
   *
   * @param {readonly OfficeLists[]} offices the own one first
   * @returns {Promise<Refusal[]>} what was not taken over; what was held instead is still held
   */
  async take(offices) {
    const [own] = offices;
    if (!own || (await fingerprint(fromBase64Url(own.root))) !== this.pin) return [{ what: own?.code ?? "", code: "other_root" }];
    const kept = await this.load(); // another window may hold newer ones
    /** @type {Refusal[]} */
    const refused = [];
    for (const office of offices) {
      const [held, faults] = await this.#takeOffice(office, kept.get(office.code));
      refused.push(...faults);
      if (held) await this.vault.put(LISTS, office.code, held);
    }
    await this.#forgetOthers(offices.map(({ code }) => code));
    return refused;
  }

  /** @param {string} uri @returns {StatusList | undefined} */
  list(uri) {
    return this.statusLists.get(uri);
  }

  /**
   * @param {number} now unix seconds
   * @returns {number | null} seconds since the oldest of the lists in use was signed; null where there is none
   */
  age(now) {
    const signed = [...this.statusLists.values()].map((each) => Number(each.issuedAt));
    return signed.length ? Math.max(0, now - Math.min(...signed)) : null;
  }

  /**
   * @param {OfficeLists} office
   * @param {OfficeLists | undefined} before what is kept of it
   * @returns {Promise<[OfficeLists | null, Refusal[]]>} what is held of it from now on, as it was sent
   */
  async #takeOffice(office, before) {
    /** @type {Refusal[]} */
    const refused = [];
    let { root, trust_list } = office;
    try {
      this.trusted = await this.trusted.accept(fromBase64Url(trust_list), fromBase64Url(root));
    } catch (error) {
      refused.push({ what: office.code, code: codeOf(error) });
      if (!before) return [null, refused];
      ({ root, trust_list } = before);
    }
    const trustList = this.trusted.lists.get(office.code);
    if (!trustList) return [null, [...refused, { what: office.code, code: "list_foreign" }]];
    this.names.set(office.code, office.name);
    const lists = new Map(before?.status_lists.map((each) => [each.uri, each.list]));
    for (const { uri, list } of office.status_lists) {
      try {
        const held = this.statusLists.get(uri);
        this.statusLists.set(uri, await openStatusList(fromBase64Url(list), trustList, { uri, held }));
        lists.set(uri, list);
      } catch (error) {
        refused.push({ what: uri, code: codeOf(error) });
      }
    }
    const status_lists = [...lists].map(([uri, list]) => ({ uri, list }));
    return [{ code: office.code, name: office.name, root, trust_list, status_lists }, refused];
  }

  /** Offices that ours no longer knows are no longer trusted. @param {readonly string[]} known */
  async #forgetOthers(known) {
    const gone = [...this.trusted.held.keys()].filter((code) => !known.includes(code));
    if (!gone.length) return;
    for (const code of gone) await write(this.database, LISTS, (named) => named(LISTS).delete(code));
    this.trusted = new TrustStore(new Map([...this.trusted.held].filter(([code]) => known.includes(code))));
  }
}

/** @param {unknown} error @returns {string} */
function codeOf(error) {
  if (error instanceof ListError) return error.code;
  throw error;
}
