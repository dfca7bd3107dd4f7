// The phone's clock, and by how much it is wrong: measured whenever the office tells the time.

/** @typedef {{offset: number, measuredAt: number}} Measured `offset`: milliseconds to add; `measuredAt`: phone's, unix ms */

const NOTICEABLE = 120_000; // milliseconds: what a verdict forgives anyway

export class Clock {
  /** @param {Measured | undefined} measured */
  constructor(measured) {
    this.measured = measured;
  }

  /**
   * @param {number} sentAt by the phone's clock, unix milliseconds
   * @param {number} told by the office
   * @param {number} receivedAt by the phone's clock
   */
  measure(sentAt, told, receivedAt) {
    this.measured = { offset: Math.round(told - (sentAt + receivedAt) / 2), measuredAt: receivedAt };
  }

  /** Unix seconds, corrected. */
  get now() {
    return Math.floor((Date.now() + (this.measured?.offset ?? 0)) / 1000);
  }

  /** Whether the guard should set the phone's clock. */
  get isWrong() {
    return Math.abs(this.measured?.offset ?? 0) > NOTICEABLE;
  }
}
