"""The trust list: only the pinned root's, only of known form, never an older one."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from certapp.credential import KeyState, Purpose, TrustList, codec, cose, trustlist
from certapp.credential.errors import ListError
from tests.example import KEYS, kid, private_key, sign, signed_trust_list, trust_list

ROOT = private_key("root").public_key()
HELD = trust_list()
DATA = signed_trust_list(HELD)
HEADER = {3: "application/cose-key-set", 15: {1: "MTTQ-BA", 6: HELD.issued_at, -65537: 3}}


def read(data: bytes, held: TrustList | None = None) -> TrustList:
    return trustlist.open_signed(data, ROOT, held=held)


def cose_keys() -> list[dict[int, Any]]:
    """The keys as the example's list holds them."""
    found: list[dict[int, Any]] = codec.decode(
        cose.parse(DATA, max_bytes=trustlist.MAX_BYTES, labels=frozenset({1, 3, 4, 15})).payload, max_depth=2
    )
    return found


def signed(payload: Any, header: dict[int, Any] | None = None) -> bytes:
    """A trust list of any form, rightly signed by the root."""
    prepared = cose.prepare(HEADER if header is None else header, kid("root"), payload)
    return prepared.signed_by(lambda message: sign("root", message))


def points(held: TrustList) -> list[bytes]:
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return [key.public_key.public_bytes(*form) for key in held.keys.values()]


def test_a_list_comes_back_as_it_was_signed() -> None:
    found = read(DATA)
    assert (found.issuer, found.version, found.issued_at) == ("MTTQ-BA", 3, HELD.issued_at)
    assert sorted(points(found)) == sorted(points(HELD))
    for key in KEYS:
        assert replace(found.keys[key.kid], public_key=key.public_key) == key


def test_a_list_without_keys_is_a_list() -> None:
    assert read(signed([])).keys == {}


def test_a_key_is_found_for_its_own_purpose_only() -> None:
    assert HELD.find(kid("approver"), Purpose.CERTIFICATE) is HELD.keys[kid("approver")]
    assert HELD.find(kid("approver"), Purpose.STATUS_LIST) is None
    assert HELD.find(kid("status list"), Purpose.CERTIFICATE) is None
    assert HELD.find(kid("stranger"), Purpose.CERTIFICATE) is None


def test_only_the_pinned_root_signs_it() -> None:
    for by in ("approver", "status list", "other root"):
        with pytest.raises(ListError) as refusal:
            read(signed_trust_list(HELD, by=by))
        assert refusal.value.code == "list_forged"
    borrowed = trustlist.prepare("MTTQ-BA", 4, HELD.issued_at, KEYS, kid("root"))
    with pytest.raises(ListError):
        read(borrowed.signed_by(lambda message: sign("approver", message)))


@pytest.mark.parametrize(
    ("version", "later", "is_good"),
    [(2, 1, False), (3, -1, False), (3, 0, True), (4, 0, True), (4, -1, True), (0, 10**6, False)],
)
def test_a_list_never_goes_back(version: int, later: int, is_good: bool) -> None:
    data = signed_trust_list(trust_list(version=version, issued_at=HELD.issued_at + later))
    if is_good:
        assert read(data, HELD).version == version
    else:
        with pytest.raises(ListError) as refusal:
            read(data, HELD)
        assert refusal.value.code == "list_older"


def test_the_list_of_another_office_does_not_replace_ours() -> None:
    with pytest.raises(ListError) as refusal:
        read(signed_trust_list(replace(HELD, issuer="MTTQ-KHAC", version=9)), HELD)
    assert refusal.value.code == "list_foreign"


@pytest.mark.parametrize(
    "header",
    [
        {},
        {3: "application/cose-key-set"},
        {**HEADER, 3: "application/cose-key"},
        {**HEADER, 3: 101},
        {**HEADER, 15: {}},
        {**HEADER, 15: []},
        {**HEADER, 15: {1: "MTTQ-BA", 6: HELD.issued_at}},
        {**HEADER, 15: {1: 7, 6: HELD.issued_at, -65537: 3}},
        {**HEADER, 15: {1: "MTTQ-BA", 6: True, -65537: 3}},
        {**HEADER, 15: {1: "MTTQ-BA", 6: -1, -65537: 3}},
        {**HEADER, 15: {1: "MTTQ-BA", 6: HELD.issued_at, -65537: True}},
        {**HEADER, 15: {1: "MTTQ-BA", 6: HELD.issued_at, -65537: -1}},
        {**HEADER, 15: {1: "MTTQ-BA", 6: HELD.issued_at, -65537: "3"}},
        {**HEADER, 15: {1: "MTTQ-BA", 6: HELD.issued_at, -65537: 3, 4: 1}},
        {**HEADER, 16: "application/cose-key-set"},
    ],
    ids=repr,
)
def test_a_header_of_another_form_is_refused(header: dict[int, Any]) -> None:
    with pytest.raises(ListError) as refusal:
        read(signed(cose_keys(), header))
    assert refusal.value.code == "list_unreadable"


@pytest.mark.parametrize(
    "changes",
    [
        {1: 1},
        {1: True},
        {1: None},
        {2: bytes(7)},
        {2: "approver"},
        {3: -8},
        {3: None},
        {-1: 2},
        {-1: True},
        {-2: bytes(32)},
        {-2: bytes(31)},
        {-2: bytes(33)},
        {-2: "x" * 32},
        {-3: bytes(32)},
        {-3: True},
        {-65537: 3},
        {-65537: True},
        {-65537: "1"},
        {-65538: "0"},
        {-65538: -1},
        {-65539: True},
        {-65539: None},
        {-65540: 3},
        {-65540: True},
        {-65541: "0"},
        {-65542: 7},
        {-65542: None},
    ],
    ids=repr,
)
def test_a_key_of_another_form_makes_the_list_unreadable(changes: dict[int, Any]) -> None:
    payload = cose_keys()
    assert read(signed(payload))
    payload[0] |= changes
    with pytest.raises(ListError) as refusal:
        read(signed(payload))
    assert refusal.value.code == "list_unreadable"


@pytest.mark.parametrize("label", [1, 2, 3, -1, -2, -3, -65537, -65538, -65539, -65540, -65541, -65542])
def test_a_key_lacks_nothing(label: int) -> None:
    payload = cose_keys()
    del payload[0][label]
    with pytest.raises(ListError):
        read(signed(payload))


def test_parts_of_a_point_are_not_moved_between_its_coordinates() -> None:
    payload = cose_keys()
    x, y = payload[0][-2], payload[0][-3]
    payload[0] |= {-2: x + y[:1], -3: y[1:]}
    with pytest.raises(ListError):
        read(signed(payload))


@pytest.mark.parametrize("payload", [{}, "keys", b"keys", 7, None, [7], ["key"], [[]], [b"key"]], ids=repr)
def test_a_payload_of_another_form_is_refused(payload: Any) -> None:
    with pytest.raises(ListError):
        read(signed(payload))


def test_a_kid_stands_once() -> None:
    with pytest.raises(ListError):
        read(signed(cose_keys() + cose_keys()[:1]))


def test_labels_of_a_later_version_are_passed_over() -> None:
    payload = cose_keys()
    payload[0] |= {-70000: "later", 4: [2]}
    assert read(signed(payload)).keys.keys() == HELD.keys.keys()


def test_every_state_and_purpose_is_kept() -> None:
    found = read(DATA)
    assert {key.state for key in found.keys.values()} == set(KeyState)
    assert {key.purpose for key in found.keys.values()} == set(Purpose)


def test_no_flipped_bit_of_a_list_passes() -> None:
    for place in range(len(DATA) * 8):
        flipped = bytearray(DATA)
        flipped[place >> 3] ^= 1 << (place & 7)
        with pytest.raises(ListError):
            read(bytes(flipped))


def test_a_list_over_its_size_is_not_even_parsed() -> None:
    with pytest.raises(ListError) as refusal:
        read(b"\xd2" + bytes(trustlist.MAX_BYTES))
    assert refusal.value.details == {"reason": "too_large"}
