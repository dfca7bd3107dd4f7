"""A guard's steps on the checkpoint's page."""

import re

from sqlalchemy import select

from certapp.registry.checks import Check
from certapp.registry.database import db
from tests.browsing import Browser, hidden_fields
from tests.world import Person, World


def check(browser: Browser, text: str) -> str:
    """Check a QR text; returns the page with the verdict."""
    answer = browser.submit("/checkpoint", {"text": text})
    assert answer.status_code == 200
    return answer.text


def upload(browser: Browser, data: bytes, name: str = "giay.png") -> tuple[int, str]:
    """Check a file; returns status and page."""
    token = {"csrf_token": browser.hidden("/checkpoint")["csrf_token"]}
    answer = browser.post("/checkpoint/picture", data=token, files={"picture": (name, data)})
    return answer.status_code, answer.text


def record(browser: Browser, page: str, **fields: str) -> tuple[int, str]:
    """Record the check that `page` shows; returns status and page."""
    given = {**hidden_fields(page), "note": "", "direction": "in", **fields}
    answer = browser.post("/checkpoint/record", data=given)
    return answer.status_code, answer.text


def verdict_in(page: str) -> str:
    """Return the code of the verdict a page shows, or nothing."""
    found = re.findall(r'data-verdict="(\w+)"', page)
    return str(found[0]) if found else ""


def checks_of(office: World, person: Person) -> list[tuple[str, str, str | None, int | None]]:
    """Return verdict, direction, note and certificate of every check this person recorded."""
    with office.app.app_context():
        rows = db.session.scalars(select(Check).where(Check.user_id == person.id).order_by(Check.id))
        return [(row.verdict, row.direction, row.note, row.certificate_id) for row in rows]
