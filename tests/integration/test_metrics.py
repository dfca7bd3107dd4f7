"""Counters of an office that is served by two processes: any of them tells the sum."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.patience import PATIENCE, until
from tests.serving import free_port, served
from tests.world import World

HEALTHZ = 'certapp_requests_total{endpoint="public.healthz",method="GET",status="200"}'
UNREADABLE = 'certapp_verdicts_total{code="UNREADABLE",surface="api"}'


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    return free_port()


@pytest.fixture
def counters(world: World, port: int) -> Path:
    """Where the workers count; something of an earlier run lies there."""
    folder = world.settings.instance / "metrics" / str(port)
    folder.mkdir(parents=True)
    (folder / "counter_1.db").write_bytes(b"what an earlier run has left")
    return folder


@pytest.fixture
def address(world: World, port: int, counters: Path) -> Iterator[str]:
    """The office, served by two processes."""
    with served(world, port, {**world.environment(), "CERTAPP_WORKERS": "2"}) as url:
        yield url


def value(address: str, name: str) -> int:
    """Return a counter as one of the workers tells it, over a connection of its own."""
    [found] = re.findall(
        rf"^{re.escape(name)} ([0-9.]+)$",
        httpx.get(f"{address}/metrics", timeout=PATIENCE).text,
        re.MULTILINE,
    )
    return int(float(found))


def workers_that_answered(counters: Path) -> list[int]:
    """Return the processes in whose files a request of ours stands."""
    files = counters.glob("counter_*.db")
    return [int(file.stem.rsplit("_", 1)[1]) for file in files if b"public.healthz" in file.read_bytes()]


def test_each_worker_tells_the_sum_of_all_and_a_dead_one_takes_nothing_away(
    address: str, counters: Path
) -> None:
    until(lambda: value(address, "certapp_workers") == 2)
    before, sent = value(address, HEALTHZ), 0
    while len(workers_that_answered(counters)) < 2 or sent < 10:
        assert httpx.get(f"{address}/healthz", timeout=PATIENCE).status_code == 200
        sent += 1
        assert sent < 1000, "one worker answered everything"
    for _ in range(5):
        httpx.post(f"{address}/api/v1/verify", json={"qr": "no paper"}, timeout=PATIENCE)
    told = {(value(address, HEALTHZ), value(address, UNREADABLE)) for _ in range(20)}
    assert told == {(before + sent, 5)}

    first, _ = workers_that_answered(counters)
    os.kill(first, signal.SIGKILL)
    until(lambda: not list(counters.glob(f"gauge_*_{first}.db")))
    until(lambda: len(list(counters.glob("gauge_*.db"))) == 2)  # another one has taken its place
    assert (value(address, HEALTHZ), value(address, "certapp_workers")) == (before + sent, 2)


def test_a_new_start_counts_anew(world: World, port: int, counters: Path) -> None:
    with served(world, port) as url:
        httpx.post(f"{url}/api/v1/verify", json={"qr": "no paper"}, timeout=PATIENCE)
        assert value(url, UNREADABLE) == 1
    with served(world, port) as url:
        assert value(url, UNREADABLE) == 0
        assert value(url, "certapp_workers") == 1
