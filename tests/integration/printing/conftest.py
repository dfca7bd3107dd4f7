"""An office with an approver, and print files made in small parts."""

from collections.abc import Iterator

import pytest

from certapp.workflow import print_making
from tests.world import Person, World


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_making, "BATCH", 2)


@pytest.fixture
def approver(world: World) -> Iterator[Person]:
    """An approver of the first unit, inside whose office the test runs."""
    person = world.approver()
    with world.app.app_context():
        yield person
