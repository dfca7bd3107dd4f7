"""Proof from outside: python-cwt and pycose read what we sign, and we read what they sign.

They run in an environment of their own (.venv-outside, `make setup` makes it), as another program.

Where the rules do not agree, ours are stricter, and a test each shows it: python-cwt's own CWT writer
leaves the kid in the unprotected header, which we do not read; both open most malformations that we refuse.
"""

import json
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import (
    Purpose,
    Verdict,
    VerdictCode,
    codec,
    qrtext,
    statuslist,
    token,
    trustlist,
    verify,
)
from certapp.credential.errors import ListError, TokenError
from tests.example import CLAIMS, NOW, URI, kid, private_key, signed_token, status_list, to_map, trust_list
from tests.outside.asking import ask
from tests.vectors import make
from tests.vectors.case import changed

LIBRARIES = ("python-cwt", "pycose")
VERDICTS: dict[str, Any] = json.loads((make.FOLDER / "verdicts.json").read_text("utf-8"))
PAYLOAD = codec.encode(to_map(CLAIMS))
ALWAYS = changed(issued_at=0, not_before=0, expires=2**37)  # python-cwt looks at the machine's own clock


def public(key: ec.EllipticCurvePublicKey, its_kid: bytes) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"kid": its_kid.hex(), "x": numbers.x.to_bytes(32).hex(), "y": numbers.y.to_bytes(32).hex()}


def private(name: str) -> dict[str, str]:
    key = private_key(name)
    return {
        **public(key.public_key(), kid(name)),
        "d": key.private_numbers().private_value.to_bytes(32).hex(),
    }


APPROVER = public(private_key("approver").public_key(), kid("approver"))


def judged(data: bytes) -> Verdict:
    return verify(data, trust_list(), {URI: status_list()}, NOW)


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_open_our_token(library: str) -> None:
    data = signed_token()
    [opened] = ask({"library": library, "do": "open", "data": data.hex(), **APPROVER})
    assert opened == {"result": PAYLOAD.hex()}


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_refuse_it_under_another_key_and_with_a_bit_flipped(library: str) -> None:
    data = signed_token()
    other = public(private_key("stranger").public_key(), kid("approver"))
    flipped = data[:100] + bytes([data[100] ^ 1]) + data[101:]
    request = {"library": library, "do": "open"}
    answers = ask(
        {**request, "data": data.hex(), **other},
        {**request, "data": flipped.hex(), **APPROVER},
    )
    assert [list(each) for each in answers] == [["error"]] * 2


def test_a_cwt_library_reads_our_claims() -> None:
    data = signed_token(ALWAYS)
    [opened] = ask({"library": "python-cwt", "do": "claims", "data": data.hex(), **APPROVER})
    told = dict(opened["result"])
    assert (told[1], told[4], told[5], told[6]) == (ALWAYS.issuer, ALWAYS.expires, 0, 0)
    assert told[7] == ALWAYS.cti.hex()
    assert told[65535] == [["status_list", [["idx", 5], ["uri", URI]]]]
    assert dict(told[-65537])[2] == ALWAYS.travel.holder


def test_a_cwt_library_holds_to_our_dates() -> None:
    over = signed_token(changed(issued_at=0, not_before=0, expires=1))
    [opened] = ask({"library": "python-cwt", "do": "claims", "data": over.hex(), **APPROVER})
    assert "expired" in opened["error"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_open_our_lists(library: str) -> None:
    """With the keys as the trust list names them, those of the status lists too."""
    root = public(private_key("root").public_key(), kid("root"))
    keys = trustlist.open_signed(
        bytes.fromhex(VERDICTS["trust_lists"]["office"]), private_key("root").public_key()
    )
    status_key = keys.keys[kid("status list")]
    request = {"library": library, "do": "open"}
    trusted, listed = ask(
        {**request, "data": VERDICTS["trust_lists"]["office"], **root},
        {
            **request,
            "data": VERDICTS["status_lists"]["fresh"],
            **public(status_key.public_key, status_key.kid),
        },
    )
    assert len(codec.decode(bytes.fromhex(trusted["result"]), max_depth=4)) == len(keys.keys)
    assert codec.decode(bytes.fromhex(listed["result"]), max_depth=4)[2] == URI


@pytest.mark.parametrize("library", LIBRARIES)
def test_we_read_theirs(library: str) -> None:
    key = private("approver")
    [signed] = ask({"library": library, "do": "sign", "payload": PAYLOAD.hex(), **key})
    verdict = judged(bytes.fromhex(signed["result"]))
    assert verdict.code is VerdictCode.VALID
    assert verdict.claims == CLAIMS


@pytest.mark.parametrize("library", LIBRARIES)
def test_we_refuse_theirs_by_another_key(library: str) -> None:
    key = {**private("stranger"), "kid": kid("approver").hex()}
    [signed] = ask({"library": library, "do": "sign", "payload": PAYLOAD.hex(), **key})
    assert judged(bytes.fromhex(signed["result"])).code is VerdictCode.FORGED


@pytest.mark.parametrize("library", LIBRARIES)
def test_we_read_a_status_list_that_they_signed(library: str) -> None:
    """With the type in its header, as the draft asks for; without, it is none."""
    held = status_list()
    payload = statuslist.prepare(held, kid("status list")).payload
    request = {"library": library, "do": "sign", "payload": payload.hex(), **private("status list")}
    signed, untyped = ask({**request, "typ": statuslist.MEDIA_TYPE}, request)
    assert statuslist.open_signed(bytes.fromhex(signed["result"]), trust_list(), uri=URI) == held
    with pytest.raises(ListError, match="list_unreadable"):
        statuslist.open_signed(bytes.fromhex(untyped["result"]), trust_list(), uri=URI)


def test_a_kid_that_is_not_signed_is_not_read() -> None:
    """python-cwt's CWT writer leaves the kid in the unprotected header unless told otherwise."""
    told = {str(label): value for label, value in to_map(CLAIMS).items() if label in (1, 4, 5, 6)}
    [signed] = ask({"library": "python-cwt", "do": "encode", "claims": told, **private("approver")})
    verdict = judged(bytes.fromhex(signed["result"]))
    assert (verdict.code, verdict.reason) == (VerdictCode.UNREADABLE, "not_sign1")


@cache
def key_of(data: bytes) -> dict[str, str] | None:
    """Return the office's key for certificates that a token names; None without one."""
    try:
        named = token.parse(data).kid
    except TokenError:
        return None
    keys = trustlist.open_signed(
        bytes.fromhex(VERDICTS["trust_lists"]["office"]), private_key("root").public_key()
    )
    found = keys.find(named, Purpose.CERTIFICATE)
    return public(found.public_key, named) if found else None


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_agree_with_every_vector_on_who_signed(library: str) -> None:
    """Whatever is a token to us is one to them, with the same payload; what is FORGED to us they refuse."""
    cases = []
    for case in VERDICTS["cases"]:
        if case["group"] in ("text", "no text"):
            continue
        data = qrtext.decode(case["text"]).token
        if key := key_of(data):
            cases.append((case, data, key))
    assert len(cases) > 300
    answers = ask(*({"library": library, "do": "open", "data": data.hex(), **key} for _, data, key in cases))
    ours = {
        f"{case['group']}: {case['name']}": None
        if case["verdict"] == "FORGED"
        else token.parse(data).payload.hex()
        for case, data, _ in cases
    }
    theirs = {name: each.get("result") for name, each in zip(ours, answers, strict=True)}
    assert [name for name in ours if theirs[name] != ours[name]] == []
    assert {None} < set(ours.values())


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_open_malformations_that_we_refuse(library: str) -> None:
    """What strictness is worth: each of these is one certificate more than once, or read in two ways."""
    names = {
        "message: tag 18 in two bytes",
        "message: unprotected kid",
        "message: a byte more",
        "message: the array without end",
        "message: payload in pieces",
        "header: a critical parameter",
        "header: out of order",
        "header: two algorithms",
        "encoding: a claim twice",
    }
    cases = {
        name: (qrtext.decode(case["text"]).token, case["verdict"])
        for case in VERDICTS["cases"]
        if (name := f"{case['group']}: {case['name']}") in names
    }
    assert cases.keys() == names
    assert {verdict for _, verdict in cases.values()} == {"UNREADABLE"}
    answers = ask(
        *({"library": library, "do": "open", "data": data.hex(), **APPROVER} for data, _ in cases.values())
    )
    assert [name for name, each in zip(cases, answers, strict=True) if "result" not in each] == []
