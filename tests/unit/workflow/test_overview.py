"""certapp.workflow.overview: what the clerk sees first."""

from datetime import timedelta

import pytest

from certapp.registry.application import ApplicationState
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import accounts, keys, overview, revoke
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Forbidden
from tests.neighbour import another_office
from tests.world import World, user


def of(world: World) -> overview.Overview:
    return overview.of(user(world.clerk), world.now, world.today)


def test_what_there_is_and_what_waits(world: World) -> None:
    first = world.today - timedelta(days=9)
    long_ago = world.now - timedelta(days=9)
    expired = {"at": long_ago, "start_date": first, "end_date": first}
    world.issued(**expired)  # type: ignore[arg-type]
    world.issued()
    revoked = world.issued()
    world.submitted(world.official())
    second = world.unit("Xã Phước Tân")
    with world.app.app_context():
        another_office()
        revoke.revoke(user(world.clerk), revoked, "Khai sai nơi đến", world.now)
        found = of(world)
        assert found.applications == {ApplicationState.ISSUED: 3, ApplicationState.SUBMITTED: 1}
        assert found.certificates == {Standing.VALID: 1, Standing.EXPIRED: 1, Standing.REVOKED: 1}
        assert [unit.id for unit in found.units_without_approver] == [second]
        assert found.approvers_without_key == []
        assert [row.number for row in found.lists] == [1]


def test_who_approves_and_has_not_asked_for_a_key(world: World) -> None:
    approver = world.approver(with_key=False)
    with world.app.app_context():
        assert [each.id for each in of(world).approvers_without_key] == [approver.id]
        keys.request(user(approver), approver.passphrase, world.now)
        assert of(world).approvers_without_key == []
        assert of(world).units_without_approver == []
        accounts.close(user(world.clerk), approver.id, world.now)
        assert [unit.id for unit in of(world).units_without_approver] == [world.unit_id]


def test_only_a_clerk_sees_it(office: World) -> None:
    official = office.official()
    with office.app.app_context(), pytest.raises(Forbidden):
        overview.of(db.session.get_one(User, official.id), office.now, office.today)
