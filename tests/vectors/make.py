"""The test vectors for every verifier, made from the fixed keys of tests/example.py.

`verdicts.json` holds texts with the verdict each must get, `lists.json` signed lists with the error each must
give. Run as a module it writes both; a test keeps them the same. docs/token.md tells how to read them.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization

from certapp.credential import StatusRef, claims, codec, cose, qrtext
from tests.example import (
    BASE_URL,
    CLAIMS,
    DAY,
    HOUR,
    NOW,
    ORDER,
    URI,
    kid,
    private_key,
    sign,
    signed_status_list,
    signed_token,
    signed_trust_list,
    status_list,
    trust_list,
)

FOLDER = Path(__file__).resolve().parent
END = CLAIMS.expires
GOOD = signed_token()
STATUS_LISTS = {
    "fresh": status_list({9: 1, 12: 2, 20: 3}),
    "ended": status_list(issued_at=NOW - 3 * DAY, expires=NOW - 2 * DAY),
    "from the future": status_list(issued_at=NOW + 10 * 60, expires=NOW + DAY),
}

Case = dict[str, Any]


def verdicts() -> dict[str, Any]:
    """Return the content of verdicts.json."""
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return {
        "root": private_key("root").public_key().public_bytes(*form).hex(),
        "trust_list": signed_trust_list(trust_list()).hex(),
        "status_lists": {name: signed_status_list(held).hex() for name, held in STATUS_LISTS.items()},
        "cases": [*_of_claims(), *_of_signers(), *_of_texts(), *_of_bytes(), *_of_payloads()],
    }


def lists() -> dict[str, Any]:
    """Return the content of lists.json."""
    good = STATUS_LISTS["fresh"]
    older, other = replace(good, issued_at=good.issued_at - 1), replace(good, uri=URI + "1")
    trusted = trust_list()
    return {
        "status_list_uri": URI,
        "cases": [
            _list("status", "good", signed_status_list(good)),
            _list("status", "older than the one held", signed_status_list(older), "list_older", held="good"),
            _list("status", "of another address", signed_status_list(other), "list_foreign"),
            _list(
                "status",
                "by a certificate key",
                signed_status_list(good, by="approver"),
                "list_unknown_signer",
            ),
            _list("status", "by a stranger", signed_status_list(good, by="stranger"), "list_unknown_signer"),
            _list("status", "flipped", _flipped(signed_status_list(good), -1), "list_forged"),
            _list("status", "cut short", signed_status_list(good)[:-1], "list_unreadable"),
            _list("trust", "good", signed_trust_list(trusted)),
            _list(
                "trust",
                "older than the one held",
                signed_trust_list(replace(trusted, version=2)),
                "list_older",
                held="good",
            ),
            _list(
                "trust",
                "of another office",
                signed_trust_list(replace(trusted, issuer="MTTQ-KHAC", version=4)),
                "list_foreign",
                held="good",
            ),
            _list("trust", "by another key", signed_trust_list(trusted, by="approver"), "list_forged"),
            _list("trust", "flipped", _flipped(signed_trust_list(trusted), -1), "list_forged"),
            _list("trust", "cut short", signed_trust_list(trusted)[:-1], "list_unreadable"),
        ],
    }


def _of_claims() -> Iterator[Case]:
    def at(index: int) -> bytes:
        return signed_token(replace(CLAIMS, status=StatusRef(index, URI)))

    later = signed_token(replace(CLAIMS, not_before=NOW + DAY))
    yield _case("good", GOOD, "VALID", "genuine")
    yield _case("issued two minutes ahead", GOOD, "VALID", "genuine", now=CLAIMS.issued_at - 120)
    yield _case("issued in the future", GOOD, "NOT_YET_VALID", "issued_in_future", now=CLAIMS.issued_at - 121)
    yield _case("starts tomorrow", later, "NOT_YET_VALID", "before_start")
    yield _case("at its end", GOOD, "EXPIRED", "after_end", now=END + 120)
    yield _case("revoked", at(9), "REVOKED", "revoked")
    yield _case("suspended", at(12), "SUSPENDED", "suspended")
    yield _case("a status without a meaning", at(20), "STATUS_UNKNOWN", "status_value")
    yield _case("beyond the list", at(32), "STATUS_UNKNOWN", "list_index")
    yield _case("no list", GOOD, "STATUS_UNKNOWN", "list_missing", lists=None)
    yield _case("an old list", GOOD, "STATUS_UNKNOWN", "list_expired", lists="ended")
    yield _case("revoked by an old list", at(9), "REVOKED", "revoked", lists="ended")
    yield _case("suspended by an old list", at(12), "STATUS_UNKNOWN", "list_expired", lists="ended")
    yield _case("a list from the future", GOOD, "STATUS_UNKNOWN", "list_from_future", lists="from the future")
    yield _case("expired and revoked", at(9), "EXPIRED", "after_end", now=END + HOUR)


def _of_signers() -> Iterator[Case]:
    yield _case("a stranger", signed_token(by="stranger"), "UNKNOWN_SIGNER", "key_unknown")
    yield _case("the status-list key", signed_token(by="status list"), "UNKNOWN_SIGNER", "key_purpose")
    yield _case("a revoked key", signed_token(by="revoked approver"), "UNKNOWN_SIGNER", "key_revoked")
    yield _case("a retired key", signed_token(by="retired approver"), "UNKNOWN_SIGNER", "key_retired")
    other = replace(CLAIMS, issuer="MTTQ-KHAC")
    yield _case("another office", signed_token(other), "UNKNOWN_SIGNER", "key_issuer")
    early = replace(CLAIMS, issued_at=NOW - 40 * DAY)
    yield _case("before the key was in force", signed_token(early), "UNKNOWN_SIGNER", "key_not_in_force")
    forged = signed_token(by="stranger", as_kid=kid("approver"))
    yield _case("a stranger under a known kid", forged, "FORGED", "signature")


def _of_texts() -> Iterator[Case]:
    text = qrtext.encode(GOOD, BASE_URL)
    yield _case("lower case", text.lower(), "VALID", "genuine")
    yield _case("wrapped", "\n".join(text[place : place + 40] for place in range(0, len(text), 40)), "VALID")
    yield _case("the token alone", text.partition("/V/")[2], "VALID", "genuine")
    yield _case("another host", text.replace("GXN.", "EVIL."), "VALID", "genuine")
    yield _case("with a query", text + "?lang=en", "VALID", "genuine")
    yield _case("empty", "", "UNREADABLE")
    yield _case("another page", "https://gxn.example/", "UNREADABLE")
    yield _case("a stray bit", text[:-1] + chr(ord(text[-1]) + 1), "UNREADABLE")
    yield _case("a Cyrillic letter", text.replace("C", "\u0421", 1), "UNREADABLE")
    yield _case("too long", "A" * 4097, "UNREADABLE")


def _of_bytes() -> Iterator[Case]:
    for place in (150, 30 * 8, 200 * 8, -1):
        yield _case(f"bit {place} flipped", _flipped(GOOD, place), None)
    yield _case("cut short", GOOD[:-1], "UNREADABLE")
    yield _case("a byte more", GOOD + b"\x00", "UNREADABLE")
    yield _case("untagged", GOOD[1:], "UNREADABLE")
    yield _case("tag 18 in two bytes", b"\xd8\x12" + GOOD[1:], "UNREADABLE")
    yield _case("r is 0", GOOD[:-64] + bytes(32) + GOOD[-32:], "FORGED", "signature")
    yield _case("s is n", GOOD[:-32] + ORDER.to_bytes(32), "FORGED", "signature")
    twin = GOOD[:-32] + (ORDER - int.from_bytes(GOOD[-32:])).to_bytes(32)
    yield _case("the other signature that ECDSA allows", twin, "VALID", "genuine")
    for algorithm in (-8, -35, 5):
        wrong = _signed({1: algorithm, 4: kid("approver")}, codec.encode(claims.to_map(CLAIMS)))
        yield _case(f"algorithm {algorithm}", wrong, "UNREADABLE")
    critical = _signed({1: -7, 2: [1], 4: kid("approver")}, codec.encode(claims.to_map(CLAIMS)))
    yield _case("a header parameter more", critical, "UNREADABLE")


def _of_payloads() -> Iterator[Case]:
    raw = codec.encode(claims.to_map(CLAIMS))
    more = b"\xa8" + raw[1:]
    for name, payload in (
        ("a key twice", more + b"\x01\x61A"),
        ("keys out of order", b"\xa7" + raw[10:16] + raw[1:10] + raw[16:]),
        (
            "a number in one byte more",
            raw.replace(b"\x03\x19\x07\xc4", b"\x03\x1a\x00\x00\x07\xc4"),
        ),
        ("true for a key", b"\xa8" + raw[1:] + b"\xf5\x00"),
        ("NaN", more + b"\x3a\x00\x02\x00\x00\xf9\x7e\x00"),
        ("a tag", more + b"\x3a\x00\x02\x00\x00\xc1\x00"),
        ("five levels", more + b"\x3a\x00\x02\x00\x00\x81\x81\x81\x81\x00"),
        ("no travel", codec.encode({**claims.to_map(CLAIMS), -65537: {}})),
        ("a name in decomposed Unicode", _with(2, "Nguye\u0302\u0303n")),
        ("a control character", _with(2, "Nhung\u0000")),
        ("a direction mark", _with(2, "Nhung\u202e")),
        ("true for a year", _with(3, True)),
        ("null for a plate", _with(10, None)),
    ):
        signed = _signed({1: -7, 4: kid("approver")}, payload)
        yield _case(f"signed payload with {name}", signed, "UNREADABLE")
    later = _signed({1: -7, 4: kid("approver")}, more + b"\x3a\x00\x02\x00\x00\x81\x81\x81\x00")
    yield _case("a claim of a later version", later, "VALID", "genuine")


def _case(
    name: str,
    data: bytes | str,
    verdict: str | None,
    reason: str | None = None,
    *,
    now: int = NOW,
    lists: str | None = "fresh",
) -> Case:
    """A case; without a verdict any but VALID will do, without a reason any will do."""
    text = data if isinstance(data, str) else qrtext.encode(data, BASE_URL)
    return {
        "name": name,
        "text": text,
        "now": now,
        "status_list": lists,
        "verdict": verdict,
        "reason": reason,
    }


def _list(kind: str, name: str, data: bytes, error: str | None = None, held: str | None = None) -> Case:
    return {"kind": kind, "name": name, "data": data.hex(), "held": held, "error": error}


def _signed(header: dict[int, Any], payload: bytes) -> bytes:
    prepared = cose.ToBeSigned(codec.encode(header), payload)
    return prepared.signed_by(lambda message: sign("approver", message))


def _with(key: int, value: Any) -> bytes:
    found = claims.to_map(CLAIMS)
    found[claims.TRAVEL][key] = value
    return codec.encode(found)


def _flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place >> 3] ^= 1 << (place & 7)
    return bytes(changed)


def text_of(content: dict[str, Any]) -> str:
    """Return the content of a file of vectors."""
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


if __name__ == "__main__":
    (FOLDER / "verdicts.json").write_text(text_of(verdicts()))
    (FOLDER / "lists.json").write_text(text_of(lists()))
