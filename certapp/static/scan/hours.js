// Whether a valid paper is used at an hour, or at a post, that it does not name. The verdict stays VALID.

/** @typedef {{hours: boolean, places: boolean}} Outside what is outside of what the paper allows */

const ZONE = 7 * 60; // minutes: Asia/Ho_Chi_Minh, which knows no summer time
const DAY = 24 * 60;

/**
 * Return the minute of the local day, 0 to 1439.
 *
 * @param {number} now unix seconds
 * @returns {number}
 */
export function minuteOfDay(now) {
  return (Math.floor(now / 60) + ZONE) % DAY;
}

/**
 * Tell whether a moment is outside the hours of the day that a paper allows.
 *
 * @param {readonly [number, number] | null | undefined} hours minutes after local midnight, from and until
 * @param {number} now unix seconds
 * @returns {boolean}
 */
export function isOutsideHours(hours, now) {
  if (!hours) return false;
  const [start, end] = hours;
  const minute = minuteOfDay(now);
  return start < end ? !(start <= minute && minute < end) : end <= minute && minute < start;
}

// A post is named by its road and the commune it guards: "Quốc lộ 27B, xã Phước Đại".
const COMMUNE = /^(?:xã|phường|thị trấn|đặc khu)\s/;

/**
 * Tell whether a post stands in a commune that is neither where the paper's holder lives nor may go.
 *
 * Only a post whose place names a commune can tell; a road alone is on the way to many. Told apart from the
 * verdict, since a post may also lie between the two: the guard asks where the traveller is going.
 *
 * @param {{residence: string, destinations: readonly string[]}} travel
 * @param {string} place of the post, as the office wrote it
 * @returns {boolean}
 */
export function isOutsidePlaces(travel, place) {
  const communes = parts(place).filter((part) => COMMUNE.test(part));
  if (!communes.length) return false;
  const named = [travel.residence, ...travel.destinations].flatMap(parts);
  const says = named.some((part) => COMMUNE.test(part)); // a paper for a whole district names none
  return says && !communes.some((commune) => named.includes(commune));
}

/** @param {string} text */
function parts(text) {
  return text.normalize("NFC").toLowerCase().split(/[,;–-]/).map((part) => part.trim().replace(/\s+/g, " ")).filter(Boolean);
}

/**
 * Return what of a verdict's paper does not allow this hour or this post; of a paper that is not VALID, nothing.
 *
 * @param {{code: string, claims?: any}} verdict
 * @param {number} now unix seconds
 * @param {string} place of the post
 * @returns {Outside}
 */
export function outside(verdict, now, place) {
  if (verdict.code !== "VALID" || !verdict.claims) return { hours: false, places: false };
  const { travel } = verdict.claims;
  return { hours: isOutsideHours(travel.hours, now), places: isOutsidePlaces(travel, place) };
}
