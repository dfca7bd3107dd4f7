"""Trust lists with the error each must give."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from certapp.credential import TrustList, codec, cose
from tests.example import DAY, KEYS, NOW, kid, signed_trust_list, trust_list
from tests.vectors.list_case import Case, list_case, signed_list

ROOT_HEADER = {1: -7, 3: "application/cose-key-set", 4: kid("root"), 15: {1: "MTTQ-BA", 6: NOW, -65537: 3}}


def trust_lists() -> Iterator[Case]:
    """Yield cases of trust lists."""
    good = signed_trust_list(trust_list())
    yield list_case("good", good, kind="trust")
    for name, held, error in (
        ("the same once more", trust_list(), None),
        ("newer", trust_list(version=4), None),
        ("newer, though its iat is earlier", trust_list(version=4, issued_at=NOW - 20 * DAY), None),
        ("of an older version", trust_list(version=2), "list_older"),
        ("of an older version, though its iat is later", trust_list(version=2, issued_at=NOW), "list_older"),
        ("of the same version, one second earlier", trust_list(issued_at=NOW - 10 * DAY - 1), "list_older"),
        ("of another office", replace(trust_list(version=4), issuer="MTTQ-KHAC"), "list_foreign"),
    ):
        yield list_case(name, signed_trust_list(held), error, kind="trust", held="good")
    yield list_case("of no keys", signed_trust_list(TrustList("MTTQ-BA", 3, NOW)), kind="trust")
    yield list_case(
        "by an approver", signed_trust_list(trust_list(), by="approver"), "list_forged", kind="trust"
    )
    yield list_case(
        "by a stranger", signed_trust_list(trust_list(), by="stranger"), "list_forged", kind="trust"
    )
    yield list_case("a bit flipped", good[:-1] + bytes([good[-1] ^ 1]), "list_forged", kind="trust")
    yield list_case("cut short", good[:-1], "list_unreadable", kind="trust")
    yield list_case("a byte more", good + b"\x00", "list_unreadable", kind="trust")
    yield from _trust_headers()
    yield from _trusted_keys()


def _trust_headers() -> Iterator[Case]:
    keys = [_key()]
    for name, header in (
        ("another content type", {**ROOT_HEADER, 3: "application/cose"}),
        ("the content type as a number", {**ROOT_HEADER, 3: 102}),
        ("no content type", {key: value for key, value in ROOT_HEADER.items() if key != 3}),
        ("no claims", {key: value for key, value in ROOT_HEADER.items() if key != 15}),
        ("no version", {**ROOT_HEADER, 15: {1: "MTTQ-BA", 6: NOW}}),
        ("a version below 0", {**ROOT_HEADER, 15: {1: "MTTQ-BA", 6: NOW, -65537: -1}}),
        ("a version that is true", {**ROOT_HEADER, 15: {1: "MTTQ-BA", 6: NOW, -65537: True}}),
        ("a claim more", {**ROOT_HEADER, 15: {1: "MTTQ-BA", 4: NOW, 6: NOW, -65537: 3}}),
        ("iss a number", {**ROOT_HEADER, 15: {1: 7, 6: NOW, -65537: 3}}),
        ("another algorithm", {**ROOT_HEADER, 1: -8}),
    ):
        yield list_case(f"header: {name}", _trust(keys, header), "list_unreadable", kind="trust")


def _trusted_keys() -> Iterator[Case]:
    yield list_case("a key with a label of a later version", _trust([_key({-65543: 1})]), kind="trust")
    for name, payload in (
        ("a map of keys", {0: _key()}),
        ("a key that is an array", [[_key()]]),
        ("the same kid twice", [_key(), _key()]),
        ("a key of RSA", [_key({1: 3})]),
        ("a key of P-384", [_key({-1: 2})]),
        ("a key that is true for P-256", [_key({-1: True})]),
        ("another algorithm", [_key({3: -35})]),
        ("a kid of 7 bytes", [_key({2: bytes(7)})]),
        ("x of 31 bytes", [_key({-2: bytes(31)})]),
        ("x not on the curve", [_key({-2: bytes(32)})]),
        ("y as its sign", [_key({-3: True})]),
        ("purpose 0", [_key({-65537: 0})]),
        ("purpose 3", [_key({-65537: 3})]),
        ("state 3", [_key({-65540: 3})]),
        ("a start below 0", [_key({-65538: -1})]),
        ("a name in bytes", [_key({-65542: b"Ben"})]),
        *(
            (f"without the label {label}", [{k: v for k, v in _key().items() if k != label}])
            for label in _key()
        ),
    ):
        yield list_case(f"key: {name}", _trust(payload), "list_unreadable", kind="trust")


def _key(changes: dict[int, Any] | None = None) -> dict[int, Any]:
    signed = codec.decode(_payload_of(signed_trust_list(trust_list(KEYS[0]))), max_depth=4)
    return {**signed[0], **(changes or {})}


def _payload_of(data: bytes) -> bytes:
    return cose.parse(data, max_bytes=10**6, labels=frozenset(ROOT_HEADER)).payload


def _trust(payload: Any, header: Any = None) -> bytes:
    return signed_list(payload, ROOT_HEADER if header is None else header, "root")
