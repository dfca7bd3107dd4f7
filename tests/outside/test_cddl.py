"""The CDDL of docs/token.md is CDDL, and the vectors are what it says: so says a program of other people."""

import json
import re
from typing import Any

import pytest

from certapp.credential import codec, qrtext
from tests.outside.asking import ask
from tests.vectors import make, runs
from tests.vectors.worked_example import DOCUMENT

SCHEMA = "\n".join(re.findall(r"```cddl\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL))
VERDICTS: dict[str, Any] = json.loads((make.FOLDER / "verdicts.json").read_text("utf-8"))
LISTS: dict[str, Any] = json.loads((make.FOLDER / "lists.json").read_text("utf-8"))
TRUST = ("trust-list-header", "keys")
STATUS = ("status-list-header", "status-claims")


def matched(*parts: tuple[str, bytes]) -> list[bool]:
    """Tell of each (rule, CBOR) whether it matches."""
    request = {"library": "pycddl", "do": "match", "schema": SCHEMA}
    asked = [{**request, "rule": rule, "data": data.hex()} for rule, data in parts]
    return [each["result"] for each in ask(*asked)]


def halves(message: bytes, rules: tuple[str, str]) -> list[tuple[str, bytes]]:
    """Return header and payload of a COSE_Sign1 with the rules that they follow."""
    protected, _, payload, _ = codec.decode(message[1:], max_depth=2)
    return [(rules[0], protected), (rules[1], payload)]


def test_every_token_that_is_genuine_is_what_the_specification_says() -> None:
    parts = [
        part
        for case in VERDICTS["cases"]
        if case["told"] is not None
        for part in halves(qrtext.decode(case["text"]).token, ("token-header", "claims"))
    ]
    assert len(parts) > 300
    assert set(matched(*parts)) == {True}


def test_every_list_that_is_taken_is_what_the_specification_says() -> None:
    taken = {"trust": [LISTS["trust_list"], *VERDICTS["trust_lists"].values()], "status": []}
    taken["status"] += VERDICTS["status_lists"].values()
    for case in LISTS["cases"]:
        if case["error"] is None:
            taken[case["kind"]].append(runs.expanded(case["data"]).hex())
    parts = [part for data in taken["trust"] for part in halves(bytes.fromhex(data), TRUST)]
    parts += [part for data in taken["status"] for part in halves(bytes.fromhex(data), STATUS)]
    assert len(parts) > 80
    assert set(matched(*parts)) == {True}


@pytest.mark.parametrize("fault", ["absent", "null", "true"])
def test_a_fact_that_is_absent_or_of_another_type_is_against_the_specification(fault: str) -> None:
    parts = [
        halves(qrtext.decode(case["text"]).token, ("token-header", "claims"))[1]
        for case in VERDICTS["cases"]
        if case["group"] == "types" and case["name"].endswith(fault) and case["verdict"] == "UNREADABLE"
    ]
    assert len(parts) > 18
    assert set(matched(*parts)) == {False}


def test_a_label_that_is_absent_is_against_the_specification() -> None:
    parts = [
        halves(runs.expanded(case["data"]), TRUST if case["kind"] == "trust" else STATUS)[1]
        for case in LISTS["cases"]
        if "without the" in case["name"]
    ]
    assert len(parts) > 15
    assert set(matched(*parts)) == {False}
