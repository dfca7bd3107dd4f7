// The JavaScript verifier as a filter: the world in the first line, then batches of cases, a case a line, each
// batch closed by an empty line and answered by as many lines. tests/agree/cases.py says what a case is.
import { createInterface } from "node:readline";

import * as cbor from "../../certapp/static/scan/verifier/cbor.js";
import { ListError, TokenError } from "../../certapp/static/scan/verifier/errors.js";
import { openStatusList, StatusList } from "../../certapp/static/scan/verifier/status-list.js";
import { openTrustList } from "../../certapp/static/scan/verifier/trust-list.js";
import { TrustStore } from "../../certapp/static/scan/verifier/trust-store.js";
import { verify, verifyText } from "../../certapp/static/scan/verifier/verdict.js";
import { bytes, hex } from "./vectors.mjs";

async function setUp(told) {
  let store = new TrustStore();
  for (const { trust_list, root } of told.offices) store = await store.accept(bytes(trust_list), bytes(root));
  const held = (lists) => {
    const byUri = new Map(lists.map((list) => [list.uri, new StatusList({ ...list, packed: bytes(list.packed) })]));
    return (uri) => byUri.get(uri);
  };
  return {
    root: bytes(told.root),
    uri: told.uri,
    trusted: await openTrustList(bytes(told.trust_list), bytes(told.root)),
    lists: held(told.status_lists),
    store,
    officeLists: held(told.office_status_lists),
    probes: told.probes.map(bytes),
    moment: told.now,
    roots: Object.values(told.roots).map(bytes),
  };
}

async function judge(world, { kind, data, now }) {
  switch (kind) {
    case "T":
    case "S":
      return verdict(await verify(bytes(data), world.trusted, world.lists, now));
    case "Q":
      return verdict(await verifyText(data, world.trusted, world.lists, now));
    case "N":
      return verdict(await verify(bytes(data), world.store, world.officeLists, now));
    case "O":
      return verdict(await verify(bytes(data), world.store.lists, world.officeLists, now));
    case "L":
    case "M": {
      const held = world.lists(world.uri);
      return outcome(async () => {
        const opened = await openStatusList(bytes(data), world.trusted, { uri: world.uri, held });
        return [said(opened), await probed(world, world.trusted, (uri) => (uri === world.uri ? opened : undefined))];
      });
    }
    case "K":
    case "R":
      return outcome(async () => {
        const opened = await openTrustList(bytes(data), world.root, { held: world.trusted });
        return [keys(opened), await probed(world, opened, world.lists)];
      });
    case "P":
      return Promise.all(
        data.map((list, place) =>
          outcome(async () => {
            const store = await world.store.accept(bytes(list), world.roots[place]);
            return Object.fromEntries([...store.lists].map(([name, held]) => [name, keys(held)]));
          }),
        ),
      );
    default:
      return read(bytes(data));
  }
}

/** What a list that was taken makes of genuine tokens. */
async function probed({ probes, moment }, trusted, lists) {
  return (await Promise.all(probes.map((probe) => verify(probe, trusted, lists, moment)))).map(verdict);
}

function verdict({ code, reason, claims, signer, statusAge }) {
  return {
    code,
    reason: oneName(reason),
    age: statusAge,
    signer: signer && hex(signer.kid),
    claims: claims && { ...claims, cti: hex(claims.cti) },
  };
}

function said({ uri, bits, packed, issuedAt, expires, ttl, issuer }) {
  return { uri, bits, packed: hex(packed), times: [issuedAt, expires, ttl], issuer };
}

function keys({ issuer, version, issuedAt, keys: found }) {
  const entries = [...found].map(([kid, { purpose, notBefore, expires, name, state, since }]) => [
    kid,
    [purpose, String(notBefore), String(expires), name, state, String(since)],
  ]);
  return { issuer, times: [String(version), String(issuedAt)], keys: Object.fromEntries(entries) };
}

async function outcome(open) {
  try {
    return await open();
  } catch (error) {
    if (error instanceof ListError) return [error.code, oneName(error.details.reason ?? "")];
    throw error;
  }
}

function read(data) {
  try {
    cbor.decode(data, cbor.MAX_DEPTH);
    return "read";
  } catch (error) {
    if (error instanceof TokenError) return oneName(error.code);
    throw error;
  }
}

function oneName(reason) {
  return ["not_cbor", "not_canonical", "not_plain"].includes(reason) ? "cbor" : reason;
}

let world = null;
let batch = [];
for await (const line of createInterface({ input: process.stdin })) {
  if (world === null) {
    world = await setUp(JSON.parse(line));
  } else if (line !== "") {
    batch.push(JSON.parse(line));
  } else {
    const answers = await Promise.all(batch.map((each) => judge(world, each)));
    process.stdout.write(answers.map((each) => `${JSON.stringify(each)}\n`).join(""));
    batch = [];
  }
}
