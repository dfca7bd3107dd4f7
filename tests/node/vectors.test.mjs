import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

import { hold } from "./vectors.mjs";

const read = async (name) => JSON.parse(await readFile(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));

test("every vector gets its verdict", async () => {
  const [verdicts, lists, draftLists] = await Promise.all(["verdicts", "lists", "draft_lists"].map(read));
  const base = new URL("../../certapp/static/scan/", import.meta.url).href;
  const { held, disagreements } = await hold(base, { verdicts, lists, draftLists });
  assert.deepEqual(disagreements, []);
  assert.ok(held >= verdicts.cases.length + lists.cases.length + draftLists.lists.length);
  console.log(`${held} vectors held`);
});
