"""Another office in the same register, which nobody of the first may touch."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint, Office, Unit
from certapp.registry.people import Grant, Role, User
from tests.world import FACTS


def another_office() -> Office:
    """Another office in the same register, with a unit, a checkpoint and a clerk."""
    values = {name: getattr(FACTS, name) for name in FACTS.__slots__}
    values |= {name: list(value) for name, value in values.items() if isinstance(value, tuple)}
    with transaction() as session:
        number = session.scalar(select(func.count()).select_from(Office)) or 0
        office = Office(**{**values, "code": f"OTHER-{number}"}, is_demo=False, created_at=datetime.now(UTC))
        session.add(office)
        session.flush()
        clerk = User(
            office_id=office.id, username=f"other-clerk-{number}", password_hash="-", name="Người khác",
            title="Văn thư", is_active=True, created_at=datetime.now(UTC),
        )  # fmt: skip
        clerk.grants = [Grant(role=Role.CLERK.value)]
        unit = Unit(office_id=office.id, name="Xã khác", since=datetime.now(UTC).date())
        session.add_all([clerk, unit, Checkpoint(office_id=office.id, name="Chốt khác", place="Nơi khác")])
    return office


def first(kind: type[User] | type[Unit] | type[Checkpoint], office: Office) -> int:
    """Return the id of the first such record of an office."""
    return db.session.scalars(select(kind.id).where(kind.office_id == office.id)).first()
