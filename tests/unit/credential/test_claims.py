"""What a certificate may say, and what it may not."""

import unicodedata
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import Claims, StatusRef, Travel, claims, codec
from certapp.credential.errors import ClaimsError
from tests.example import CLAIMS, to_map

TRAVEL_KEY = -65537


def changed(**changes: Any) -> Claims:
    """The example's claims with some of them changed, those of the journey by their own names."""
    journey = {name: changes.pop(name) for name in list(changes) if name in claims.TRAVEL_KEYS}
    return replace(CLAIMS, **changes, travel=replace(CLAIMS.travel, **journey))


def read(found: dict[Any, Any]) -> Claims:
    """Read a claims map that somebody else wrote."""
    return claims.from_bytes(codec.encode(found))


def text(limit: int, least: int = 1) -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
    return (
        st.text(letters | st.just(" "), min_size=least, max_size=limit)
        .map(lambda words: unicodedata.normalize("NFC", words).strip()[:limit].strip())
        .filter(lambda words: bool(words) and words.isprintable() and unicodedata.is_normalized("NFC", words))
    )


moments = st.integers(0, claims.LATEST - 1)
minutes = st.integers(1, claims.MINUTES_A_DAY - 1)
journeys = st.builds(
    Travel,
    **{name: text(limit) for name, limit in claims.TEXT_LIMITS.items() if name != "plate"},
    birth_year=st.integers(1900, 2100),
    id_last4=st.from_regex(r"[0-9]{4}", fullmatch=True),
    destinations=st.lists(text(claims.DESTINATION_LIMIT), min_size=1, max_size=6).map(tuple),
    plate=st.none() | text(claims.TEXT_LIMITS["plate"]),
    hours=st.none() | st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1]),
)
papers = st.builds(
    Claims,
    issuer=st.from_regex(r"[A-Z0-9-]{1,32}", fullmatch=True),
    issued_at=st.just(0),
    not_before=moments,
    expires=st.just(claims.LATEST),
    cti=st.binary(min_size=8, max_size=8),
    status=st.builds(StatusRef, st.integers(0, 2**32 - 1), st.just("https://gxn.example/s/1")),
    travel=journeys,
)


@settings(deadline=None)
@given(papers)
def test_claims_come_back_as_they_were(paper: Claims) -> None:
    assert claims.from_bytes(codec.encode(to_map(paper))) == paper


WRONG: dict[str, list[Any]] = {
    "issuer": ["", "A" * 33, "CƠ-QUAN", " A", 7, None, True],
    "issued_at": [-1, 2**37 + 1, 1.0, True, "1", None],
    "not_before": [-1, 2**37 + 1, CLAIMS.expires, True, None],
    "expires": [CLAIMS.not_before, CLAIMS.issued_at, 2**37 + 1, True, None],
    "cti": [b"", bytes(7), bytes(9), "01020304", None],
    "status": [
        StatusRef(-1, "https://gxn.example/s/1"),
        StatusRef(2**32, "https://gxn.example/s/1"),
        StatusRef(True, "https://gxn.example/s/1"),
        StatusRef(1, ""),
        StatusRef(1, "https://" + "a" * 120),
        StatusRef(1, "https://gxn.example/số"),
    ],
    "number": ["", "x" * 41, " 07", "07 ", "07\n", None, 7],
    "holder": ["", "x" * 81, "a\u0000b", "a\u202eb", "a\u200bb", "e\u0302\u0301", "\ud800", None],
    "birth_year": [1899, 2101, "1988", True, 1988.0, None],
    "id_last4": ["", "123", "12345", "12a4", "１２３４", 1234, None],
    "unit": ["", "x" * 121, None],
    "position": ["", "x" * 81, None],
    "residence": ["", "x" * 121, None],
    "destinations": [(), ("a",) * 7, ("",), ("x" * 81,), ["a"], "a", (1,), None],
    "purpose": ["", "x" * 201, None],
    "plate": ["", "x" * 17, 7],
    "hours": [(0, 0), (-1, 60), (0, 1441), (1440, 60), (0,), (0, 1, 2), "ab", (0, True), (1.0, 2)],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values], ids=repr
)
def test_a_claim_that_breaks_its_rule_is_not_written(name: str, value: Any) -> None:
    with pytest.raises(ClaimsError) as refusal:
        to_map(changed(**{name: value}))
    assert refusal.value.code == "claim_invalid"


def test_every_claim_has_a_wrong_value_above() -> None:
    names = {field.name for kind in (Claims, Travel) for field in fields(kind)} - {"travel"}
    assert names == set(WRONG)


@pytest.mark.parametrize("claim", [1, 4, 5, 6, 7, 65535, TRAVEL_KEY])
def test_a_claim_that_is_missing_is_noticed(claim: int) -> None:
    found = to_map(CLAIMS)
    del found[claim]
    with pytest.raises(ClaimsError):
        read(found)


@pytest.mark.parametrize("key", range(1, 10))
def test_a_travel_fact_that_is_missing_is_noticed(key: int) -> None:
    found = to_map(CLAIMS)
    del found[TRAVEL_KEY][key]
    with pytest.raises(ClaimsError):
        read(found)


@pytest.mark.parametrize("name", ["plate", "hours"])
def test_what_is_not_there_is_left_out_and_never_null(name: str) -> None:
    found = to_map(changed(**{name: None}))
    key = claims.TRAVEL_KEYS[name]
    assert key not in found[TRAVEL_KEY]
    assert getattr(read(found).travel, name) is None
    found[TRAVEL_KEY][key] = None
    with pytest.raises(ClaimsError):
        read(found)


def test_claims_and_travel_facts_of_a_later_version_are_passed_over() -> None:
    found = to_map(CLAIMS)
    found |= {8: {1: b"key"}, -70000: "later", "text": [True, None]}
    found[TRAVEL_KEY] |= {12: "later", -1: ["later"]}
    found[65535] |= {"other_list": {"idx": 1}}
    assert read(found) == CLAIMS


@pytest.mark.parametrize(
    "found",
    [[], "claims", 7, None, {65535: 5}, to_map(CLAIMS) | {TRAVEL_KEY: {"holder": "A"}}],
    ids=repr,
)
def test_claims_of_another_shape_are_refused(found: Any) -> None:
    with pytest.raises(ClaimsError):
        read(found)


def test_a_travel_fact_in_a_list_is_no_text() -> None:
    found = to_map(CLAIMS)
    found[TRAVEL_KEY][claims.TRAVEL_KEYS["holder"]] = ["Nguyễn", "Nhung"]
    with pytest.raises(ClaimsError):
        read(found)


def test_the_latest_moment_is_a_date_everywhere() -> None:
    from datetime import UTC, datetime, timedelta

    assert datetime.fromtimestamp(claims.LATEST, UTC) + timedelta(days=2)
