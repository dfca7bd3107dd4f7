"""Checks are deleted when the office's days are over, and not before."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from certapp.registry.audit import AuditRecord
from certapp.registry.checks import Check, Direction
from certapp.registry.database import db
from certapp.workflow import check_retention, scan
from tests.world import World, user


def told() -> list[int]:
    records = select(AuditRecord).where(AuditRecord.verb == "forget_checks").order_by(AuditRecord.id)
    return [record.facts["count"] for record in db.session.scalars(records)]


def test_a_check_is_kept_for_the_days_of_the_setting_and_then_deleted(world: World) -> None:
    guard = world.guard()
    kept = timedelta(days=world.settings.check_days)
    with world.app.app_context():
        now = world.now
        for age in (kept + timedelta(seconds=1), kept, timedelta(0)):
            scan.record_check(user(guard), str(uuid4()), "không phải giấy", Direction.IN, "", now - age)
        assert check_retention.forget(now) == 1
        assert [row.at for row in db.session.scalars(select(Check).order_by(Check.at))] == [now - kept, now]
        assert check_retention.forget(now) == 0
        assert told() == [1]


def test_many_are_deleted_in_several_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    guard = world.guard()
    with world.app.app_context():
        now = world.now
        long_ago = now - timedelta(days=world.settings.check_days + 1)
        for _ in range(7):
            scan.record_check(user(guard), str(uuid4()), "không phải giấy", Direction.IN, "", long_ago)
        monkeypatch.setattr(check_retention, "AT_ONCE", 3)
        assert check_retention.forget(now) == 7
        assert told() == [3, 3, 1]
