import assert from "node:assert/strict";
import test from "node:test";

import { isOutsideHours, isOutsidePlaces, minuteOfDay, outside } from "../../certapp/static/scan/hours.js";

const MIDNIGHT = Date.UTC(2026, 10, 24, 17) / 1000; // 25 November, 00:00 in Vietnam
const at = (hours, minutes = 0) => MIDNIGHT + hours * 3600 + minutes * 60;

test("the day begins at midnight in Vietnam", () => {
  assert.equal(minuteOfDay(MIDNIGHT), 0);
  assert.equal(minuteOfDay(MIDNIGHT - 1), 1439);
});

test("the first minute is inside, the last is not", () => {
  const hours = [300, 1140];
  for (const [moment, isOutside] of [[at(4, 59), true], [at(5), false], [at(18, 59), false], [at(19), true]]) {
    assert.equal(isOutsideHours(hours, moment), isOutside);
  }
});

test("hours go over midnight, and none at all are the whole day", () => {
  const night = [1320, 300];
  for (const [moment, isOutside] of [[at(21, 59), true], [at(22), false], [at(0), false], [at(4, 59), false], [at(5), true]]) {
    assert.equal(isOutsideHours(night, moment), isOutside);
  }
  for (const none of [null, undefined]) assert.equal(isOutsideHours(none, at(3)), false);
});

test("a post in a commune that the paper does not name is outside", () => {
  const travel = { residence: "Phường Mỹ Hải, Thành phố Phan Rang - Tháp Chàm", destinations: ["Xã Phước Đại"] };
  for (const inside of ["Quốc lộ 27B, xã Phước Đại", "XÃ PHƯỚC ĐẠI".normalize("NFD"), "phường Mỹ Hải", "Quốc lộ 27B", ""]) {
    assert.equal(isOutsidePlaces(travel, inside), false, inside);
  }
  assert.equal(isOutsidePlaces(travel, "Tỉnh lộ 705, xã Phước Trung"), true);
  const district = { residence: "Thành phố Phan Rang", destinations: ["Huyện Bác Ái"] };
  assert.equal(isOutsidePlaces(district, "xã Phước Trung"), false);
});

test("only of a valid paper is it told", () => {
  const claims = { travel: { hours: [300, 1140], residence: "Xã A", destinations: ["Xã B"] } };
  assert.deepEqual(outside({ code: "VALID", claims }, at(3), "xã C"), { hours: true, places: true });
  assert.deepEqual(outside({ code: "EXPIRED", claims }, at(3), "xã C"), { hours: false, places: false });
});
