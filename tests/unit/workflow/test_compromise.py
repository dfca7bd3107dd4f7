"""certapp.workflow.compromise: a key in other hands, distrusted, and what it signed taken back."""

import pytest
from sqlalchemy import func, select

from certapp.credential import VerdictCode
from certapp.keystore.errors import WrongPassphrase
from certapp.registry.application import Application
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.registry.signer_key import TrustListRecord
from certapp.workflow import compromise, keys, reissue, reservation
from certapp.workflow.errors import Conflict, Invalid, NotFound
from tests.unit.workflow.theft import REASON, Theft
from tests.world import ROOT_PASSPHRASE


def test_what_it_signed_is_told_without_changing_anything(theft: Theft) -> None:
    found = compromise.signed_by(theft.office, theft.key_id, theft.since, theft.world.now)
    assert [row.id for row in found.suspect] == theft.after
    assert [row.id for row in found.earlier] == theft.before
    assert (found.over, found.reserved) == ([], [])
    assert theft.states(theft.before + theft.after) == ["valid"] * 4
    assert db.session.scalar(select(func.count()).where(AuditRecord.verb == "distrust_key")) == 0


@pytest.mark.parametrize(("verb", "state"), [("suspend", "suspended"), ("revoke", "revoked")])
def test_distrusted_and_taken_back_in_one_step(theft: Theft, verb: str, state: str) -> None:
    versions = db.session.scalar(select(func.count()).select_from(TrustListRecord))
    done = theft.distrust(verb)
    assert done == compromise.Done(taken_back=2, voided=0, lists=1, is_newly_distrusted=True)
    assert theft.states(theft.after) == [state] * 2
    assert theft.states(theft.before) == ["valid"] * 2
    assert {theft.verdict(each) for each in theft.before + theft.after} == {VerdictCode.UNKNOWN_SIGNER}
    assert db.session.scalar(select(func.count()).select_from(TrustListRecord)) == (versions or 0) + 1
    assert {theft.certificate(each).reason for each in theft.after} == {REASON}
    again = theft.distrust(verb)
    assert again == compromise.Done(taken_back=0, voided=0, lists=0, is_newly_distrusted=False)


def test_a_signing_that_was_interrupted_is_void_and_queues_again(theft: Theft) -> None:
    world = theft.world
    application_id = world.submitted(world.official())
    row, key = keys.open_own(db.session.get_one(User, theft.thief.id), theft.thief.passphrase, world.now)
    version = db.session.get_one(Application, application_id).version
    reserved = reservation.reserve(theft.thief.id, application_id, version, row.id, key.kid, world.now)
    assert theft.distrust().voided == 1
    assert theft.certificate(reserved).state == "void"
    assert db.session.get_one(Application, application_id).state == "submitted"
    world.signed(theft.colleague, application_id)


def test_refusals_change_nothing(theft: Theft) -> None:
    office, now = theft.office, theft.world.now
    with pytest.raises(WrongPassphrase):
        compromise.distrust(office, theft.key_id, theft.since, "suspend", REASON, "wrong", now)
    with pytest.raises(Invalid):
        compromise.distrust(office, theft.key_id, theft.since, "suspend", " ", ROOT_PASSPHRASE, now)
    for key_id in (1, 2, 99):  # the root, the status-list key, none
        with pytest.raises(NotFound):
            compromise.distrust(office, key_id, theft.since, "suspend", REASON, ROOT_PASSPHRASE, now)
    assert theft.states(theft.before + theft.after) == ["valid"] * 4
    theft.distrust()
    with pytest.raises(WrongPassphrase):
        reissue.replace_all(
            db.session.get_one(User, theft.colleague.id),
            theft.key_id,
            "wrong one",
            lambda: now,
            theft.steps.append,
        )
    with pytest.raises(Conflict):  # its owner has no key any more
        theft.replace(theft.thief)
    assert theft.states(theft.after) == ["suspended"] * 2
