"""Makes the demo: people of every role, applications in every state, certificates for the verdicts."""

from datetime import datetime, timedelta

from sqlalchemy import select

from certapp.demo import accounts, practice, world
from certapp.demo.accounts import Account, DemoError
from certapp.demo.world import APPROVER_HOME, RESIDENTS, Resident
from certapp.registry.application import Application
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import Role, User
from certapp.workflow import (
    apply,
    issue,
    keys,
    offices,
    passwords,
    people,
    reservation,
    review,
    revoke,
    status_lists,
)
from certapp.workflow.content import Content
from certapp.workflow.local_time import day_of
from certapp.workflow.offices import OfficeFacts
from certapp.workflow.people import NewPerson

Hours = tuple[int | None, int | None]  # as `Content` has them: from and until

_FOUNDED = timedelta(days=60)  # before now, so that there is a past to show
_DAYTIME = (5 * 60, 19 * 60)


def build(public_url: str, now: datetime) -> None:
    """Make the demo office in an empty register.

    :param public_url: where phones would reach it.
    :param now: aware UTC.
    :raises DemoError: `demo_not_empty`, an office exists; demo people never enter a real one.
    """
    if db.session.scalar(select(Office.id)) is not None:
        raise DemoError("demo_not_empty")
    _Builder(public_url, now).build()


class _Builder:
    def __init__(self, public_url: str, now: datetime) -> None:
        self.now = now
        self.founded = now - _FOUNDED
        self.root_passphrase = passwords.new_password()
        self.accounts: list[Account] = []
        self.users: dict[str, int] = {}
        self.units: dict[str, int] = {}
        self.public_url = public_url

    def build(self) -> None:
        """Found, staff, and work a while."""
        self._found()
        self._staff()
        bad = self._past()
        sample = self._present()
        status_lists.refresh(self.now)
        practice.write(sample, bad)
        accounts.write(self.accounts, self.root_passphrase)

    def user(self, username: str) -> User:
        """Return one of the demo's people."""
        return db.session.get_one(User, self.users[username])

    def _found(self) -> None:
        facts = OfficeFacts(**world.OFFICE, public_url=self.public_url)  # type: ignore[arg-type]
        username, name, title = world.CLERK
        clerk = self._person(username, name, title, Role.CLERK)
        office = offices.found(facts, clerk, self.root_passphrase, now=self.founded, is_demo=True)
        self.users[username] = people.everyone(office.id)[0].id
        for commune in world.COMMUNES:
            unit = offices.add_unit(self.user(username), commune, day_of(self.founded), self.founded)
            self.units[commune] = unit.id

    def _staff(self) -> None:
        for (name, place, position), (username, guard, title) in zip(
            world.CHECKPOINTS, world.GUARDS, strict=True
        ):
            post = offices.add_checkpoint(self.user(world.CLERK[0]), name, place, self.founded, position)
            self._add(self._person(username, guard, title, Role.CHECKPOINT, checkpoint_id=post.id))
        for username, name, title, communes in world.APPROVERS:
            roles = (Role.APPROVER, Role.OFFICIAL)
            units = frozenset(self.units[commune] for commune in communes)
            unit_id = self.units[communes[0]]
            self._add(self._person(username, name, title, *roles, unit_id=unit_id, approves_for=units))
            row = keys.request(self.user(username), self._account(username).passphrase or "", self.founded)
            keys.certify(offices.the_office(), row.id, self.root_passphrase, self.founded)
        for resident in RESIDENTS:
            unit_id = self.units[resident.commune]
            person = self._person(
                resident.username, resident.name, resident.title, Role.OFFICIAL, unit_id=unit_id
            )
            self._add(person)

    def _past(self) -> dict[str, int]:
        """What was decided in the last weeks, in its order: the published lists never go back in time.

        :returns: certificates that are not good today, by what they are.
        """
        ago = self._ago
        expired = self._issue("ben", RESIDENTS[2], 0, 9, ago(days=40))
        released = self._submit(RESIDENTS[4], 0, 5, ago(days=12))
        self._reserve("mai", released, ago(days=12))
        reservation.release(*self._decision("mai", released), ago(days=11))
        review.return_(*self._decision("mai", released), world.REASONS["return"], ago(days=11))
        revoked = self._issue("mai", RESIDENTS[6], 0, 20, ago(days=6))
        suspended = self._issue("ben", RESIDENTS[1], 0, 20, ago(days=3))
        revoke.revoke(self.user(world.CLERK[0]), revoked, world.REASONS["revoke"], ago(days=2))
        self._issue("mai", RESIDENTS[4], 9, 14, ago(days=1))
        revoke.suspend(self.user("ben"), suspended, world.REASONS["suspend"], ago(hours=23))
        returned = self._submit(RESIDENTS[5], 2, 9, ago(hours=22))
        review.return_(*self._decision("mai", returned), world.REASONS["return"], ago(hours=21))
        rejected = self._submit(RESIDENTS[6], 1, 9, ago(hours=22))
        review.reject(*self._decision("mai", rejected), world.REASONS["reject"], ago(hours=20))
        withdrawn = self._submit(RESIDENTS[1], 4, 2, ago(hours=22))
        apply.withdraw(self.user("khoa"), withdrawn, ago(hours=20))
        return {"expired": expired, "revoked": revoked, "suspended": suspended}

    def _present(self) -> int:
        """What is under way, and the sample: a certificate that is good today."""
        interrupted = self._submit(RESIDENTS[3], 1, 5, self._ago(hours=20))
        self._reserve("ben", interrupted, self._ago(hours=19))
        for resident, hours in zip((*RESIDENTS[1:5], APPROVER_HOME), (52, 30, 7, 3, 1), strict=True):
            self._submit(resident, 2, 14, self._ago(hours=hours))
        apply.save(self.user("nhung"), apply.new_form_id(), self._content(RESIDENTS[0], 31, 6), self.now)
        return self._issue("ben", RESIDENTS[0], 0, 30, self.now, hours=(None, None))

    def _issue(
        self, approver: str, resident: Resident, first: int, days: int, at: datetime, hours: Hours = _DAYTIME
    ) -> int:
        application_id = self._submit(resident, first, days, at, hours)
        passphrase = self._account(approver).passphrase or ""
        return issue.sign(*self._decision(approver, application_id), passphrase, at).id

    def _reserve(self, approver: str, application_id: int, at: datetime) -> None:
        """Leave a signing half-way, as a power cut would."""
        actor = self.user(approver)
        row, key = keys.open_own(actor, self._account(approver).passphrase or "", at)
        actor, application_id, version = self._decision(approver, application_id)
        reservation.reserve(actor.id, application_id, version, row.id, key.kid, at)

    def _submit(
        self, resident: Resident, first: int, days: int, at: datetime, hours: Hours = _DAYTIME
    ) -> int:
        content = self._content(resident, first, days, at, hours)
        return apply.submit(self.user(resident.username), apply.new_form_id(), content, at).id

    def _decision(self, approver: str, application_id: int) -> tuple[User, int, int]:
        version = db.session.get_one(Application, application_id).version
        return self.user(approver), application_id, version

    def _content(
        self,
        resident: Resident,
        first: int,
        days: int,
        at: datetime | None = None,
        hours: Hours = _DAYTIME,
    ) -> Content:
        """:param first: days from `at` to the first day of travel."""
        start = day_of(at or self.now) + timedelta(days=first)
        return Content(
            holder=resident.name,
            birth_date=resident.birth_date,
            sex=resident.sex,
            id_number=resident.id_number,
            street=resident.street,
            ward=resident.ward,
            district=resident.district,
            province=resident.province,
            unit_id=self.units[resident.commune],
            position=resident.title,
            destinations=(resident.commune,),
            purpose=world.PURPOSE,
            route=world.ROUTE,
            plate=resident.plate,
            start_date=start,
            end_date=start + timedelta(days=days - 1),
            hours_from=hours[0],
            hours_until=hours[1],
        )

    def _ago(self, **since: float) -> datetime:
        return self.now - timedelta(**since)

    def _person(self, username: str, name: str, title: str, *roles: Role, **places: object) -> NewPerson:
        passphrase = passwords.new_password() if Role.APPROVER in roles else None
        account = Account(roles[0], username, name, passwords.new_password(), passphrase)
        self.accounts.append(account)
        return NewPerson(
            username=username, name=name, title=title, roles=frozenset(roles), password=account.password,
            **places,  # type: ignore[arg-type]
        )  # fmt: skip

    def _add(self, person: NewPerson) -> None:
        clerk = self.user(world.CLERK[0])
        self.users[person.username] = people.add(clerk, person, self.founded, keeps_password=True).id

    def _account(self, username: str) -> Account:
        return next(account for account in self.accounts if account.username == username)
