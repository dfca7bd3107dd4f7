"""A superseded certificate on the pages of its holder, the clerk and the approver, in both languages."""

from collections.abc import Callable

import pytest

from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from tests.browsing import Browser
from tests.world import Person, World

WORD = {"vi": "Đã thay bằng giấy mới", "en": "Superseded"}
REASON = {"vi": "Được thay bằng giấy số", "en": "Superseded by"}
ADVICE = {"vi": "hãy dùng giấy mới", "en": "use that one and no longer this"}


@pytest.fixture(scope="module")
def holder(office: World) -> Person:
    return office.official()


@pytest.fixture(scope="module")
def approver(office: World) -> Person:
    return office.approver()


@pytest.fixture(scope="module")
def pair(office: World, holder: Person, approver: Person) -> tuple[int, int]:
    """A certificate and the one that extends it from today on; their ids."""
    old = office.signed(approver, office.submitted(holder))
    extension = office.submitted(holder)
    with office.app.app_context(), transaction() as session:
        application_id = session.get_one(Certificate, old).application_id
        session.get_one(Application, extension).extends_id = application_id
    return old, office.signed(approver, extension)


def facts(office: World, pair: tuple[int, int]) -> tuple[int, str]:
    """The old one's application and the new one's number."""
    with office.app.app_context():
        old, new = (db.session.get_one(Certificate, each) for each in pair)
        return old.application_id, new.number


@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_holder_sees_what_took_its_place(
    office: World, holder: Person, pair: tuple[int, int], browse: Callable[[], Browser], language: str
) -> None:
    application_id, number = facts(office, pair)
    browser = browse().sign_in(holder)
    page = browser.get(f"/applications/{application_id}?lang={language}").text
    for text in (WORD[language], REASON[language], ADVICE[language], number):
        assert text in page
    assert "?extend=" not in page
    listed = browser.get(f"/applications/?lang={language}").text
    assert WORD[language] in listed
    assert f"/applications/{application_id}/certificate.pdf" not in listed  # the new one's, not the old


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("room", ["/office/certificates", "/review/certificates"])
def test_who_manages_it_sees_so_and_can_do_nothing_more(
    office: World,
    approver: Person,
    pair: tuple[int, int],
    browse: Callable[[], Browser],
    language: str,
    room: str,
) -> None:
    _, number = facts(office, pair)
    browser = browse().sign_in(office.clerk if room.startswith("/office") else approver)
    page = browser.get(f"{room}/{pair[0]}?lang={language}").text
    for text in (WORD[language], REASON[language], number):
        assert text in page
    for verb in ("suspend", "reinstate", "revoke"):
        assert f"{pair[0]}/{verb}" not in page
        assert browser.submit("/account", {"reason": "x"}, to=f"{room}/{pair[0]}/{verb}").status_code == 409
    listed = browser.get(f"{room}?standing=superseded&lang={language}").text
    assert WORD[language] in listed
    assert f"{room}/{pair[0]}" in listed
    assert f"{room}/{pair[1]}" not in listed
