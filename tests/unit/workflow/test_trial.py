"""certapp.workflow.trial: what is handed in can be signed and printed, whoever signs it and when."""

from collections.abc import Iterator

import pytest

from certapp.paper.errors import PaperError
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office, Unit
from certapp.workflow import trial
from certapp.workflow.errors import Invalid
from tests.world import World


@pytest.fixture(autouse=True)
def context(office: World) -> Iterator[None]:
    with office.app.app_context():
        yield


@pytest.mark.parametrize(
    ("changes", "field", "character"),
    [
        ({"purpose": "Họp 🚗"}, "purpose", "🚗"),
        ({"destinations": ("Xã A", "村")}, "destinations.1", "村"),
        ({"ward": "Phường ⓿"}, "ward", "⓿"),
    ],
)
def test_a_character_without_a_glyph_is_named(
    office: World, changes: dict[str, object], field: str, character: str
) -> None:
    with pytest.raises(Invalid) as caught:
        trial.check(office.content(**changes), office.now)
    assert caught.value.fields[field] == "glyph_missing"
    assert caught.value.facts[field]["character"] == character


def test_every_field_with_such_a_character_is_named(office: World) -> None:
    with pytest.raises(Invalid) as caught:
        trial.check(office.content(purpose="村", position="🚗"), office.now)
    assert caught.value.fields == {"purpose": "glyph_missing", "position": "glyph_missing"}


def test_what_is_not_printed_may_hold_any_character(office: World) -> None:
    trial.check(office.content(street="村", route="🚗"), office.now)


def test_a_content_too_long_for_the_code_names_the_field_to_shorten(office: World) -> None:
    with pytest.raises(Invalid) as caught:
        trial.check(office.content(purpose="Đi làm việc" * 13), office.now)
    assert caught.value.fields == {"purpose": "too_long_for_qr"}
    assert caught.value.facts["purpose"]["letters"] > 0


def test_shortened_by_the_letters_told_it_fits(office: World) -> None:
    purpose = "a" * 150
    with pytest.raises(Invalid) as caught:
        trial.check(office.content(purpose=purpose), office.now)
    over = caught.value.facts["purpose"]["letters"]
    trial.check(office.content(purpose=purpose[over:]), office.now)
    with pytest.raises(Invalid):
        trial.check(office.content(purpose=purpose[over - 1 :]), office.now)


def test_the_trial_token_is_as_long_as_a_token_gets(office: World) -> None:
    """A certificate issued in the shared office is a little shorter, for its number is."""
    certificate_id = office.issued()
    token = db.session.get_one(Certificate, certificate_id).token
    unit = db.session.get_one(Unit, office.unit_id)
    tried = trial._longest_token(
        db.session.get_one(Office, office.office_id), unit, office.content(), office.now
    )
    assert token is not None
    assert len(tried) - 12 <= len(token) <= len(tried)


def test_a_content_too_long_for_the_page_names_the_field_to_shorten(office: World) -> None:
    """What the office itself prints leaves the less room; the fault is told before anything is signed."""
    row = db.session.get_one(Office, office.office_id)
    row.recipients = ["- Chốt kiểm soát;"] * 60
    with db.session.no_autoflush, pytest.raises(Invalid) as caught:
        trial.check(office.content(), office.now)
    db.session.rollback()
    assert caught.value.fields == {"ward": "too_long_for_page"}


def test_an_office_whose_own_texts_cannot_be_printed_is_no_fault_of_the_applicant(office: World) -> None:
    row = db.session.get_one(Office, office.office_id)
    row.recipients = ["村"]
    with db.session.no_autoflush, pytest.raises(PaperError, match="glyph_missing"):
        trial.check(office.content(), office.now)
    db.session.rollback()
