"""Another office in a register of its own, as real as the first: what it gives out, how it becomes known."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from certapp.credential import StatusRef, claims, qrtext, token
from certapp.keystore.signing import fingerprint
from certapp.registry.database import db, transaction
from certapp.registry.foreign_office import ForeignOffice
from certapp.registry.office import Office
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import foreign_offices, status_lists, trust_list
from tests.verdicts import signed_by
from tests.world import FACTS, Person, World

CODE = "MTTQ-NINHSON"
NAME = "Ban Thường trực Ủy ban MTTQ Việt Nam huyện Ninh Sơn"


def far_office(folder: Path, port: int, code: str = CODE, name: str = NAME) -> World:
    """Found another office, whose public address is this port of this machine."""
    facts = replace(FACTS, code=code, name=name, public_url=f"http://127.0.0.1:{port}")
    return World(folder, facts=facts)


def address_of(other: World) -> str:
    """Return the public address of an office."""
    with other.app.app_context():
        return db.session.get_one(Office, other.office_id).public_url


def trust_list_of(other: World) -> bytes:
    """Return the trust list that an office gives out."""
    with other.app.app_context():
        return trust_list.signed(other.office_id)


def status_list_of(other: World, *, anew: bool = False) -> bytes:
    """Return the status list that an office gives out, signed anew if asked for."""
    with other.app.app_context():
        if anew:
            with transaction() as session:
                status_lists.publish(session, session.scalars(select(StatusListRecord)).one(), other.now)
        return db.session.scalars(select(StatusListRecord)).one().signed


def introduce(world: World, other: World, address: str | None = None) -> None:
    """Pin the root of another office, and tell where its lists are, by default where it says itself."""
    with other.app.app_context():
        pem = trust_list.root_certificate(other.office_id).encode()
    address = address_of(other) if address is None else address
    with world.app.app_context():
        root = foreign_offices.read_root(pem, world.now)
        foreign_offices.import_root(here(world), root, fingerprint(root), world.now, address)


def here(world: World) -> Office:
    """Return this office as it is now, inside its application context."""
    db.session.rollback()  # reads what others have committed
    return db.session.get_one(Office, world.office_id)


def pointed_to(far: World, approver: Person, text: str, uri: str) -> str:
    """Return the QR text of a paper of the other office that names another address for its status list."""
    said = claims.from_bytes(token.parse(qrtext.decode(text).token).payload)
    other = replace(said, status=StatusRef(said.status.index, uri))
    return signed_by(far, approver, other)


def known(world: World) -> ForeignOffice:
    """Return the one other office that is known, as it is now, inside the application context."""
    db.session.rollback()
    return db.session.scalars(select(ForeignOffice)).one()
