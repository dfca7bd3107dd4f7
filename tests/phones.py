"""A checkpoint's phone as the server sees it: joined through a clerk's code, with a clock of its own."""

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from certapp.registry.database import db
from certapp.registry.scanner import Scanner
from certapp.workflow import scanner_checks, scanners
from certapp.workflow.scanner_checks import PhoneCheck
from tests.patience import PATIENCE
from tests.world import FACTS, World, stored_certificate, user

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


def joined(world: World, checkpoint_id: int | None = None) -> int:
    """Join a phone at a checkpoint, a day ago; returns its id in the register."""
    with world.app.app_context():
        yesterday = world.now - timedelta(days=1)
        offer = scanners.offer(user(world.clerk), checkpoint_id or world.checkpoint(), "Máy", yesterday)
        code = offer.text.partition("#join=")[2].partition(".")[0]
        return scanners.enrol(code, "", "127.0.0.1", yesterday)[0].id


def hand_over(
    world: World,
    scanner_id: int,
    certificate_id: int | None,
    minutes_ago: float,
    *,
    before: datetime | None = None,
    **more: Any,
) -> None:
    """Hand over one check of a phone that has joined, without a server.

    :param before: the moment from which `minutes_ago` counts; None for now.
    """
    with world.app.app_context():
        now = world.now
        made = (before or now) - timedelta(minutes=minutes_ago)
        paper = (
            {"cti": None, "issuer": None}
            if certificate_id is None
            else {"cti": stored_certificate(certificate_id).cti, "issuer": FACTS.code}
        )
        check = PhoneCheck(
            **{
                "id": str(uuid4()),
                "at": round(made.timestamp() * 1000),
                "verdict": "VALID",
                "reason": "genuine",
                "direction": None,
                "note": "",
                "outside": False,
                **paper,
                **more,
            }
        )
        scanner = db.session.get_one(Scanner, scanner_id)
        scanner_checks.take_over(scanner, [check], round(now.timestamp() * 1000), now)
