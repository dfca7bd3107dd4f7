"""Which damages are done, alone, in pairs and in threes: docs/torture.md says why these and no others."""

import hashlib
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SEED = "certapp torture 1"
RECORDS = ("shortest", "median", "longest")  # of tests/vectors/of_records.py
STRENGTHS = (1, 2, 3)
ALONE = 8  # variants of each kind, strength and record
LOW_ALONE = 8
TRIPLES = 300

PAPER = ("copy", "fold", "stain", "cover")  # of the sheet itself, whatever looks at it
CAMERA = ("shadow", "perspective", "defocus", "motion", "light")  # only a camera knows these
KINDS = (
    "scan",
    "copy",
    "jpeg",
    "fold",
    "stain",
    "shadow",
    "perspective",
    "defocus",
    "motion",
    "light",
    "cover",
)
WITH_SCAN = ("copy", "jpeg", "fold", "stain", "cover")
DPI = {1: 300, 2: 200, 3: 150, 4: 100}  # 4 is run apart
USUAL_SCAN = 2


@dataclass(frozen=True, slots=True)
class Variant:
    """One damaged picture: kinds with their strengths, which record, a number to tell it from its like."""

    damages: tuple[tuple[str, int], ...]
    record: str
    number: int

    @property
    def name(self) -> str:
        """Name and seed at once."""
        return (
            "+".join(f"{kind}{strength}" for kind, strength in self.damages) + f"/{self.record}/{self.number}"
        )

    @property
    def kinds(self) -> dict[str, int]:
        """Strengths by kind."""
        return dict(self.damages)

    @property
    def dpi(self) -> int | None:
        """Resolution of the scan, or None for a phone's picture."""
        if "scan" in self.kinds:
            return DPI[self.kinds["scan"]]
        scanned = len(self.damages) == 1 and self.damages[0][0] in PAPER and self.number % 2 == 0
        return DPI[USUAL_SCAN] if scanned else None

    def chance(self, stage: str) -> np.random.Generator:
        """Return the randomness of one stage: always the same, and not moved by what other stages draw."""
        digest = hashlib.sha256(f"{SEED}/{self.name}/{stage}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest, "big"))


def alone() -> Iterator[Variant]:
    """Yield every kind at every strength by itself."""
    for kind, strength, record in itertools.product(KINDS, STRENGTHS, RECORDS):
        for number in range(ALONE):
            yield Variant(((kind, strength),), record, number)


def pairs() -> Iterator[Variant]:
    """Yield every two kinds that can meet, each strength with each."""
    for one, other in itertools.combinations(KINDS, 2):
        if one == "scan" and other not in WITH_SCAN:
            continue
        for (number, strengths), record in itertools.product(
            enumerate(itertools.product(STRENGTHS, repeat=2)), RECORDS
        ):
            yield Variant(tuple(zip((one, other), strengths, strict=True)), record, number)


def low() -> Iterator[Variant]:
    """Yield scans at 100 dpi, alone and with one more damage."""
    for record, number in itertools.product(RECORDS, range(LOW_ALONE)):
        yield Variant((("scan", 4),), record, number)
    for kind, strength, record in itertools.product(WITH_SCAN, STRENGTHS, RECORDS):
        yield Variant((("scan", 4), (kind, strength)), record, 0)


def triples() -> Iterator[Variant]:
    """Yield three damages at once, drawn from the seed."""
    drawn = random.Random(SEED)
    for number in range(TRIPLES):
        kinds = drawn.sample(KINDS, 3)
        while "scan" in kinds and set(kinds) & set(CAMERA):
            kinds = drawn.sample(KINDS, 3)
        kinds.sort(key=KINDS.index)
        yield Variant(
            tuple((kind, drawn.choice(STRENGTHS)) for kind in kinds), RECORDS[number % len(RECORDS)], number
        )
