"""Fixtures: an office of its own for a test, and one that is served for all tests of a process."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from certapp.keystore import pkcs8
from certapp.workflow import passwords
from tests.browsing import Browser
from tests.serving import served
from tests.world import World


def pytest_configure() -> None:
    """Let the processes that tests start be measured too, by tests/measured/sitecustomize.py.

    And let Hypothesis ask what an example does, never how fast this machine does it.
    """
    os.environ["PYTHONPATH"] = str(Path(__file__).parent / "measured")
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test by the folder it stands in."""
    for item in items:
        kind = Path(item.path).relative_to(Path(__file__).parent).parts[0]
        if kind in ("unit", "integration", "browser"):
            item.add_marker(kind)


@pytest.fixture(scope="session", autouse=True)
def cheap_secrets() -> Iterator[None]:
    """Make passwords and key files cost little to open, in this process: tests guess nothing.

    A served office works at the real cost, and opens these all the same: the cost stands beside each secret.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(passwords, "_NOBODY", passwords.hash_password("no account has this password"))
        patch.setattr(pkcs8, "SCRYPT_COST", 2)
        yield


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A fresh office for one test."""
    return World(tmp_path)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One office for all tests of this process; a test adds the people it needs and leaves others alone."""
    return World(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def address(office: World) -> Iterator[str]:
    """Where the shared office is served."""
    with served(office) as url:
        yield url


@pytest.fixture
def browse(address: str) -> Iterator[Callable[[], Browser]]:
    """Make browsers of the served office that keep cookies and fill in CSRF tokens; closed at the end."""
    opened: list[Browser] = []

    def browser() -> Browser:
        opened.append(Browser(address))
        return opened[-1]

    yield browser
    for each in opened:
        each.close()
