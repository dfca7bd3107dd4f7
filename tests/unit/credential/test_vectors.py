"""The vectors that every verifier must pass, and the worked example: ours passes, and they are as made."""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import StatusList, TrustList, VerdictCode, statuslist, trustlist, verify_text
from certapp.credential.errors import ListError
from tests.vectors import make, worked_example

VERDICTS: dict[str, Any] = json.loads((make.FOLDER / "verdicts.json").read_text("utf-8"))
LISTS: dict[str, Any] = json.loads((make.FOLDER / "lists.json").read_text("utf-8"))


@cache
def root() -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(VERDICTS["root"]))


@cache
def trust_list() -> TrustList:
    return trustlist.open_signed(bytes.fromhex(VERDICTS["trust_list"]), root())


@cache
def status_list(name: str) -> StatusList:
    data = bytes.fromhex(VERDICTS["status_lists"][name])
    return statuslist.open_signed(data, trust_list(), uri=LISTS["status_list_uri"])


@pytest.mark.parametrize("case", VERDICTS["cases"], ids=lambda case: case["name"])
def test_every_text_gets_its_verdict(case: dict[str, Any]) -> None:
    held = {LISTS["status_list_uri"]: status_list(case["status_list"])} if case["status_list"] else {}
    verdict = verify_text(case["text"], trust_list(), held, case["now"])
    if case["verdict"] is None:
        assert verdict.code is not VerdictCode.VALID
    else:
        assert verdict.code == case["verdict"]
    assert case["reason"] in (None, verdict.reason)


def test_every_verdict_has_a_vector() -> None:
    assert {case["verdict"] for case in VERDICTS["cases"]} - {None} == set(VerdictCode)


@pytest.mark.parametrize("case", LISTS["cases"], ids=lambda case: f"{case['kind']}: {case['name']}")
def test_every_list_is_read_or_refused(case: dict[str, Any]) -> None:
    held = [
        other for other in LISTS["cases"] if (other["kind"], other["name"]) == (case["kind"], case["held"])
    ]
    opened: dict[str, Callable[..., Any]] = {
        "trust": lambda data, held=None: trustlist.open_signed(data, root(), held=held),
        "status": lambda data, held=None: statuslist.open_signed(
            data, trust_list(), uri=LISTS["status_list_uri"], held=held
        ),
    }
    read = opened[case["kind"]]
    options = {"held": read(bytes.fromhex(held[0]["data"]))} if held else {}
    if case["error"] is None:
        assert read(bytes.fromhex(case["data"]), **options)
    else:
        with pytest.raises(ListError) as refusal:
            read(bytes.fromhex(case["data"]), **options)
        assert refusal.value.code == case["error"]


@pytest.mark.parametrize(("name", "content"), [("verdicts", make.verdicts), ("lists", make.lists)])
def test_the_vectors_are_as_the_script_makes_them(name: str, content: Callable[[], dict[str, Any]]) -> None:
    stored = (make.FOLDER / f"{name}.json").read_text("utf-8")
    assert stored == make.text_of(content()), "run: python -m tests.vectors.make"


def test_the_worked_example_is_as_the_script_makes_it() -> None:
    stored = worked_example.in_document(worked_example.DOCUMENT.read_text("utf-8"))
    assert stored == worked_example.worked_example(), "run: python -m tests.vectors.worked_example"


def test_the_bytes_shown_are_the_bytes_meant() -> None:
    """What stands left of the comments, put together, is the message."""
    blocks = re.findall(r"```text\n(.*?)```", worked_example.worked_example(), re.DOTALL)
    shown = [
        bytes.fromhex("".join(line.partition("#")[0].strip() for line in block.splitlines()))
        for block in blocks
        if block.startswith("d2")
    ]
    assert shown == [worked_example.TOKEN, worked_example.STATUS_LIST, worked_example.TRUST_LIST]
