"""certapp.workflow.supersede: the old certificate ends when the one that extends it begins, not before."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import CertificateState
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import apply, beginning, progress, revoke, scan, supersede
from certapp.workflow.errors import Conflict
from tests.world import Person, World, stored_certificate


@pytest.fixture
def official(world: World) -> Iterator[Person]:
    """An official of an office of its own, inside whose application context the test runs."""
    person = world.official()
    with world.app.app_context():
        yield person


def issued(world: World, official: Person) -> int:
    return world.signed(world.approver(), world.submitted(official))


def extended(world: World, official: Person, old: int, *, begins_in: int) -> int:
    """Extend a certificate of a week by one that begins in so many days; returns the new one's id."""
    first = world.today + timedelta(days=begins_in)
    content = world.content(start_date=first, end_date=first + timedelta(days=9))
    extends_id = stored_certificate(old).application_id
    actor = db.session.get_one(User, official.id)
    asked = apply.submit(actor, apply.new_form_id(), content, world.now, extends_id=extends_id)
    return world.signed(world.approver(), asked.id)


def test_an_extension_in_force_supersedes_what_it_overlaps(world: World, official: Person) -> None:
    old = issued(world, official)
    new = extended(world, official, old, begins_in=0)
    before = stored_certificate(old)
    assert (before.state, before.reason) == (CertificateState.SUPERSEDED, stored_certificate(new).number)
    assert scan.judge(world.qr_text(old), world.now).code is VerdictCode.REVOKED
    assert scan.judge(world.qr_text(new), world.now).code is VerdictCode.VALID
    told = db.session.scalars(
        select(AuditRecord).where(AuditRecord.subject == "certificate", AuditRecord.subject_id == old)
    ).all()[-1]
    assert (told.verb, told.actor, told.note) == ("supersede", None, stored_certificate(new).number)
    assert not beginning.is_extendable(stored_certificate(old).application)
    assert progress.certificate_of(stored_certificate(old).application) == stored_certificate(old)


def test_an_extension_that_begins_later_leaves_the_old_paper_until_then(
    world: World, official: Person
) -> None:
    old = issued(world, official)
    new = extended(world, official, old, begins_in=3)
    supersede.due(world.now)
    assert stored_certificate(old).state == CertificateState.VALID
    begins = stored_certificate(new).not_before
    supersede.due(begins - timedelta(seconds=1))
    assert stored_certificate(old).state == CertificateState.VALID
    assert supersede.due(begins) == 1
    assert stored_certificate(old).state == CertificateState.SUPERSEDED
    assert supersede.due(begins) == 0
    assert scan.judge(world.qr_text(old), begins).code is VerdictCode.REVOKED
    assert scan.judge(world.qr_text(new), begins).code is VerdictCode.VALID


def test_an_extension_that_follows_leaves_the_old_paper_to_expire(world: World, official: Person) -> None:
    old = issued(world, official)
    new = extended(world, official, old, begins_in=7)
    assert stored_certificate(new).not_before == stored_certificate(old).expires
    assert supersede.due(stored_certificate(new).not_before) == 0
    assert stored_certificate(old).state == CertificateState.VALID


def test_an_extension_taken_back_before_it_begins_supersedes_nothing(world: World, official: Person) -> None:
    old = issued(world, official)
    new = extended(world, official, old, begins_in=2)
    revoke.revoke(db.session.get_one(User, world.clerk.id), new, "Khai sai", world.now)
    assert supersede.due(world.now + timedelta(days=3)) == 0
    assert stored_certificate(old).state == CertificateState.VALID


def test_a_suspended_paper_is_superseded_too_and_never_comes_back(world: World, official: Person) -> None:
    old = issued(world, official)
    new = extended(world, official, old, begins_in=2)
    revoke.suspend(db.session.get_one(User, world.clerk.id), old, "Xác minh", world.now)
    assert supersede.due(stored_certificate(new).not_before) == 1
    for verb in (revoke.reinstate, revoke.suspend, revoke.revoke):
        with pytest.raises(Conflict) as refused:
            verb(db.session.get_one(User, world.clerk.id), old, "Lý do", world.now)
        assert refused.value.details == {"state": "superseded"}
    assert stored_certificate(old).state == CertificateState.SUPERSEDED
