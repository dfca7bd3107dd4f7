"""An office for tests: founded, staffed and used through the same verbs as a real one."""

import itertools
import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import flask_migrate
from flask import Flask

from certapp import create_app
from certapp.config import Settings
from certapp.keystore.files import KeyFolder
from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import Role, Sex, User
from certapp.workflow import apply, issue, keys, local_time, offices, people
from certapp.workflow.content import Content
from certapp.workflow.offices import OfficeFacts
from certapp.workflow.people import NewPerson

ROOT_PASSPHRASE = "mật khẩu gốc của cơ quan thử"
PASSWORD = "mot-mat-khau-dai-2026"
PASSPHRASE = "cụm từ bí mật của người ký"

_EMPTY_REGISTER: list[bytes] = []

FACTS = OfficeFacts(
    code="MTTQ-TEST",
    name="Ban Thường trực Ủy ban MTTQ Việt Nam huyện Bác Ái",
    parent_lines=("ỦY BAN MTTQ VIỆT NAM", "HUYỆN BÁC ÁI"),
    body_lines=("BAN THƯỜNG TRỰC",),
    place="Bác Ái",
    number_form="{number}/GXN-MTTQ-BTT",
    authority_lines=("TM. BAN THƯỜNG TRỰC",),
    recipients=("- Người được cấp;", "- Lưu: VT."),
    home_district="Huyện Bác Ái",
    home_province="Tỉnh Ninh Thuận",
    public_url="http://127.0.0.1:8000",
)


@dataclass(frozen=True)
class Person:
    """An account of the test office, with what its owner knows."""

    id: int
    username: str
    password: str = PASSWORD
    passphrase: str = PASSPHRASE


def user(person: Person) -> User:
    """Return a person's account as it is now, inside the application context of their office."""
    db.session.rollback()  # reads what others have committed
    return db.session.get_one(User, person.id)


def stored_application(application_id: int) -> Application:
    """Return an application as it is now, whoever has changed it, inside the context of its office."""
    db.session.rollback()
    return db.session.get_one(Application, application_id)


def stored_certificate(certificate_id: int) -> Certificate:
    """Return a certificate as it is now, whoever has changed it, inside the context of its office."""
    db.session.rollback()
    return db.session.get_one(Certificate, certificate_id)


class World:
    """A founded office in its own folder.

    Use `with world.app.app_context():` around verbs of your own; the methods here open one themselves.
    """

    def __init__(self, folder: Path, *, facts: OfficeFacts = FACTS, **changes: object) -> None:
        self.settings = replace(
            Settings(),
            instance=folder / "instance",
            keys=folder / "keys",
            **changes,  # type: ignore[arg-type]
        )
        self.settings.instance.mkdir(parents=True)
        self.app: Flask = create_app(self.settings)
        self._count = itertools.count(1)
        with self.app.app_context():
            self._lay_tables()
            office = offices.found(
                facts, self._new("clerk", Role.CLERK), ROOT_PASSPHRASE, now=self.now - timedelta(days=400)
            )
            self.office_id = office.id
            self.clerk = Person(id=people.everyone(office.id)[0].id, username="clerk-1")
        self.unit_id = self.unit("Xã Phước Đại")

    def _lay_tables(self) -> None:
        """Put down the empty register that the migrations make, made once in this process."""
        file = self.settings.instance / "certapp.db"
        if not _EMPTY_REGISTER:
            flask_migrate.upgrade()
            db.engine.dispose()  # the last one to leave writes all into the one file
            _EMPTY_REGISTER.append(file.read_bytes())
        db.engine.dispose()
        file.write_bytes(_EMPTY_REGISTER[0])

    @property
    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return datetime.now(UTC)

    @property
    def today(self) -> date:
        """The present local day."""
        return local_time.day_of(self.now)

    @property
    def key_folder(self) -> KeyFolder:
        """The private keys of the office."""
        return KeyFolder(self.settings.keys)

    def environment(self) -> dict[str, str]:
        """Environment under which another process works in this same office."""
        return {
            **os.environ,
            "CERTAPP_INSTANCE": str(self.settings.instance),
            "CERTAPP_KEYS": str(self.settings.keys),
            "CERTAPP_PKCS11_MODULE": self.settings.pkcs11_module,
        }

    def unit(self, name: str) -> int:
        """Add a unit; returns its id."""
        with self.app.app_context():
            return offices.add_unit(self._clerk(), name, self.today - timedelta(days=400), self.now).id

    def checkpoint(self, name: str = "") -> int:
        """Add a checkpoint; returns its id."""
        with self.app.app_context():
            name = name or f"Chốt số {next(self._count)}"
            return offices.add_checkpoint(self._clerk(), name, "Quốc lộ 27B", self.now).id

    def official(self, unit_id: int | None = None) -> Person:
        """Add an official."""
        return self._add(self._new("official", Role.OFFICIAL, unit_id=unit_id or self.unit_id))

    def approver(self, *unit_ids: int, with_key: bool = True, also_official: bool = False) -> Person:
        """Add an approver for these units (default: the first unit), with a certified key."""
        units = frozenset(unit_ids or (self.unit_id,))
        roles = [Role.APPROVER, Role.OFFICIAL] if also_official else [Role.APPROVER]
        person = self._add(self._new("approver", *roles, unit_id=min(units), approves_for=units))
        if with_key:
            self.give_key(person)
        return person

    def guard(self, checkpoint_id: int | None = None) -> Person:
        """Add a member of a checkpoint's staff."""
        post = checkpoint_id or self.checkpoint()
        return self._add(self._new("guard", Role.CHECKPOINT, checkpoint_id=post))

    def give_key(self, person: Person, *, at: datetime | None = None) -> None:
        """Make and certify a key for an approver, by default a year ago."""
        at = at or self.now - timedelta(days=365)
        with self.app.app_context():
            row = keys.request(db.session.get_one(User, person.id), person.passphrase, at)
            keys.certify(db.session.get_one(Office, self.office_id), row.id, ROOT_PASSPHRASE, at)

    def content(self, **changes: object) -> Content:
        """Return the content of a good application, from tomorrow on for a week."""
        first = self.today + timedelta(days=0)
        good = Content(
            holder="Nguyễn Thị Hồng Nhung",
            birth_date=date(1988, 4, 12),
            sex=Sex.FEMALE,
            id_number="058188001234",
            street="12 đường 16 Tháng 4",
            ward="Phường Mỹ Hải",
            district="Thành phố Phan Rang - Tháp Chàm",
            province="Tỉnh Ninh Thuận",
            unit_id=self.unit_id,
            position="Công chức Văn phòng",
            destinations=("Xã Phước Đại",),
            purpose="Đi làm việc tại cơ quan",
            route="Quốc lộ 27B",
            plate="85B1-123.45",
            start_date=first,
            end_date=first + timedelta(days=6),
            hours_from=5 * 60,
            hours_until=19 * 60,
        )
        return replace(good, **changes)  # type: ignore[arg-type]

    def submitted(self, official: Person, *, at: datetime | None = None, **changes: object) -> int:
        """Submit an application; returns its id."""
        with self.app.app_context():
            actor = db.session.get_one(User, official.id)
            content = self.content(**changes)
            return apply.submit(actor, apply.new_form_id(), content, at or self.now).id

    def signed(self, approver: Person, application_id: int, *, at: datetime | None = None) -> int:
        """Sign an application; returns the certificate's id."""
        with self.app.app_context():
            actor = db.session.get_one(User, approver.id)
            version = db.session.get_one(Application, application_id).version
            return issue.sign(actor, application_id, version, approver.passphrase, at or self.now).id

    def issued(self, *, at: datetime | None = None, **changes: object) -> int:
        """Issue a certificate to a new official by a new approver; returns its id."""
        application_id = self.submitted(self.official(), at=at, **changes)
        return self.signed(self.approver(), application_id, at=at)

    def qr_text(self, certificate_id: int) -> str:
        """Return the QR text of a certificate."""
        with self.app.app_context():
            return issue.qr_text_of(db.session.get_one(Certificate, certificate_id))

    def _clerk(self) -> User:
        return db.session.get_one(User, self.clerk.id)

    def _add(self, person: NewPerson) -> Person:
        with self.app.app_context():
            added = people.add(self._clerk(), person, self.now)
            with transaction() as session:  # as if they had chosen a password, and taken the same one
                session.get_one(User, added.id).must_change_password = False
            return Person(id=added.id, username=person.username)

    def _new(self, kind: str, *roles: Role, **place: object) -> NewPerson:
        number = next(self._count)
        return NewPerson(
            username=f"{kind}-{number}",
            name={"approver": "Nguyễn Văn Bền"}.get(kind, "Trần Thị Mai"),
            title={"approver": "Phó Chủ tịch"}.get(kind, "Công chức"),
            roles=frozenset(roles),
            password=PASSWORD,
            **place,  # type: ignore[arg-type]
        )
