"""certapp.workflow.status_lists and revoke: what is published of a certificate, never to go back."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from certapp.credential import Status, StatusList, VerdictCode, claims
from certapp.credential.errors import CertappError
from certapp.registry.database import db, transaction
from certapp.registry.people import User
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import published_lists, revoke, scan, status_lists, trust_list
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound
from certapp.workflow.held_lists import HeldLists
from tests.world import World, stored_certificate


@pytest.fixture
def inside(office: World) -> Iterator[World]:
    """The shared office, inside its application context."""
    with office.app.app_context():
        yield office


def clerk(office: World) -> User:
    db.session.rollback()  # reads what others have committed
    return db.session.get_one(User, office.clerk.id)


def row() -> StatusListRecord:
    db.session.rollback()
    return db.session.scalars(select(StatusListRecord)).one()


def published(office: World, certificate_id: int) -> tuple[StatusList, int]:
    """The list a checkpoint would fetch for a certificate, and its entry."""
    status = claims.from_bytes(stored_certificate(certificate_id).payload).status
    lists = HeldLists(trust_list.current(office.office_id))
    return lists[status.uri], lists[status.uri].status(status.index)


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def test_a_change_is_published_with_it(inside: World) -> None:
    made = inside.issued()
    text = inside.qr_text(made)
    expected = [
        (revoke.suspend, Status.SUSPENDED, VerdictCode.SUSPENDED),
        (revoke.reinstate, Status.VALID, VerdictCode.VALID),
        (revoke.suspend, Status.SUSPENDED, VerdictCode.SUSPENDED),
        (revoke.revoke, Status.INVALID, VerdictCode.REVOKED),
    ]
    for verb, status, verdict in expected:
        verb(clerk(inside), made, "Lý do", inside.now)
        assert published(inside, made)[1] == status
        assert scan.judge(text, inside.now).code is verdict


def test_a_change_touches_no_other_entry(inside: World) -> None:
    one, other = inside.issued(), inside.issued()
    revoke.revoke(clerk(inside), one, "Lý do", inside.now)
    assert (published(inside, one)[1], published(inside, other)[1]) == (Status.INVALID, Status.VALID)
    revoke.suspend(clerk(inside), other, "Lý do", inside.now)
    assert (published(inside, one)[1], published(inside, other)[1]) == (Status.INVALID, Status.SUSPENDED)


def test_revoked_is_final(inside: World) -> None:
    made = inside.issued()
    revoke.revoke(clerk(inside), made, "Lý do", inside.now)
    for verb in (revoke.revoke, revoke.suspend, revoke.reinstate):
        refused = refusal(lambda verb=verb: verb(clerk(inside), made, "Lý do", inside.now))
        assert isinstance(refused, Conflict)
        assert (refused.code, refused.details) == ("certificate_state", {"state": "revoked"})
    assert published(inside, made)[1] == Status.INVALID


def test_a_refused_change_publishes_nothing(inside: World) -> None:
    made = inside.issued()
    before = row().signed
    outsider = inside.approver(inside.unit(f"Xã khác {made}"), with_key=False)
    official = inside.official()
    refused = refusal(lambda: revoke.revoke(clerk(inside), made, " ", inside.now))
    assert isinstance(refused, Invalid)
    for person, kind in ((outsider, NotFound), (official, Forbidden)):
        actor = db.session.get_one(User, person.id)
        refused = refusal(lambda actor=actor: revoke.revoke(actor, made, "Lý do", inside.now))
        assert isinstance(refused, kind)
    assert row().signed == before
    assert published(inside, made)[1] == Status.VALID


def test_nobody_puts_their_own_certificate_in_force_again(inside: World) -> None:
    owner = inside.approver(with_key=False, also_official=True)
    made = inside.signed(inside.approver(), inside.submitted(owner))
    actor = db.session.get_one(User, owner.id)
    revoke.suspend(actor, made, "Mất giấy", inside.now)
    refused = refusal(
        lambda: revoke.reinstate(db.session.get_one(User, owner.id), made, "Tìm thấy", inside.now)
    )
    assert (type(refused), refused.code) == (Forbidden, "own_certificate")
    assert published(inside, made)[1] == Status.SUSPENDED
    revoke.reinstate(clerk(inside), made, "Tìm thấy", inside.now)
    assert published(inside, made)[1] == Status.VALID


def test_the_time_of_a_list_never_goes_back(inside: World) -> None:
    made = inside.issued()
    revoke.suspend(clerk(inside), made, "Lý do", inside.now)
    before = published(inside, made)[0]
    revoke.reinstate(clerk(inside), made, "Lý do", inside.now - timedelta(seconds=10))  # a slow request
    after = published(inside, made)[0]
    assert (after.issued_at, after.expires) == (before.issued_at + 1, before.expires + 1)
    assert published(inside, made)[1] == Status.VALID


def test_a_list_is_renewed_after_half_its_life(world: World) -> None:
    with world.app.app_context():
        status_lists.refresh(world.now)
        before, half = row().expires, world.settings.status_lifetime / 2
        assert status_lists.refresh(world.now + timedelta(seconds=half - 60)) == 0
        assert row().expires == before
        assert status_lists.refresh(world.now + timedelta(seconds=half + 60)) == 1
        assert row().expires > before
        assert status_lists.are_fresh(world.now)
        assert not status_lists.are_fresh(row().expires)


def test_a_full_list_is_followed_by_another_and_no_entry_is_given_twice(world: World) -> None:
    with world.app.app_context():
        with transaction() as session:
            first = session.scalars(select(StatusListRecord)).one()
            first.allocated = int(first.capacity * 0.9)
        one, two = world.issued(), world.issued()
        lists = [stored_certificate(made).status_list.number for made in (one, two)]
        assert lists == [1, 2]
        revoke.revoke(clerk(world), one, "Lý do", world.now)
        assert [published(world, made)[1] for made in (one, two)] == [Status.INVALID, Status.VALID]
        assert published_lists.published(2).uri.endswith("/s/2")
        assert refusal(lambda: published_lists.published(3)).code == "not_found"


def test_a_taken_entry_is_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.app.app_context():
        taken = stored_certificate(world.issued()).status_index
        throws = iter([taken, taken, taken + 1])
        monkeypatch.setattr(status_lists.secrets, "randbelow", lambda _: next(throws))
        made = world.issued()
        assert stored_certificate(made).status_index == taken + 1
