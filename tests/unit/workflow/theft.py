"""An approver's key in other hands, and what an office does about it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.workflow import compromise, reissue, scan
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
