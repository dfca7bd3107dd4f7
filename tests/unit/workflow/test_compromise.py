"""certapp.workflow.compromise and reissue: a key in other hands, its papers taken back and replaced."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certapp.credential import VerdictCode
from certapp.keystore.errors import WrongPassphrase
from certapp.registry.application import Application
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.registry.signer_key import SignerKey, TrustListRecord
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import compromise, issue, keys, progress, reissue, reservation, revoke, scan
from certapp.workflow import status_lists as status_lists_
from certapp.workflow.errors import Conflict, Invalid, NotFound
from certapp.workflow.reissue import Step
from tests.world import ROOT_PASSPHRASE, Person, World

REASON = "Khóa ký bị lộ"


@dataclass
class Theft:
    """An approver whose key was stolen: papers signed before and since, and a colleague."""

    world: World
    thief: Person
    colleague: Person
    key_id: int
    since: datetime
    before: list[int]
    after: list[int]
    steps: list[Step] = field(default_factory=list)

    @property
    def office(self) -> Office:
        db.session.rollback()
        return db.session.get_one(Office, self.world.office_id)

    def distrust(self, verb: str = "suspend", *, since: datetime | None = None) -> compromise.Done:
        begin, now = since or self.since, self.world.now
        return compromise.distrust(self.office, self.key_id, begin, verb, REASON, ROOT_PASSPHRASE, now)

    def replace(self, who: Person | None = None) -> int:
        who = who or self.colleague
        actor = db.session.get_one(User, who.id)
        left = reissue.replace_all(
            actor, self.key_id, who.passphrase, lambda: datetime.now(UTC), self.steps.append
        )
        reissue.end_replaced(self.office, self.key_id, self.world.now)
        return left

    def certificate(self, certificate_id: int) -> Certificate:
        db.session.rollback()
        return db.session.get_one(Certificate, certificate_id)

    def states(self, ids: list[int]) -> list[str]:
        return [self.certificate(each).state for each in ids]

    def verdict(self, certificate_id: int) -> VerdictCode:
        return scan.judge(self.world.qr_text(certificate_id), self.world.now).code

    def successor(self, certificate_id: int) -> Certificate:
        """The one certificate in the place of another; there must not be two."""
        db.session.rollback()
        query = select(Certificate).where(
            Certificate.replaces_id == certificate_id, Certificate.state != "void"
        )
        return db.session.scalars(query).one()


@pytest.fixture
def theft(world: World) -> Iterator[Theft]:
    """Two papers before the theft, two since."""
    thief, colleague = world.approver(), world.approver()
    since = world.now - timedelta(hours=2)
    before = [
        world.signed(thief, world.submitted(world.official(), at=since), at=since - timedelta(hours=1))
        for _ in "12"
    ]
    after = [world.signed(thief, world.submitted(world.official())) for _ in "12"]
    with world.app.app_context():
        key_id = db.session.scalars(select(SignerKey.id).where(SignerKey.user_id == thief.id)).one()
        yield Theft(world, thief, colleague, key_id, since, before, after)


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


def test_one_publication_a_list(theft: Theft, monkeypatch: pytest.MonkeyPatch) -> None:
    published, publish = [], status_lists_.publish

    def counted(session: Session, row: StatusListRecord, now: datetime, *, is_urgent: bool) -> bool:
        published.append(row.id)
        return publish(session, row, now, is_urgent=is_urgent)

    monkeypatch.setattr(status_lists_, "publish", counted)
    theft.distrust()
    assert published == [theft.certificate(theft.after[0]).status_list_id]
    theft.replace()
    assert len(published) == 2


@pytest.mark.parametrize("verb", ["suspend", "revoke"])
def test_each_is_replaced_once_under_the_other_key_with_a_number_of_its_own(theft: Theft, verb: str) -> None:
    theft.distrust(verb)
    assert theft.replace() == 0
    old = theft.before + theft.after
    made = [theft.successor(each) for each in old]
    assert {row.signer_key.user_id for row in made} == {theft.colleague.id}
    assert sorted(row.sequence for row in made) == [5, 6, 7, 8]
    assert len({row.cti for row in made}) == 4
    assert theft.states(theft.before) == ["superseded"] * 2
    assert theft.states(theft.after) == ["superseded" if verb == "suspend" else "revoked"] * 2
    for old_id, row in zip(old, made, strict=True):
        assert row.application_id == theft.certificate(old_id).application_id
        assert theft.verdict(row.id) is VerdictCode.VALID
        assert issue.paper_of(theft.certificate(row.id)).startswith(b"%PDF")
    assert [(step.done, step.total, step.fault) for step in theft.steps] == [
        (n, 4, None) for n in range(1, 5)
    ]
    assert theft.replace() == 0
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 8


def test_the_holder_sees_the_new_one_and_how_it_came(theft: Theft) -> None:
    theft.distrust()
    theft.replace()
    [old_id] = theft.after[:1]
    application = db.session.get_one(Application, theft.certificate(old_id).application_id)
    shown = progress.certificate_of(application)
    assert shown is not None
    assert (shown.replaces_id, application.state) == (old_id, "issued")
    told = [(record.verb, record.note) for record in progress.timeline(application)]
    assert told[-4:-1] == [("suspend", REASON), ("reserve", None), ("reissue", None)]
    assert told[-1] == ("supersede", shown.number)


def test_what_a_person_decided_on_is_left(theft: Theft) -> None:
    """Suspended before for another reason; revoked after the clerk looked at it; over."""
    clerk = db.session.get_one(User, theft.world.clerk.id)
    revoke.suspend(clerk, theft.before[0], "Đang xác minh", theft.world.now)
    theft.distrust()
    revoke.revoke(clerk, theft.after[0], "Giả mạo", theft.world.now)
    with transaction() as session:
        session.get_one(Certificate, theft.before[1]).expires = theft.world.now
    assert compromise.waiting(theft.world.office_id, theft.key_id, theft.world.now) == [theft.after[1]]
    assert theft.replace() == 0
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 5
    assert theft.states([*theft.before[:1], *theft.after[:1]]) == ["suspended", "revoked"]
    assert theft.states(theft.after[1:]) == ["superseded"]


def test_an_earlier_time_and_a_harder_verb_do_the_rest(theft: Theft) -> None:
    theft.distrust()
    done = theft.distrust("revoke", since=theft.since - timedelta(days=1))
    assert (done.taken_back, done.lists, done.is_newly_distrusted) == (4, 1, False)
    assert theft.states(theft.before + theft.after) == ["revoked"] * 4
    assert theft.replace() == 0
    assert {theft.verdict(theft.successor(each).id) for each in theft.before} == {VerdictCode.VALID}


def test_what_an_approver_may_not_sign_is_left_for_another(theft: Theft) -> None:
    world = theft.world
    both = world.approver(also_official=True)
    own = world.signed(theft.thief, world.submitted(both))
    theft.distrust()
    stranger = world.approver(world.unit("Xã khác"))
    assert theft.replace(stranger) == 5
    assert {type(step.fault) for step in theft.steps} == {NotFound}
    assert theft.replace(both) == 1
    assert [step.fault.code for step in theft.steps if step.fault][5:] == ["own_application"]
    assert compromise.waiting(world.office_id, theft.key_id, world.now) == [own]
    assert theft.replace() == 0


def test_what_cannot_be_printed_is_void_and_the_others_are_replaced(theft: Theft) -> None:
    theft.distrust()
    bad = theft.before[0]
    with transaction() as session:
        session.get_one(Certificate, bad).application.purpose = "Đi họp 主"
    assert theft.replace() == 1
    assert [step.fault.code for step in theft.steps if step.fault] == ["glyph_missing"]
    assert [step.new is not None for step in theft.steps].count(True) == 3
    query = select(Certificate).where(Certificate.replaces_id == bad)
    assert [(made.state, made.token) for made in db.session.scalars(query)] == [("void", None)]
    assert compromise.waiting(theft.world.office_id, theft.key_id, theft.world.now) == [bad]
    with transaction() as session:
        session.get_one(Certificate, bad).application.purpose = "Đi họp"
    assert theft.replace() == 0
    assert theft.verdict(theft.successor(bad).id) is VerdictCode.VALID


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


def test_the_successors_key_is_lost_too(theft: Theft) -> None:
    """A reservation for the second key is void; the third key's paper takes the place of both."""
    theft.distrust()
    theft.replace()
    second = db.session.scalars(select(SignerKey.id).where(SignerKey.user_id == theft.colleague.id)).one()
    middle = [theft.successor(each).id for each in theft.after]
    now = theft.world.now
    compromise.distrust(theft.office, second, theft.since, "revoke", REASON, ROOT_PASSPHRASE, now)
    third = theft.world.approver()
    actor = db.session.get_one(User, third.id)
    steps: list[Step] = []
    assert reissue.replace_all(actor, second, third.passphrase, lambda: datetime.now(UTC), steps.append) == 0
    assert len(steps) == 4
    assert {theft.verdict(theft.successor(each).id) for each in middle} == {VerdictCode.VALID}


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
