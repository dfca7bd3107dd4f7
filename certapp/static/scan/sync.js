// Between phone and office: checks go there, exactly once whatever is cut or repeated; lists and alerts come here.

import { ask, ApiError } from "./api.js";
import { isFull } from "./database.js";

const BATCH = 500; // checks a request
const EVERY = 60_000; // milliseconds between two visits, also when nothing happened
const LOCK = "certapp-scan-sync"; // two windows of one phone take turns

/**
 * @typedef {object} State what the guard may want to know
 * @property {"never" | "online" | "offline" | "trouble" | "unknown" | "removed"} network `offline`: nobody answered;
 *   `trouble`: the office did, and could not; `unknown`: it knows no such phone
 * @property {number} waiting checks that the office has not got
 * @property {number} sent of this visit
 * @property {number | null} seenAt of the office, unix milliseconds by this phone's clock
 * @property {readonly import("./held-lists.js").Refusal[]} refused lists that were not taken over
 * @property {boolean} full there was no room for what came
 */

/** @type {Record<string, State["network"]>} */
const REFUSALS = { offline: "offline", scanner_removed: "removed", scanner_unknown: "unknown" };

/** @typedef {{cti: string, issuer: string, kind: string, since: number}} Alert */

export class Sync {
  /**
   * @param {object} parts
   * @param {string} parts.token
   * @param {string} parts.app version of this page
   * @param {import("./log.js").Log} parts.log
   * @param {import("./held-lists.js").HeldLists} parts.lists
   * @param {import("./clock.js").Clock} parts.clock
   * @param {(bundle: any) => Promise<void>} parts.onBundle to keep what else came with it
   * @param {(alerts: readonly Alert[]) => Promise<void>} parts.onAlerts to keep those that are open
   * @param {(state: State) => void} parts.onState
   */
  constructor(parts) {
    this.parts = parts;
    this.tag = "";
    /** @type {State} */
    this.state = { network: "never", waiting: 0, sent: 0, seenAt: null, refused: [], full: false };
    this.timer = 0;
    /** @type {Promise<void> | null} a visit that has not begun: it serves whoever asks for one meanwhile */
    this.next = null;
    this.ended = new AbortController();
  }

  /** Visit now, and again and again from now on. */
  start() {
    const { signal } = this.ended;
    addEventListener("online", () => this.visit(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.visit(), { signal });
    this.timer = window.setInterval(() => this.visit(), EVERY);
    return this.visit();
  }

  /** Visit no more. */
  stop() {
    clearInterval(this.timer);
    this.ended.abort();
  }

  /** Send what waits, then fetch what is new. Never throws: what went wrong is told by the state. */
  visit() {
    this.next ??= navigator.locks.request(LOCK, async () => {
      this.next = null;
      if (!this.ended.signal.aborted) await this.#visit();
    });
    return this.next;
  }

  async #visit() {
    try {
      await this.#send();
      await this.#fetch();
      this.#tell({ network: "online", seenAt: Date.now(), full: false });
    } catch (error) {
      if (error instanceof ApiError) this.#tell({ network: REFUSALS[error.code] ?? "trouble" });
      else if (isFull(error)) this.#tell({ full: true });
      else throw error;
    }
    if (this.ended.signal.aborted) return;
    this.#tell({ waiting: await this.parts.log.count() });
  }

  /** Tell how many checks wait. */
  async recount() {
    this.#tell({ waiting: await this.parts.log.count() });
  }

  async #send() {
    const { token, app, log } = this.parts;
    this.#tell({ sent: 0, waiting: await log.count() });
    for (;;) {
      const checks = await log.waiting(BATCH);
      if (!checks.length) return;
      const answer = await ask("checks", { token, body: { sent_at: Date.now(), checks, app } });
      if (!answer) return;
      this.#measure(answer);
      await this.parts.onAlerts(answer.body.alerts);
      // What the office refuses it will refuse for ever: it is told, and does not hold up what comes after it.
      const done = new Set([...answer.body.accepted, ...(answer.body.refused ?? []).map((/** @type {{id: string}} */ each) => each.id)]);
      const settled = checks.filter((check) => done.has(check.id));
      await log.forget(settled);
      this.#tell({ sent: this.state.sent + settled.length, waiting: await log.count() });
      if (!settled.length) return;
    }
  }

  async #fetch() {
    const answer = await ask("bundle", { token: this.parts.token, tag: this.tag });
    if (!answer) return;
    this.#measure(answer);
    const refused = await this.parts.lists.take(answer.body.offices);
    await this.parts.onAlerts(answer.body.alerts);
    this.#tell({ refused });
    await this.parts.onBundle(answer.body);
    this.tag = answer.tag;
  }

  /** @param {import("./api.js").Answer} answer */
  #measure({ body, sentAt, receivedAt }) {
    this.parts.clock.measure(sentAt, body.now, receivedAt);
  }

  /** @param {Partial<State>} news */
  #tell(news) {
    this.state = { ...this.state, ...news };
    if (this.ended.signal.aborted) return; // the phone has left this post meanwhile
    if (this.state.network === "removed") this.stop();
    this.parts.onState(this.state);
  }
}
