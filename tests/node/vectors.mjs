// Holds the JavaScript verifier against tests/vectors/*.json, in Node and in a browser alike.

/**
 * @param {string} base address of certapp/static/scan/, with the slash
 * @param {{ verdicts: any, lists: any, draftLists: any }} vectors the three files, parsed
 * @returns {Promise<{ held: number, disagreements: string[] }>}
 */
export async function hold(base, vectors) {
  const { openTrustList } = await import(`${base}verifier/trust-list.js`);
  const { openStatusList, StatusList } = await import(`${base}verifier/status-list.js`);
  const { inflate } = await import(`${base}verifier/inflate.js`);
  const { verifyText } = await import(`${base}verifier/verdict.js`);
  const root = bytes(vectors.verdicts.root);
  /** @type {string[]} */
  const disagreements = [];
  let held = 0;

  /** @param {string} name @param {unknown} expected @param {unknown} got */
  function compare(name, expected, got) {
    held += 1;
    const [one, other] = [expected, got].map((value) => JSON.stringify(value));
    if (one !== other) disagreements.push(`${name}: ${one} expected, got ${other}`);
  }

  const { cases, trust_lists, status_lists, status_list_uri: uri } = vectors.verdicts;
  const trusted = await each(trust_lists, (data) => openTrustList(bytes(data), root));
  const far = new Set(
    cases.filter((c) => c.trust_list === "of the far future").map((c) => c.status_list),
  );
  const statuses = await each(status_lists, (data, name) =>
    openStatusList(bytes(data), trusted[far.has(name) ? "of the far future" : "office"], { uri }),
  );
  for (const { group, name, text, now, trust_list, status_list, verdict, reason, told } of cases) {
    const found = (/** @type {string} */ asked) => (status_list && asked === uri ? statuses[status_list] : undefined);
    const got = await verifyText(text, trusted[trust_list], found, now);
    compare(`${group}: ${name}`, [verdict, oneOf(reason), told], [got.code, oneOf(got.reason), toldBy(got.claims)]);
  }

  const listed = vectors.lists;
  const office = await openTrustList(bytes(listed.trust_list), root);
  const open = (/** @type {any} */ c, /** @type {any} */ earlier) =>
    c.kind === "trust"
      ? openTrustList(bytes(expanded(c.data)), root, { held: earlier })
      : openStatusList(bytes(expanded(c.data)), office, { uri: listed.status_list_uri, held: earlier });
  for (const each of listed.cases) {
    const before = listed.cases.find((c) => c.kind === each.kind && c.name === each.held);
    const earlier = before ? await open(before, undefined) : undefined;
    const got = await outcome(() => open(each, earlier));
    compare(`${each.kind}: ${each.name}`, each.error, got.error);
    for (const [place, value] of Object.entries(each.entries ?? {})) {
      compare(`${each.kind}: ${each.name}: entry ${place}`, value, got.list?.status(Number(place)));
    }
  }

  for (const { name, bits, lst, entries } of vectors.draftLists.lists) {
    const packed = await inflate(bytes(lst), 2 ** 20);
    const list = new StatusList({ uri, bits, packed, issuedAt: 1, expires: 2, ttl: 1, issuer: "" });
    const got = Object.fromEntries(Object.keys(entries).map((place) => [place, list.status(Number(place))]));
    compare(`draft: ${name}`, entries, got);
  }
  return { held, disagreements };
}

/** What a verdict tells, as the vectors write it; with everything else of the claims for `make agree`. */
export function toldBy(claims) {
  if (claims === null) return null;
  const { cti, notBefore, expires, travel } = claims;
  const { number, holder, destinations, hours } = travel;
  return { cti: hex(cti), not_before: notBefore, expires, number, holder, destinations, hours };
}

/** Libraries find the same fault of CBOR in different orders: these three stand for each other (docs/token.md). */
export function oneOf(reason) {
  return ["not_cbor", "not_canonical", "not_plain"].includes(reason) ? "not_cbor" : reason;
}

async function outcome(open) {
  try {
    return { error: null, list: await open() };
  } catch (error) {
    if (error?.name === "ListError") return { error: error.code, list: null };
    throw error;
  }
}

async function each(found, make) {
  const made = Object.entries(found).map(async ([name, data]) => [name, await make(data, name)]);
  return Object.fromEntries(await Promise.all(made));
}

function expanded(data) {
  return typeof data === "string"
    ? data
    : data.map((part) => (typeof part === "string" ? part : part[0].repeat(part[1]))).join("");
}

export function bytes(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
