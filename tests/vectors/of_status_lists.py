"""Status lists with the error each must give: the draft's examples, edges, hostile ones."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from certapp.credential import KeyState, Purpose, statuslist
from tests.example import (
    DAY,
    KEYS,
    NOW,
    URI,
    kid,
    signed_status_list,
    status_list,
    trust_list,
    trusted_key,
)
from tests.vectors.list_case import Case, list_case, signed_list
from tests.vectors.loose import Endless, Longer, Pairs

DRAFT: list[dict[str, Any]] = json.loads((Path(__file__).parent / "draft_lists.json").read_text("utf-8"))[
    "lists"
]
LATEST = 2**37
RETIRED = NOW - 2 * DAY
START = NOW - 30 * DAY  # of the status-list key
GOOD = status_list({9: 1, 12: 2, 20: 3})
OFFICE = trust_list(
    *KEYS,
    trusted_key("retired status list", Purpose.STATUS_LIST, state=KeyState.RETIRED, since=RETIRED),
    trusted_key("revoked status list", Purpose.STATUS_LIST, state=KeyState.REVOKED, since=RETIRED),
)
HEADER = {1: -7, 4: kid("status list"), 16: statuslist.MEDIA_TYPE}
PAYLOAD = {
    2: URI,
    4: GOOD.expires,
    6: GOOD.issued_at,
    65533: {"bits": 2, "lst": zlib.compress(GOOD.packed, 9)},
    65534: 300,
}


def status_lists() -> Iterator[Case]:
    """Yield cases of status lists; `entries` says what some of them must be."""
    yield list_case("good", signed_status_list(GOOD), entries={0: 0, 9: 1, 12: 2, 20: 3, 31: 0})
    for listed in DRAFT:
        entries = {int(place): value for place, value in listed["entries"].items()}
        yield list_case(
            f"the draft's example: {listed['name']}",
            _status(_lst(bytes.fromhex(listed["lst"]), listed["bits"])),
            entries=entries,
        )
    yield from _going_back()
    yield from _list_signers()
    yield from _list_forms()
    yield from _bombs()


def _going_back() -> Iterator[Case]:
    issued = GOOD.issued_at
    for name, changes, error in (
        ("the same once more", {}, None),
        ("a second newer", {"issued_at": issued + 1}, None),
        ("a second older", {"issued_at": issued - 1}, "list_older"),
        (
            "a day older, with a later end",
            {"issued_at": issued - DAY, "expires": NOW + 9 * DAY},
            "list_older",
        ),
    ):
        yield list_case(name, signed_status_list(replace(GOOD, **changes)), error, held="good")
    yield list_case(
        "past its end", signed_status_list(replace(GOOD, expires=NOW - DAY, issued_at=NOW - 2 * DAY))
    )
    yield list_case("from the future", signed_status_list(replace(GOOD, issued_at=NOW + DAY)))
    for name, uri in (("another address", URI + "1"), ("upper case", URI.upper()), ("no address", "")):
        yield list_case(f"of {name}", signed_status_list(replace(GOOD, uri=uri)), "list_foreign")


def _list_signers() -> Iterator[Case]:
    unknown = "list_unknown_signer"
    for name in ("approver", "stranger", "root", "revoked status list"):
        yield list_case(f"by: {name}", signed_status_list(GOOD, by=name), unknown)
    early = signed_status_list(replace(GOOD, issued_at=RETIRED - DAY), by="revoked status list")
    yield list_case("by a revoked key, before it was revoked", early, unknown)
    forged = _status(PAYLOAD, by="stranger")
    yield list_case("by a stranger under the right kid", forged, "list_forged")
    for name, issued, error in (
        ("at the start of the key", START, None),
        ("a second before the start of the key", START - 1, unknown),
        ("at the end of the key", NOW + 335 * DAY, None),
        ("a second after the end of the key", NOW + 335 * DAY + 1, unknown),
    ):
        made = replace(GOOD, issued_at=issued, expires=NOW + 400 * DAY)
        yield list_case(f"signed {name}", signed_status_list(made), error)
    for name, issued, error in (
        ("when it was retired", RETIRED, None),
        ("a second later", RETIRED + 1, unknown),
    ):
        made = replace(GOOD, issued_at=issued)
        yield list_case(
            f"by a retired key, {name}", signed_status_list(made, by="retired status list"), error
        )


def _list_forms() -> Iterator[Case]:
    good = signed_status_list(GOOD)
    twin = good[:-32] + (
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 - int.from_bytes(good[-32:])
    ).to_bytes(32)
    yield list_case("with the other signature that ECDSA allows", twin)
    yield list_case("a bit flipped", good[:-1] + bytes([good[-1] ^ 1]), "list_forged")
    for name, data in (
        ("cut short", good[:-1]),
        ("a byte more", good + b"\x00"),
        ("untagged", good[1:]),
        ("no bytes", b""),
        ("a header without a type", _status(PAYLOAD, header={1: -7, 4: kid("status list")})),
        ("the type of a JWT", _status(PAYLOAD, header={**HEADER, 16: "statuslist+jwt"})),
        ("the type as a number", _status(PAYLOAD, header={**HEADER, 16: 60})),
        ("another algorithm", _status(PAYLOAD, header={**HEADER, 1: -35})),
        ("a header parameter more", _status(PAYLOAD, header={**HEADER, 17: 0})),
        ("a payload without end", _status(Endless(PAYLOAD))),
        ("a payload with a longer head", _status(Longer(PAYLOAD, 1))),
        ("sub twice", _status(Pairs([(2, URI), *PAYLOAD.items()]))),
        ("an array", _status([])),
        *(
            (f"without the claim {key}", _status({k: v for k, v in PAYLOAD.items() if k != key}))
            for key in PAYLOAD
        ),
        *((f"the claim {key} null", _status({**PAYLOAD, key: None})) for key in PAYLOAD),
        *((f"the claim {key} 0", _status({**PAYLOAD, key: 0})) for key in (4, 6, 65534)),
        *(
            (f"the claim {key} is {LATEST + 1}", _status({**PAYLOAD, key: LATEST + 1}))
            for key in (4, 6, 65534)
        ),
        *(
            (f"entries of {bits!r} bits", _status(_lst(PAYLOAD[65533]["lst"], bits)))
            for bits in (0, 3, 5, 16, -1, True, "2")
        ),
        ("no lst", _status({**PAYLOAD, 65533: {"bits": 2}})),
        ("lst as text", _status(_lst("eNo76fITAAPfAgc", 2))),
    ):
        yield list_case(name, data, "list_unreadable")
    yield list_case(f"an end of {LATEST}", _status({**PAYLOAD, 4: LATEST}))
    more = {**PAYLOAD, 65533: {**PAYLOAD[65533], "aggregation_uri": "https://gxn.example/s"}}
    yield list_case("with an aggregation_uri", _status(more))
    yield list_case("a claim of a later version", _status({**PAYLOAD, -70000: [0]}))


def _bombs() -> Iterator[Case]:
    most = {bits: bytes(2**20 * bits // 8) for bits in (1, 2, 4, 8)}
    for bits, packed in most.items():
        yield list_case(
            f"2^20 entries of {bits} bits", _packed(zlib.compress(packed, 9), bits), entries={2**20 - 1: 0}
        )
        longer = zlib.compress(packed + b"\x00", 9)
        yield list_case(
            f"a byte more than 2^20 entries of {bits} bits", _packed(longer, bits), "list_unreadable"
        )
    yield list_case("16 MiB in 16 KiB", _packed(zlib.compress(bytes(2**24), 9)), "list_unreadable")
    packed = PAYLOAD[65533]["lst"]
    yield list_case("no entries", _packed(zlib.compress(b"", 9)))
    dictionary = zlib.compressobj(9, zdict=b"certapp")
    raw = zlib.compressobj(9, wbits=-15)
    gzip = zlib.compressobj(9, wbits=31)
    for name, lst in (
        ("no bytes", b""),
        ("not compressed", GOOD.packed),
        ("without its checksum", packed[:-4]),
        ("with a wrong checksum", packed[:-1] + bytes([packed[-1] ^ 1])),
        ("cut short", packed[:-6]),
        ("a byte after it", packed + b"\x00"),
        ("two streams", packed + packed),
        ("deflate without zlib", raw.compress(GOOD.packed) + raw.flush()),
        ("gzip", gzip.compress(GOOD.packed) + gzip.flush()),
        ("with a dictionary", dictionary.compress(GOOD.packed) + dictionary.flush()),
        ("a header that is not zlib's", b"\x00" + packed[1:]),
    ):
        yield list_case(f"lst: {name}", _packed(lst), "list_unreadable")


def _lst(lst: Any, bits: Any) -> dict[int, Any]:
    return {**PAYLOAD, 65533: {"bits": bits, "lst": lst}}


def _packed(lst: bytes, bits: int = 2) -> bytes:
    return _status(_lst(lst, bits))


def _status(payload: Any, header: Any = None, by: str = "status list") -> bytes:
    return signed_list(payload, HEADER if header is None else header, by)
