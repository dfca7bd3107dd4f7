import assert from "node:assert/strict";
import test from "node:test";

import { compare, compareLast4, readIdCard, sameName } from "../../certapp/static/scan/id-card.js";

const TEXT = "058188001234|264123456|Nguyễn Thị Hồng Nhung|02091988|Nữ|Phường Mỹ Hải, Ninh Thuận|10052021";
const TRAVEL = { holder: "Nguyễn Thị Hồng Nhung", birthYear: 1988, idLast4: "1234" };

/** The card with one field changed. */
function withField(place, value) {
  return TEXT.split("|").with(place, value).join("|");
}

test("a card is read", () => {
  assert.deepEqual(readIdCard(TEXT), { number: "058188001234", name: "Nguyễn Thị Hồng Nhung", birthYear: 1988 });
});

test("a card without an old number, with more fields, or a line break at its end is read", () => {
  for (const text of [withField(1, ""), `${TEXT}|Cha|Mẹ`, `${TEXT}\r\n`, withField(3, "00001988")]) {
    assert.equal(readIdCard(text)?.birthYear, 1988, text);
  }
});

test("another text is no card", () => {
  const others = [
    "",
    "HTTPS://GXN.EXAMPLE/V/ABC",
    "a|b|c|d|e|f|g",
    TEXT.replaceAll("|", ";"),
    TEXT.split("|").slice(0, 6).join("|"),
    withField(0, "05818800123"),
    withField(0, "05818800123４"),
    withField(1, "12"),
    withField(2, " "),
    withField(3, "31021988"),
    withField(3, "1988"),
    withField(3, "02091888"),
    withField(6, ""),
    withField(5, "x".repeat(1000)),
  ];
  for (const text of others) assert.equal(readIdCard(text), null, text);
});

test("the same person matches in every field", () => {
  assert.deepEqual(compare(readIdCard(TEXT), TRAVEL), { name: "match", birthYear: "match", idLast4: "match" });
});

test("each field that differs is named, and no other", () => {
  const card = readIdCard(TEXT);
  for (const [field, value] of [["holder", "Nguyễn Thị Hồng Nhưng"], ["birthYear", 1989], ["idLast4", "1243"]]) {
    const name = field === "holder" ? "name" : field;
    const expected = { name: "match", birthYear: "match", idLast4: "match", [name]: "differs" };
    assert.deepEqual(compare(card, { ...TRAVEL, [field]: value }), expected);
  }
});

test("a name is the same in any form, spacing and case, and wherever its tone mark stands", () => {
  const writings = [
    ["Nguyễn Đức Hòa", "Nguyễn Đức Hòa".normalize("NFD")],
    ["Nguyễn Đức Hòa", "NGUYỄN ĐỨC HÒA"],
    ["Nguyễn Đức Hòa", "  nguyễn\u00a0 đức\thòa "],
    ["Nguyễn Đức Hòa", "Nguyễn Đức Hoà"],
    ["Nguyễn Đức Hòa", "Nguyễn \u00d0ức Hòa"],
    ["Nguyễn Đức Hòa", "Nguyễn \u0189ức Hòa"],
    ["Lê Thị Thúy", "LÊ THỊ THUÝ"],
    ["Chamaléa Thị Thủy", "CHAMALÉA THỊ THUỶ"],
    ["Trần Huệ", "Trần Hue\u0302\u0323"],
  ];
  for (const [one, other] of writings) assert.ok(sameName(one, other), `${one}, ${other}`);
});

test("names that differ by a letter, a mark or a word are different names", () => {
  const pairs = [
    ["Hoa", "Hòa"],
    ["Nguyễn Đức", "Nguyễn Dức"],
    ["Hòa", "Hóa"],
    ["Hân", "Hấn"],
    ["Ơn", "On"],
    ["Ưng", "Ung"],
    ["Lê Thị Lan", "Lê Lan"],
    ["Lê Thị Lan", "Lê Lan Thị"],
    ["Thị Lan", "Thịlan"],
    ["", "Lan"],
  ];
  for (const [one, other] of pairs) assert.ok(!sameName(one, other), `${one}, ${other}`);
});

test("four digits are typed, or the whole number", () => {
  for (const typed of ["1234", " 1234 ", "12 34", "058188001234"]) assert.equal(compareLast4(typed, TRAVEL), "match");
  for (const typed of ["", "234", "1243", "abcd", "058188001243", "１２３４"]) {
    assert.equal(compareLast4(typed, TRAVEL), "differs");
  }
});
