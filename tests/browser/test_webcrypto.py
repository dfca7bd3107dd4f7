"""Proof from outside: the browser's WebCrypto says of the same bytes what we say, and signs what we read."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, Page

from certapp.credential import Purpose, VerdictCode, qrtext, token, trustlist, verify
from certapp.credential.errors import TokenError
from tests.example import CLAIMS, NOW, URI, kid, private_key, status_list, trust_list
from tests.vectors import make

VERDICTS: dict[str, Any] = json.loads((make.FOLDER / "verdicts.json").read_text("utf-8"))
ES256 = '{name: "ECDSA", namedCurve: "P-256", hash: "SHA-256"}'
CHECK = f"""
async (requests) => {{
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const head = (major, size) =>
    size < 24 ? [major | size] : size < 256 ? [major | 24, size] : [major | 25, size >> 8, size & 255];
  const string = (data) => [...head(0x40, data.length), ...data];

  function parts(data) {{  // of a COSE_Sign1: protected header, payload, signature
    let at = 2;
    const next = () => {{
      const size = data[at++] & 31;
      const more = size < 24 ? 0 : size - 23;
      const length = more ? data.slice(at, at + more).reduce((sum, byte) => sum * 256 + byte, 0) : size;
      at += more + length;
      return data.slice(at - length, at);
    }};
    const header = next();
    at += 1;  // the empty unprotected header
    return [header, next(), next()];
  }}

  async function check({{data, key, format}}) {{
    const [header, payload, signature] = parts(bytes(data));
    const context = new TextEncoder().encode("Signature1");
    const message = [0x84, ...head(0x60, context.length), ...context,
      ...string(header), ...string([]), ...string(payload)];
    const material = format === "jwk" ? key : bytes(key);
    const imported = await crypto.subtle.importKey(format, material, {ES256}, false, ["verify"]);
    return crypto.subtle.verify({ES256}, imported, signature, Uint8Array.from(message));
  }}
  return Promise.all(requests.map(check));
}}
"""
SIGN = f"""
async ([key, message]) => {{
  const imported = await crypto.subtle.importKey("jwk", key, {ES256}, false, ["sign"]);
  const signature = await crypto.subtle.sign({ES256}, imported, Uint8Array.from(message));
  return [...new Uint8Array(signature)];
}}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page under https, since WebCrypto is there in secure contexts only; no network is asked."""
    context = chromium.new_context()
    opened = context.new_page()
    opened.route("https://gxn.example/", lambda route: route.fulfill(content_type="text/html", body=""))
    opened.goto("https://gxn.example/")
    yield opened
    context.close()


def point(key: ec.EllipticCurvePublicKey) -> str:
    numbers = key.public_numbers()
    return (b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32)).hex()


def jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = key.private_numbers()
    public = numbers.public_numbers
    values = {"x": public.x, "y": public.y, "d": numbers.private_value}
    texts = {
        name: urlsafe_b64encode(value.to_bytes(32)).decode().rstrip("=") for name, value in values.items()
    }
    return {"kty": "EC", "crv": "P-256", **texts}


def test_it_agrees_with_every_vector_on_who_signed(page: Page) -> None:
    keys = trustlist.open_signed(
        bytes.fromhex(VERDICTS["trust_lists"]["office"]), private_key("root").public_key()
    )
    ours, requests = {}, []
    for case in VERDICTS["cases"]:
        try:
            data = qrtext.decode(case["text"]).token
            key = keys.find(token.parse(data).kid, Purpose.CERTIFICATE)
        except TokenError:
            continue
        if key:
            ours[f"{case['group']}: {case['name']}"] = case["verdict"] != "FORGED"
            requests.append({"data": data.hex(), "key": point(key.public_key), "format": "raw"})
    assert len(requests) > 300
    assert set(ours.values()) == {True, False}
    theirs = dict(zip(ours, page.evaluate(CHECK, requests), strict=True))
    assert [name for name in ours if theirs[name] is not ours[name]] == []


def test_it_reads_the_lists_with_the_key_as_jwk(page: Page) -> None:
    root = {name: value for name, value in jwk(private_key("root")).items() if name != "d"}
    listed = {name: value for name, value in jwk(private_key("status list")).items() if name != "d"}
    good = [
        {"data": VERDICTS["trust_lists"]["office"], "key": root, "format": "jwk"},
        {"data": VERDICTS["status_lists"]["fresh"], "key": listed, "format": "jwk"},
    ]
    crossed = [{**good[0], "key": listed}, {**good[1], "key": root}]
    assert page.evaluate(CHECK, [*good, *crossed]) == [True, True, False, False]


def test_what_it_signs_is_valid(page: Page) -> None:
    prepared = token.prepare(CLAIMS, kid("approver"))
    signature = bytes(page.evaluate(SIGN, [jwk(private_key("approver")), list(prepared.message)]))
    verdict = verify(prepared.with_signature(signature), trust_list(), {URI: status_list()}, NOW)
    assert (verdict.code, verdict.claims) == (VerdictCode.VALID, CLAIMS)
