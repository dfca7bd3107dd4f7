"""A checkpoint's phone as the server sees it: joined through a clerk's code, with a clock of its own."""

import time
from typing import Any
from uuid import uuid4

import httpx

from certapp.workflow import scanners
from tests.patience import PATIENCE
from tests.world import World, user

ENROL = "/api/v1/scanner/enrol"
BUNDLE = "/api/v1/scanner/bundle"
CHECKS = "/api/v1/scanner/checks"


def offered(world: World, checkpoint_id: int | None = None) -> tuple[int, str, str]:
    """Offer a phone a place; returns its id in the register, the code and the fingerprint of the QR."""
    checkpoint_id = checkpoint_id or world.checkpoint()
    with world.app.app_context():
        offer = scanners.offer(user(world.clerk), checkpoint_id, "Máy của bài thử", world.now)
        code, pin = offer.text.partition("#join=")[2].split(".")
        return offer.scanner.id, code, pin


def check_at(at: int) -> dict[str, Any]:
    """Return a check of a paper nobody else has, as a phone sends it.

    :param at: unix milliseconds by the phone's clock.
    """
    return {
        "id": str(uuid4()),
        "at": at,
        "verdict": "VALID",
        "reason": "genuine",
        "cti": uuid4().hex[:16],
        "issuer": "MTTQ-TEST",
        "direction": "in",
        "note": "",
        "outside": False,
    }


class Phone(httpx.Client):
    """A phone that has joined; `behind` is by how many milliseconds its clock is behind."""

    def __init__(self, world: World, address: str, checkpoint_id: int | None = None) -> None:
        super().__init__(base_url=address, timeout=PATIENCE)
        self.id, code, _ = offered(world, checkpoint_id)
        self.joined = self.post(ENROL, json={"code": code, "app": "thử"}).json()
        self.headers["Authorization"] = f"Bearer {self.joined['token']}"
        self.behind = 0

    @property
    def clock(self) -> int:
        """What its clock shows, unix milliseconds."""
        return time.time_ns() // 1_000_000 - self.behind

    def check(self, **changes: Any) -> dict[str, Any]:
        """Make a check of a paper nobody else has."""
        return {**check_at(self.clock), **changes}

    def hand_over(self, checks: list[dict[str, Any]]) -> httpx.Response:
        """Send checks to the office."""
        return self.post(CHECKS, json={"sent_at": self.clock, "checks": checks})
