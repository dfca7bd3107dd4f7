// This phone: who it is, whom it trusts, what it holds and what it owes; one object over the phone's store.

import { Clock } from "./clock.js";
import { CHECKS, FACTS, KEYS, LISTS, openDatabase, wipe } from "./database.js";
import { join } from "./enrolment.js";
import { HeldLists } from "./held-lists.js";
import { hexadecimal } from "./hexadecimal.js";
import { outside } from "./hours.js";
import { Log } from "./log.js";
import { Sync } from "./sync.js";
import { Vault } from "./vault.js";
import { verifyText } from "./verifier/verdict.js";

/** @typedef {import("./enrolment.js").Enrolment} Enrolment */
/** @typedef {import("./sync.js").State} State */
/** @typedef {import("./sync.js").Alert} Alert */
/** @typedef {import("./verifier/verdict.js").Verdict} Verdict */
/** @typedef {{verdict: Verdict, outside: import("./hours.js").Outside, now: number, watch: {kind: string, since: number}[]}} Judged */

const NO_PIN = ""; // no root has it: before a phone has joined, it trusts nobody

export class Phone {
  /** @param {IDBDatabase} database @param {Vault} vault @param {string} app @param {(state: State | null) => void} onState */
  constructor(database, vault, app, onState) {
    this.app = app;
    this.database = database;
    this.vault = vault;
    this.onState = onState;
    /** @type {Enrolment | null} */
    this.enrolment = null;
    this.clock = new Clock(undefined);
    this.log = new Log(database, vault);
    this.lists = new HeldLists(database, vault, NO_PIN);
    /** @type {readonly Alert[]} open ones of the office, as it last told them */
    this.alerts = [];
    /** @type {Sync | null} */
    this.sync = null;
  }

  /** @param {string} app version of the page @param {(state: State | null) => void} onState */
  static async open(app, onState) {
    const database = await openDatabase();
    const phone = new Phone(database, await Vault.open(database), app, onState);
    phone.enrolment = (await phone.vault.get(FACTS, "enrolment")) ?? null;
    if (phone.enrolment) {
      phone.clock = new Clock(await phone.vault.get(FACTS, "clock"));
      phone.alerts = (await phone.vault.get(FACTS, "alerts")) ?? [];
      await phone.#begin(phone.enrolment);
    }
    return phone;
  }

  /**
   * Join a checkpoint; a phone that has joined another one leaves it, when what it owes there has been sent.
   *
   * @param {import("./enrolment.js").Invitation} invitation
   * @throws {Error} as `join()`; `checks_waiting`
   */
  async join(invitation) {
    const isKnown = this.sync?.state.network !== "unknown"; // else what it owes goes with it, to be sent from there
    if (this.enrolment && isKnown && (await this.log.count())) throw new Error("checks_waiting");
    const { enrolment, answer } = await join(invitation, this.app);
    this.clock.measure(answer.sentAt, answer.body.now, answer.receivedAt);
    this.sync?.stop();
    // Lists of another root say nothing to this one; those of the same never go back, however often a phone joins.
    if (this.enrolment?.pin !== enrolment.pin) await wipe(this.database, [LISTS]);
    await this.vault.put(FACTS, "enrolment", enrolment);
    this.enrolment = enrolment;
    await this.#onAlerts([]); // what another office told is none of this one's
    navigator.storage?.persist?.().catch(() => undefined); // a wish: the browser may not clear it for want of room
    await this.#begin(enrolment);
  }

  /**
   * @param {string} text of a QR
   * @returns {Promise<Judged>}
   */
  async judge(text) {
    const { now } = this.clock;
    const verdict = await verifyText(text, this.lists.trusted, (uri) => this.lists.list(uri), now);
    const id = verdict.claims && hexadecimal(verdict.claims.cti);
    const watch = this.alerts.filter(({ cti, issuer }) => cti === id && issuer === verdict.claims?.issuer);
    return { verdict, now, watch, outside: outside(verdict, now, this.enrolment?.checkpoint.place ?? "") };
  }

  /** Whether a judged text belongs into the log of checks: what is no paper at all does not. @param {Judged} judged */
  static isCheck({ verdict }) {
    return verdict.code !== "UNREADABLE" || verdict.reason !== "not_qr_text";
  }

  /** Forget everything, as a phone that was removed: whoever has it now learns nothing from it. */
  async forget() {
    this.sync?.stop();
    [this.enrolment, this.sync, this.alerts] = [null, null, []];
    await wipe(this.database, [KEYS, FACTS, LISTS, CHECKS]);
    this.vault = await Vault.open(this.database);
    this.log = new Log(this.database, this.vault);
    this.lists = new HeldLists(this.database, this.vault, NO_PIN);
  }

  /** @param {Enrolment} enrolment */
  async #begin(enrolment) {
    this.lists = new HeldLists(this.database, this.vault, enrolment.pin);
    await this.lists.load();
    this.sync?.stop();
    this.sync = new Sync({
      token: enrolment.token,
      app: this.app,
      log: this.log,
      lists: this.lists,
      clock: this.clock,
      onBundle: (bundle) => this.#onBundle(bundle),
      onAlerts: (alerts) => this.#onAlerts(alerts),
      onState: this.onState,
    });
    await this.sync.recount();
  }

  /** @param {any} bundle */
  async #onBundle({ office, checkpoint }) {
    await this.vault.put(FACTS, "clock", this.clock.measured);
    if (!this.enrolment) return;
    this.enrolment = { ...this.enrolment, office, checkpoint };
    await this.vault.put(FACTS, "enrolment", this.enrolment);
  }

  /** @param {readonly Alert[]} alerts */
  async #onAlerts(alerts) {
    this.alerts = alerts;
    await this.vault.put(FACTS, "alerts", alerts);
  }
}
