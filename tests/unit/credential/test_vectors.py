"""The vectors that every verifier must pass, and the worked example: ours passes, and they are as made."""

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import (
    Claims,
    StatusList,
    TrustList,
    Verdict,
    VerdictCode,
    statuslist,
    trustlist,
    verify_text,
)
from certapp.credential.errors import ListError
from tests.vectors import make, runs, sizes, worked_example

VERDICTS: dict[str, Any] = json.loads((make.FOLDER / "verdicts.json").read_text("utf-8"))
LISTS: dict[str, Any] = json.loads((make.FOLDER / "lists.json").read_text("utf-8"))
ROOT = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(VERDICTS["root"]))
# The causes that the specification's table of checks names.
CHECKS = re.findall(
    r"^\| (?:\d+ )?\|.*\| ([^|]*) \|$", worked_example.DOCUMENT.read_text("utf-8"), re.MULTILINE
)
REASONS = set(re.findall(r"`(\w+)`", " ".join(CHECKS)))


@cache
def trust_list(name: str) -> TrustList:
    return trustlist.open_signed(bytes.fromhex(VERDICTS["trust_lists"][name]), ROOT)


@cache
def status_list(name: str) -> StatusList:
    """Open a list under whichever trust list knows its key: the cases of the far future have their own."""
    data, uri = bytes.fromhex(VERDICTS["status_lists"][name]), VERDICTS["status_list_uri"]
    trusted = trust_list("of the far future" if name in FAR else "office")
    return statuslist.open_signed(data, trusted, uri=uri)


FAR = {case["status_list"] for case in VERDICTS["cases"] if case["trust_list"] == "of the far future"}


def judged(case: dict[str, Any]) -> Verdict:
    name = case["status_list"]
    held = {VERDICTS["status_list_uri"]: status_list(name)} if name else {}
    return verify_text(case["text"], trust_list(case["trust_list"]), held, case["now"])


def told(claims: Claims | None) -> dict[str, Any] | None:
    if claims is None:
        return None
    travel = claims.travel
    return {
        "cti": claims.cti.hex(),
        "not_before": claims.not_before,
        "expires": claims.expires,
        "number": travel.number,
        "holder": travel.holder,
        "destinations": list(travel.destinations),
        "hours": None if travel.hours is None else list(travel.hours),
    }


@pytest.mark.parametrize("case", VERDICTS["cases"], ids=lambda case: f"{case['group']}: {case['name']}")
def test_every_text_gets_its_verdict(case: dict[str, Any]) -> None:
    verdict = judged(case)
    assert (verdict.code, verdict.reason) == (case["verdict"], case["reason"])
    assert told(verdict.claims) == case["told"]


def test_the_vectors_reach_every_verdict_and_every_reason_of_the_specification() -> None:
    cases = VERDICTS["cases"]
    assert len(cases) >= 150
    assert {case["verdict"] for case in cases} == set(VerdictCode)
    assert len(CHECKS) > 20
    # a list of another office takes two offices, and these vectors have one: test_truststore.py
    assert {case["reason"] for case in cases} == REASONS - {"list_foreign"}


@pytest.mark.parametrize("file", [VERDICTS, LISTS], ids=["verdicts", "lists"])
def test_every_case_has_a_name_of_its_own(file: dict[str, Any]) -> None:
    names = Counter((case.get("group") or case["kind"], case["name"]) for case in file["cases"])
    assert [name for name, times in names.items() if times > 1] == []


def opened(case: dict[str, Any], held: Any = None) -> Any:
    data = runs.expanded(case["data"])
    if case["kind"] == "trust":
        return trustlist.open_signed(data, ROOT, held=held)
    trusted = trustlist.open_signed(bytes.fromhex(LISTS["trust_list"]), ROOT)
    return statuslist.open_signed(data, trusted, uri=LISTS["status_list_uri"], held=held)


@pytest.mark.parametrize("case", LISTS["cases"], ids=lambda case: f"{case['kind']}: {case['name']}")
def test_every_list_is_read_or_refused(case: dict[str, Any]) -> None:
    named = (case["kind"], case["held"])
    held = next((opened(each) for each in LISTS["cases"] if (each["kind"], each["name"]) == named), None)
    assert (held is None) is (case["held"] is None)
    if case["error"] is None:
        read = opened(case, held)
        entries = {int(place): value for place, value in (case["entries"] or {}).items()}
        assert {place: read.status(place) for place in entries} == entries
    else:
        with pytest.raises(ListError) as refusal:
            opened(case, held)
        assert refusal.value.code == case["error"]


@pytest.mark.parametrize(("name", "content"), [("verdicts", make.verdicts), ("lists", make.lists)])
def test_the_vectors_are_as_the_script_makes_them(name: str, content: Callable[[], dict[str, Any]]) -> None:
    stored = (make.FOLDER / f"{name}.json").read_text("utf-8")
    assert stored == make.text_of(content()), "run: make vectors"


def test_large_lists_are_written_short_and_read_whole() -> None:
    """At their limit, and a byte over it; no file of vectors grows by that."""
    large = [case for case in LISTS["cases"] if isinstance(case["data"], list)]
    sizes_ = {(case["kind"], case["error"], len(runs.expanded(case["data"]))) for case in large}
    assert {
        ("status", None, statuslist.MAX_BYTES),
        ("status", "list_unreadable", statuslist.MAX_BYTES + 1),
        ("trust", None, trustlist.MAX_BYTES),
        ("trust", "list_unreadable", trustlist.MAX_BYTES + 1),
    } < sizes_
    assert max(len(json.dumps(case)) for case in large) < 4096


def test_the_worked_example_is_as_the_script_makes_it() -> None:
    stored = worked_example.in_document(worked_example.DOCUMENT.read_text("utf-8"))
    assert stored == worked_example.worked_example(), "run: make vectors"


def test_the_sizes_are_as_measured_and_within_the_limits() -> None:
    assert sizes.in_document(worked_example.DOCUMENT.read_text("utf-8")) == sizes.table(), "run: make vectors"
    assert max(size for size, _, _ in sizes.sizes().values()) <= 480
    assert max(drawn.version for _, _, drawn in sizes.sizes().values()) <= 20


def test_the_bytes_shown_are_the_bytes_meant() -> None:
    """What stands left of the comments, put together, is the message."""
    blocks = re.findall(r"```text\n(.*?)```", worked_example.worked_example(), re.DOTALL)
    shown = [
        bytes.fromhex("".join(line.partition("#")[0].strip() for line in block.splitlines()))
        for block in blocks
        if block.startswith("d2")
    ]
    assert shown == [worked_example.TOKEN, worked_example.STATUS_LIST, worked_example.TRUST_LIST]
