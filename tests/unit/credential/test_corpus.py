"""What the fuzzer found worth keeping, replayed; and a judge that does see a fault where there is one."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest

from certapp.credential import (
    Claims,
    StatusList,
    StatusRef,
    TrustedKey,
    TrustStore,
    claims,
    codec,
    cose,
    qrtext,
    statuslist,
    trustlist,
    verification,
)
from tests.fuzz import corpus_files, genuine, mutation, offices
from tests.fuzz.finding import Finding
from tests.fuzz.judge import judge
from tests.fuzz.signed_body import framed

CORPUS = sorted(corpus_files.FOLDER.iterdir())


def test_the_corpus_is_small() -> None:
    assert 50 < len(CORPUS) <= corpus_files.MOST
    assert max(file.stat().st_size for file in CORPUS) <= 8192


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name)
def test_an_input_of_the_corpus_leads_where_it_did(file: Path) -> None:
    assert judge(file.read_bytes()) == corpus_files.outcome_of(file)


@pytest.mark.parametrize("number", range(300))
def test_a_mutated_input_is_judged_and_nothing_is_found(number: int) -> None:
    seeds = mutation.seeds()
    data = mutation.mutated(seeds[number % len(seeds)], 8192, number)
    assert judge(data)
    assert data == mutation.mutated(seeds[number % len(seeds)], 8192, number), "the same seed, the same input"


def altered() -> bytes:
    """The example's token with one letter of the holder's name changed."""
    data = bytearray(genuine.TOKENS[0])
    data[data.index(b"Nguy")] ^= 1
    return b"T" + bytes(data)


def signed(number: int, **travel: Any) -> bytes:
    """A genuine payload, with facts of its journey changed, for the judge to sign."""
    found = codec.decode(genuine.PAYLOADS[number], max_depth=4)
    found[claims.TRAVEL] |= {claims.TRAVEL_KEYS[name]: value for name, value in travel.items()}
    return b"S" + framed(genuine.PROTECTED, codec.encode(found))


def always_good(*_: object) -> bool:
    return True


def forgetful(payload: bytes) -> Any:
    """Tell the first paper's claims in place of the third's."""
    told = READ(payload)
    return genuine.CLAIMS if told.travel.birth_year > 2000 else told


def taking_anything(data: bytes, *trusted: Any, uri: str, held: object) -> Any:
    return OPEN(data, *trusted, uri=uri)


def in_any_name(told: Claims, signers: dict[str, TrustedKey], *rest: Any) -> Any:
    """Believe whoever has signed about the papers of every office."""
    return JUDGE(told, dict.fromkeys(offices.ROOTS, next(iter(signers.values()))), *rest)


def by_any_list(told: Claims, lists: Mapping[str, StatusList], now: int) -> Any:
    """Let every office speak for every paper."""
    return STATUS(told, {uri: replace(held, issuer=told.issuer) for uri, held in lists.items()}, now)


def over_another(store: TrustStore, data: bytes, root: Any) -> TrustStore:
    """Take a list of whatever office, under whatever root."""
    opened = trustlist.open_signed(data, root)
    return TrustStore({**store._held, opened.issuer: (b"", opened)})


def header_and_payload(data: bytes) -> tuple[bytes, bytes]:
    protected, _, payload, _ = cbor2.loads(data[1:])
    return protected, payload


def by(signer: str, claims_: Claims, header: bytes = offices.PROTECTED[0]) -> bytes:
    """Claims for the judge to sign with this key."""
    return b"O" + bytes([offices.SIGNERS.index(signer)]) + framed(header, claims.to_bytes(claims_))


def broken(*_: object) -> bytes:
    raise ValueError


ASTRAY = replace(genuine.CLAIMS, status=StatusRef(5, offices.URIS[offices.TWIN]))
LIST, KEYS = genuine.STATUS_LISTS[0], genuine.TRUST_LISTS[0]
READ, OPEN = claims.from_bytes, statuslist.open_signed
JUDGE, STATUS = verification._judge, verification._judge_status
THIEF, COPIED = "clerk of the twin", offices.SIGNED_LISTS[offices.COPY]
FAULTS = {
    "a signature that is not checked": (cose.Sign1, "is_signed_by", always_good, altered()),
    "other claims than were signed": (claims, "from_bytes", forgetful, b"T" + genuine.TOKENS[2]),
    "the same, behind a new signature": (claims, "from_bytes", forgetful, signed(2)),
    "a letter nobody sees": (claims, "_are_texts", always_good, signed(0, holder="Trần\u200b Mai")),
    "a text in two forms": (claims, "_are_texts", always_good, signed(0, holder="Tra\u0302\u0300n Mai")),
    "days that do not end": (verification, "CLOCK_SKEW", 10**9, signed(7)),
    "a revoked entry passed over": (statuslist.StatusList, "status", lambda *_: 0, signed(3)),
    "an older list taken": (statuslist, "open_signed", taking_anything, b"L" + genuine.STATUS_LISTS[1]),
    "a list that nobody signed": (cose.Sign1, "is_signed_by", always_good, b"L" + LIST[:-1] + b"x"),
    "a trust list that nobody signed": (cose.Sign1, "is_signed_by", always_good, b"K" + KEYS[:-1] + b"x"),
    "a token of ours that nobody signed": (cose.Sign1, "is_signed_by", always_good, b"N" + altered()[1:]),
    "another office's name": (verification, "_judge", in_any_name, by(THIEF, genuine.CLAIMS)),
    "another office's status list": (verification, "_judge_status", by_any_list, by("approver", ASTRAY)),
    "another office's place": (
        TrustStore,
        "accept",
        over_another,
        b"P" + framed(*header_and_payload(COPIED)),
    ),
    "a second encoding": (codec, "encode", lambda _: b"", b"C\x00"),
}


@pytest.mark.parametrize(("holder", "name", "fault", "data"), FAULTS.values(), ids=FAULTS)
def test_the_judge_sees_a_fault(
    monkeypatch: pytest.MonkeyPatch, holder: Any, name: str, fault: Any, data: bytes
) -> None:
    judge(data)
    monkeypatch.setattr(holder, name, fault)
    with pytest.raises(Finding):
        judge(data)


def test_the_judge_lets_no_foreign_exception_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"Q" + genuine.TEXTS[0].encode()
    judge(text)
    monkeypatch.setattr(qrtext, "from_base32", broken)
    with pytest.raises(ValueError, match=r"^$"):
        judge(text)


def test_the_files_of_the_tree_reach_what_a_bigger_set_reached() -> None:
    """The smallest set reaches every outcome of the given inputs."""
    inputs = {file.read_bytes() for file in CORPUS[::4]}
    kept = corpus_files.smallest_set(inputs)
    assert set(kept) <= inputs
    assert set(kept.values()) == {judge(data) for data in inputs}
