"""certapp.workflow.office_facts and office_trial: what an office may say of itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from certapp.credential import qrtext
from certapp.credential.claims import TEXT_LIMITS
from certapp.workflow import office_facts, office_trial
from certapp.workflow.errors import Invalid
from tests.world import FACTS, World

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
LONG = "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM HUYỆN BÁC ÁI, TỈNH NINH THUẬN"[:60]


@pytest.fixture(autouse=True)
def context(office: World) -> Iterator[None]:
    """The application's settings say where the faces of the page are."""
    with office.app.app_context():
        yield


def faults(**changes: object) -> dict[str, str]:
    try:
        office_facts.require_good(office_facts.cleaned(replace(FACTS, **changes)))  # type: ignore[arg-type]
    except Invalid as error:
        return error.fields
    return {}


def test_the_letters_own_office_is_good_and_has_room() -> None:
    assert faults() == {}
    office_trial.require_room(FACTS, NOW)


@pytest.mark.parametrize(
    "url", ["https://giayxacnhan.bacai.gov.vn", "https://a.vn:8443", "http://localhost:8000"]
)
def test_good_addresses(url: str) -> None:
    assert faults(public_url=url) == {}
    assert qrtext.decode(qrtext.encode(b"token", url)).host == url.partition("//")[2]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "giayxacnhan.vn",
        "http://giayxacnhan.vn",
        "ftp://giayxacnhan.vn",
        "https://",
        "https://a.vn/path",
        "https://a.vn?x=1",
        "https://a.vn#x",
        "https://user:secret@a.vn",
        "https://a_b.vn",
        "https://giấy.vn",
        "https://-a.vn",
        "https://a..vn",
        "https://a.vn:0",
        "https://a.vn:65536",
        "https://a.vn:port",
        "https://[::1]",
        "http://[::1",
        "https://a.vn\nx",
        "https://" + "a" * 61 + ".vn",
    ],
)
def test_addresses_that_a_qr_could_not_carry(url: str) -> None:
    assert faults(public_url=url) == {"public_url": "public_url"}


def test_an_address_is_tidied() -> None:
    assert office_facts.cleaned(replace(FACTS, public_url=" HTTPS://A.vn/ ")).public_url == "https://a.vn"


@pytest.mark.parametrize("form", ["{number}", "{number}/GXN-MTTQ", "GXN {number}", "{{{number}}}/x"])
def test_good_forms_of_the_number(form: str) -> None:
    assert faults(number_form=form) == {}
    assert "07" in form.format(number="07")


def test_the_longest_form_fits_the_claims() -> None:
    form = "{number}".ljust(office_facts.MAX_NUMBER_FORM, "X")
    assert faults(number_form=form) == {}
    assert faults(number_form=form + "X") == {"number_form": "office_number_form"}
    assert len(form.format(number="99999")) <= TEXT_LIMITS["number"]


@pytest.mark.parametrize(
    "form",
    ["", "GXN", "{number}{number}", "{number}{x}", "{number!r}", "{number:>999999}", "{number.__class__}",
     "{number[0]}", "{0}{number}", "{", "{number}}", "{number}/" + "X" * 30],
)  # fmt: skip
def test_forms_that_would_fail_or_tell_too_much(form: str) -> None:
    assert faults(number_form=form) == {"number_form": "office_number_form"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"code": "mttq"}, {"code": "office_code"}),
        ({"code": "M"}, {"code": "office_code"}),
        ({"code": "M" * 33}, {"code": "office_code"}),
        ({"code": "MẶT-TRẬN"}, {"code": "office_code"}),
        ({"name": " "}, {"name": "required"}),
        ({"name": "x" * 101}, {"name": "too_long"}),
        ({"place": "a\u0007b"}, {"place": "control_character"}),
        ({"parent_lines": (), "authority_lines": (), "footer": ""}, {}),
        ({"authority_lines": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")}, {}),
        ({"authority_lines": ("a",) * 3}, {"authority_lines": "too_many_lines"}),
        ({"footer": "x" * 151}, {"footer": "too_long"}),
        ({"wording": {"opening": "{{ x }}", "scan_en": ""}}, {"opening": "wording_field"}),
        ({"body_lines": ()}, {"body_lines": "required"}),
        ({"body_lines": (" ", "")}, {"body_lines": "required"}),
        ({"body_lines": ("a",) * 4}, {"body_lines": "too_many_lines"}),
        ({"recipients": ("x" * 61,)}, {"recipients": "too_long"}),
        ({"max_days": 0}, {"max_days": "max_days"}),
        ({"max_days": 367}, {"max_days": "max_days"}),
        ({"name": "人民", "code": "x"}, {"name": "glyph_missing", "code": "office_code"}),
    ],
)
def test_rules_of_the_other_facts(changes: dict[str, object], found: dict[str, str]) -> None:
    assert faults(**changes) == found


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parent_lines": (LONG,) * 3, "body_lines": (LONG, LONG)}, "parent_lines"),
        ({"body_lines": (LONG,) * 3, "parent_lines": (LONG,)}, "body_lines"),
        ({"recipients": ("- " + LONG[:58],) * 6}, "recipients"),
    ],
)
def test_facts_that_leave_no_room_on_the_page(changes: dict[str, object], field: str) -> None:
    facts = replace(FACTS, **changes)  # type: ignore[arg-type]
    assert office_facts.faults(facts) == {}
    with pytest.raises(Invalid) as refused:
        office_trial.require_room(facts, NOW)
    assert refused.value.fields == {field: "too_long_for_page"}
