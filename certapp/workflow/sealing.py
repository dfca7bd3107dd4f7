"""Sealing a page at the level that can be had at this moment: with a time stamp, or without where none comes.

A signing is never refused, and hardly slowed, because of the time-stamp authority: who signs 300 papers
before noon must not wait for it. What is missing is recorded with its cause, and added later (archive.py).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from certapp.config import settings
from certapp.paper.authority import Authority
from certapp.paper.errors import TimeStampError
from certapp.registry.certificate import SealLevel

PAUSE = 60.0  # seconds for which an authority that failed is not asked while somebody waits

_asked_again: dict[Authority, float] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed page, and the code of what kept its seal from a higher level, if anything did."""

    pdf: bytes
    level: SealLevel
    fault: str | None = None

    @property
    def facts(self) -> dict[str, str]:
        """What the audit log keeps of it."""
        return {"seal": self.level.value, **({"fault": self.fault} if self.fault else {})}


def best(seal: Callable[[Authority | None], bytes]) -> Sealed:
    """Seal a page, with a time stamp where the office has named an authority and it gives one.

    :param seal: seals the page, with a time stamp of this authority.
    :raises PaperError: `seal_failed`.
    """
    authority = settings().time_stamp_authority()
    if authority is None:
        return Sealed(seal(None), SealLevel.B_B)
    if time.monotonic() < _asked_again.get(authority, 0.0):
        return Sealed(seal(None), SealLevel.B_B, "tsa_paused")
    try:
        return Sealed(seal(authority), SealLevel.B_T)
    except TimeStampError as error:
        _log.warning("papers are sealed without a time stamp: %s", error.code)
        _asked_again[authority] = time.monotonic() + PAUSE
        return Sealed(seal(None), SealLevel.B_B, error.code)
