"""Where (r, s) is a good signature, (r, n - s) is one too: two tokens, one certificate, everywhere."""

from collections.abc import Iterator

import pytest
from sqlalchemy import LargeBinary

from certapp.credential import VerdictCode, qrtext
from certapp.registry.checks import Check, Direction
from certapp.registry.database import Base, db
from certapp.registry.people import User
from certapp.workflow import answer, apply, scan
from tests.example import ORDER
from tests.verdicts import taken_back
from tests.world import World


@pytest.fixture
def texts(office: World) -> Iterator[tuple[int, str, str]]:
    """A certificate's id, its QR text, and its other one; inside the office's application context."""
    certificate_id = office.issued()
    text = office.qr_text(certificate_id)
    with office.app.app_context():
        yield certificate_id, text, twin_of(text)


def twin_of(text: str) -> str:
    """Return the text of the same certificate with the other signature that ECDSA allows."""
    token = qrtext.decode(text).token
    other = ORDER - int.from_bytes(token[-32:])
    return qrtext.encode(token[:-32] + other.to_bytes(32), "https://gxn.example")


def test_the_other_text_is_another_one(texts: tuple[int, str, str]) -> None:
    _, text, twin = texts
    assert qrtext.decode(text).token != qrtext.decode(twin).token
    assert twin_of(twin).partition("/V/")[2] == text.partition("/V/")[2]


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        ((), VerdictCode.VALID),
        (("suspend",), VerdictCode.SUSPENDED),
        (("suspend", "reinstate"), VerdictCode.VALID),
        (("revoke",), VerdictCode.REVOKED),
        (("suspend", "revoke"), VerdictCode.REVOKED),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_taken_back_is_taken_back_under_both(
    office: World, texts: tuple[int, str, str], verbs: tuple[str, ...], code: VerdictCode
) -> None:
    certificate_id, *both = texts
    for verb in verbs:
        taken_back(office, certificate_id, verb)
    assert [scan.judge(text, office.now).code for text in both] == [code, code]


def test_both_are_checks_of_the_same_certificate(office: World, texts: tuple[int, str, str]) -> None:
    certificate_id, *both = texts
    guard = office.guard()

    def recorded(text: str) -> Check:
        actor = db.session.get_one(User, guard.id)
        return scan.record_check(actor, apply.new_form_id(), text, Direction.IN, "", office.now)

    assert [recorded(text).certificate_id for text in both] == [certificate_id, certificate_id]
    latest = scan.latest_checks(db.session.get_one(User, guard.id))
    assert [check.certificate_id for check in latest] == [certificate_id, certificate_id]


def test_machines_are_told_the_same_certificate(office: World, texts: tuple[int, str, str]) -> None:
    now = office.now
    one, other = (answer.answer(scan.judge(text, now), "", now) for text in texts[1:])
    assert one["certificate"]["id"]
    assert one == other


def test_no_key_or_index_of_the_register_is_over_signed_bytes() -> None:
    """Of all that is bytes only the cti identifies anything, and it is signed."""
    keyed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for columns in (table.primary_key, *table.indexes, *table.constraints)
        for column in getattr(columns, "columns", ())
        if isinstance(column.type, LargeBinary)
    }
    assert "certificates.cti" in keyed
    assert keyed <= {"alerts.cti", "certificates.cti", "checks.cti", "signer_keys.kid"}
