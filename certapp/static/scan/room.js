// Room kept on the phone's disk for bad days. What stands in it means nothing: it is given up when a check finds no
// room, and while it cannot be kept the guard is told. To ask the browser would tell nothing: Chromium reports 10 GiB
// more than is used, whatever the disk has.

import { FACTS, isFull, read, write } from "./database.js";

const NAME = "room";
const BYTES = 4 * 2 ** 20; // of some five thousand checks
const AT_ONCE = 2 ** 16; // bytes that a browser draws in one call

export class Room {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
    this.isGivenUp = false; // until the next start: Chromium lets a large value in where a small one was refused
  }

  /** Keep the room, if it is not kept already. @returns {Promise<boolean>} whether it is */
  async keep() {
    if (this.isGivenUp) return false;
    if (await read(this.database, FACTS, (store) => store.getKey(NAME))) return true;
    const bytes = new Uint8Array(BYTES); // at random, for a browser may store what is even as next to nothing
    for (let at = 0; at < BYTES; at += AT_ONCE) crypto.getRandomValues(bytes.subarray(at, at + AT_ONCE));
    try {
      await write(this.database, FACTS, (named) => named(FACTS).put(bytes, NAME));
      return true;
    } catch (error) {
      if (isFull(error)) return false;
      throw error;
    }
  }

  /** Give the room up to something that matters. */
  async giveUp() {
    this.isGivenUp = true;
    await write(this.database, FACTS, (named) => named(FACTS).delete(NAME));
  }
}
