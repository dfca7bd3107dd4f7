"""People of the shared office, inside whose application context a test runs; an office robbed of a key."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from certapp.registry.database import db
from certapp.registry.signer_key import SignerKey
from tests.unit.workflow.theft import Theft
from tests.world import Person, World


@pytest.fixture
def official(office: World) -> Iterator[Person]:
    """An official of the shared office."""
    person = office.official()
    with office.app.app_context():
        yield person


@pytest.fixture
def approver(office: World) -> Iterator[Person]:
    """An approver with a key, who may apply too."""
    person = office.approver(also_official=True)
    with office.app.app_context():
        yield person


@pytest.fixture
def keyless(office: World) -> Iterator[Person]:
    """An approver without a key."""
    person = office.approver(with_key=False)
    with office.app.app_context():
        yield person


@pytest.fixture
def unit_id(office: World) -> Iterator[int]:
    """A unit of this test alone."""
    unit = office.unit(f"Xã thử {secrets.token_hex(4)}")
    with office.app.app_context():
        yield unit


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
