"""Inputs chosen by hand for what JavaScript has otherwise than Python: numbers, texts, white space."""

from dataclasses import replace
from typing import Any

from certapp.credential import codec
from certapp.credential.claims import TRAVEL
from tests.example import BASE_URL, CLAIMS, NOW, URI, kid, to_map, trusted_key
from tests.fuzz import genuine, offices
from tests.fuzz.signed_body import framed

_MAP = to_map(CLAIMS)
_NUMBERS = [sign * 2**power + more for power in (31, 32, 53, 63) for more in (-1, 0, 1) for sign in (1, -1)]
_NUMBERS += [2**64 - 1, -(2**64)]
_STRANGE = ("\ufeff", "\ufeffx", "x\ufeff", "\U0001f600", "__proto__", "", "\0", "e\u0302", "ſ", "İ")
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u180e\u2000\u200a\u200b\u200c\u200d\u2028\u2029"
_BLANKS += "\u202f\u205f\u2060\u3000\ufeff"
_INNERMOST = (b"\x00", b"\x80", b"\xa0", b"\x40", b"\xa1\x00\x80")
_PATHS = ("/V/", "/v/", "/V/V/", "//V/", "/V//", "\n/V/")
_TRUST_HEADER = {1: -7, 3: "application/cose-key-set", 4: kid("root")}
_GOOD = genuine.TEXTS[0]


def _signed(payload: Any) -> bytes:
    return b"S" + framed(genuine.PROTECTED, payload if isinstance(payload, bytes) else codec.encode(payload))


def _with_fact(label: int, value: Any) -> bytes:
    return _signed(_MAP | {TRAVEL: _MAP[TRAVEL] | {label: value}})


def _trust_list(version: int, **changes: Any) -> bytes:
    changed = replace(trusted_key("approver"), **changes)
    keys = [{1: 2, 3: -7, -1: 1, 2: changed.kid}]
    numbers = changed.public_key.public_numbers()
    keys[0] |= {-2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32), -65537: 1}  # type: ignore[dict-item]
    keys[0] |= {-65538: changed.not_before, -65539: changed.expires, -65540: int(changed.state)}
    keys[0] |= {-65541: changed.since, -65542: changed.name}  # type: ignore[dict-item]
    header = _TRUST_HEADER | {15: {1: CLAIMS.issuer, 6: NOW, -65537: version}}
    return b"R" + framed(codec.encode(header), codec.encode(keys))


def _nested(depth: int, inner: bytes) -> bytes:
    """The genuine claims with one more, in which arrays nest so deep around `inner`, written by hand."""
    payload = codec.encode(_MAP | {-65538: 0})
    return _signed(payload[:-1] + b"\x81" * depth + inner)


INPUTS: list[bytes] = [
    *(_signed(_MAP | {100: number}) for number in _NUMBERS),
    *(_signed(_MAP | {number: 0}) for number in _NUMBERS),
    *(_signed(_MAP | {claim: number}) for claim in (4, 5, 6) for number in _NUMBERS),
    *(_signed(_MAP | {65535: {"status_list": {"idx": number, "uri": URI}}}) for number in _NUMBERS),
    *(_with_fact(3, number) for number in _NUMBERS),
    *(_with_fact(11, [number, 60]) for number in (-1, 0, 1439, 1440, 2**32, 2**32 + 1, 2**53 + 1)),
    *(_with_fact(label, None) for label in range(1, 13)),
    *(_with_fact(2, text) for text in _STRANGE),
    *(_with_fact(2, "\U00020000" * size) for size in (40, 41, 79, 80, 81)),  # two units of a string each
    *(_signed(_MAP | {"x": text}) for text in _STRANGE),
    *(_signed(_MAP | {text: 0}) for text in _STRANGE),
    *(_signed(_MAP | {100: {text: 0, "y": 1}}) for text in _STRANGE),
    *(_nested(depth, inner) for depth in range(6) for inner in _INNERMOST),
    *(_trust_list(number) for number in _NUMBERS if number >= 0),
    *(
        _trust_list(5, **{name: number})
        for name in ("not_before", "expires", "since")
        for number in _NUMBERS
        if number >= 0
    ),
    *(_trust_list(5, state=state, since=2**64 - 1) for state in (0, 1, 2)),
    *(_trust_list(5, name=text) for text in _STRANGE),
    *(b"Q" + (_GOOD[:40] + blank + _GOOD[40:]).encode() for blank in _BLANKS),
    *(b"Q" + (_GOOD + letter * size).encode() for letter in " \U0001f600" for size in (1, 3900, 4000, 4096)),
    *(b"Q" + ("\U0001f600" * size).encode() for size in (2048, 2049, 4096, 4097, 8192)),
    *(b"Q" + text.encode("utf-8", "surrogatepass") for text in ("\ud800", "", "=", _GOOD + "\udfff")),
    *(b"Q" + f"{BASE_URL}{path}{_GOOD[22:]}".encode() for path in _PATHS),
    *(b"Q" + ("https://" + "a" * size + _GOOD[19:]).encode() for size in (0, 1, 253, 254)),
    *(b"L", b"K", b"T", b"T\xd2", b"C", b"C\xff"),
    *(b"C" + head + b"\xff" * 8 for head in (b"\x5b", b"\x7b", b"\x9b", b"\xbb")),
    *(b"C" + head + b"\xff" * 4 for head in (b"\x5a", b"\x7a", b"\x9a", b"\xba")),
    b"C" + b"\x81" * 30_000,
    *(b"N" + made for made in offices.TOKENS),
]
