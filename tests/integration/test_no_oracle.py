"""An address is judged by its signature alone: no answer tells a stranger what the register holds."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from certapp.credential import qrtext
from certapp.registry.database import db
from tests.verdicts import ADDRESS
from tests.world import World, stored_certificate

ASKED = ("/V/{}", "/v/{}?lang=en")
# the moment, and in which way what was sent is no token
_OF_THE_TEXT = re.compile(r"\d\d:\d\d[^<]*\d{4}|UNREADABLE/\w+")


@pytest.fixture
def web(office: World) -> FlaskClient:
    return office.app.test_client()


@contextmanager
def questions(office: World) -> Iterator[list[tuple[str, object]]]:
    """Note what is asked of the register meanwhile, statement and values."""
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if not statement.startswith("PRAGMA"):  # how a connection was used before, by whomever
            asked.append((statement, values))

    with office.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def answers(office: World, web: FlaskClient, path: str) -> tuple[object, ...]:
    """Return what a stranger can see or time, but for what was sent: status, headers, page, questions."""
    web.get(path)  # what is read once a process has been read
    with questions(office) as asked:
        answer = web.get(path)
    page = _OF_THE_TEXT.sub("", answer.text.replace(path.partition("?")[0], ""))
    headers = sorted(item for item in answer.headers if item[0] not in ("Content-Length", "Date"))
    return answer.status_code, headers, page, asked


@pytest.mark.parametrize("pattern", ASKED)
def test_a_number_that_exists_is_answered_as_one_that_does_not(
    pattern: str, office: World, web: FlaskClient
) -> None:
    with office.app.app_context():
        certificate = office.issued()
        number = stored_certificate(certificate).number
    other = number.replace(number.split("/")[0], str(int(number.split("/")[0]) + 5000).zfill(4))
    real = [number, str(certificate), number.split("/")[0]]
    unreal = [other, str(certificate + 5000), other.split("/")[0]]
    for exists, none in zip(real, unreal, strict=True):
        expected = answers(office, web, pattern.format(none))
        assert answers(office, web, pattern.format(exists)) == expected


@pytest.mark.parametrize("pattern", ASKED)
def test_a_forged_token_of_a_paper_that_exists_is_answered_as_one_that_does_not(
    pattern: str, office: World, web: FlaskClient
) -> None:
    taken = office.issued()
    signed = qrtext.decode(office.qr_text(taken)).token
    with office.app.app_context():
        cti = stored_certificate(taken).cti
    assert signed.count(cti) == 1
    of_one = bytearray(signed)
    of_one[-1] ^= 1  # the signature fits no longer
    of_none = bytes(of_one).replace(cti, bytes(8))
    texts = [qrtext.encode(bytes(token), ADDRESS).partition("/V/")[2] for token in (of_one, of_none)]
    found = [answers(office, web, pattern.format(text)) for text in texts]
    assert 'data-verdict="FORGED"' in str(found[0][2])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "page", ["/applications/{}", "/review/{}", "/office/certificates/{}", "/review/certificates/{}"]
)
def test_a_stranger_is_sent_to_sign_in_whether_it_exists_or_not(
    page: str, office: World, web: FlaskClient
) -> None:
    exists, none = office.issued(), 999_999
    found = [web.get(page.format(each)) for each in (exists, none)]
    assert found[0].status_code == found[1].status_code == 303
    places = [
        answer.headers["Location"].replace(str(each), "")
        for answer, each in zip(found, (exists, none), strict=True)
    ]
    assert places[0] == places[1]
    assert "/sign-in" in places[0]
