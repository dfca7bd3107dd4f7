"""certapp.workflow.reissue: the papers of a distrusted key, replaced under another one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certapp.credential import VerdictCode
from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.people import User
from certapp.registry.signer_key import SignerKey
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import compromise, issue, progress, reissue, revoke
from certapp.workflow import status_lists as status_lists_
from certapp.workflow.errors import NotFound
from certapp.workflow.reissue import Step
from tests.unit.workflow.theft import REASON, Theft
from tests.world import ROOT_PASSPHRASE


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
