"""What was read and what was not, as the tables of docs/torture.md."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.torture.damage import picture_of
from tests.torture.decoders import DECODERS
from tests.torture.printed import Printed
from tests.torture.variants import KINDS, STRENGTHS, Variant

DOCUMENT = Path(__file__).parents[2] / "docs" / "torture.md"
BAR = 0.99


@dataclass(frozen=True, slots=True)
class Reading:
    """What the decoders made of one variant.

    :param by: the decoders that gave the printed text.
    :param wrong: what any of them gave that was not printed.
    """

    variant: Variant
    by: frozenset[str]
    wrong: tuple[str, ...] = ()

    @property
    def read(self) -> bool:
        """Whether at least one decoder gave the printed text."""
        return bool(self.by)


def reading(variant: Variant, printed: Printed) -> Reading:
    """Damage, show to both decoders, compare."""
    picture = picture_of(variant, printed)
    texts = {name: decode(picture) for name, decode in DECODERS.items()}
    return Reading(
        variant,
        frozenset(name for name, found in texts.items() if printed.text in found),
        tuple(text for found in texts.values() for text in found if text != printed.text),
    )


def passed(barred: Iterable[Reading], apart: Iterable[Reading]) -> bool:
    """Whether the bar is met, and no text wrong, neither here nor apart."""
    counted, others = list(barred), list(apart)
    right = not any(one.wrong for one in counted + others)
    return right and sum(one.read for one in counted) >= BAR * len(counted)


def summary(groups: Mapping[str, list[Reading]]) -> str:
    """Return one row a group: how many were read by each decoder and by any, and wrong texts."""
    rows = [
        [
            name,
            str(len(them)),
            *(_share([decoder in one.by for one in them]) for decoder in DECODERS),
            f"**{_share([one.read for one in them], 2)}**",
            str(sum(not one.read for one in them)),
            str(sum(len(one.wrong) for one in them)),
        ]
        for name, them in groups.items()
    ]
    return _table(["", "variants", *DECODERS, "at least one", "unread", "wrong texts"], rows)


def by_strength(readings: Iterable[Reading]) -> str:
    """Return one row a kind, one column a strength: read by any (by zxing-cpp, by zbar)."""
    found: dict[tuple[str, int], list[Reading]] = defaultdict(list)
    for one in readings:
        for damage in one.variant.damages:
            found[damage].append(one)

    def cell(kind: str, strength: int) -> str:
        them = found[kind, strength]
        if not them:
            return "–"
        each = ", ".join(_share([name in one.by for one in them]) for name in DECODERS)
        return f"{_share([one.read for one in them])} ({each})"

    return _table(
        ["kind", *map(str, STRENGTHS)],
        [[kind, *(cell(kind, strength) for strength in STRENGTHS)] for kind in KINDS],
    )


def by_pair(readings: Iterable[Reading]) -> str:
    """Return how many of each pair's variants no decoder read; an empty field is none."""
    unread: dict[frozenset[str], int] = defaultdict(int)
    met = set()
    for one in readings:
        pair = frozenset(one.variant.kinds)
        met.add(pair)
        unread[pair] += not one.read

    def cell(one: str, other: str) -> str:
        pair = frozenset((one, other))
        return "–" if pair not in met else str(unread[pair] or "")

    rows = [[one, *(cell(one, other) for other in KINDS[:-1])] for one in KINDS[1:]]
    for number, row in enumerate(rows):
        row[number + 2 :] = [""] * (len(row) - number - 2)
    return _table(["", *KINDS[:-1]], rows)


def worst(readings: Iterable[Reading], most: int = 12) -> str:
    """Return the names of what no decoder read, most frequent damages first."""
    counted: dict[str, int] = defaultdict(int)
    for one in readings:
        if not one.read:
            counted[one.variant.name.partition("/")[0]] += 1
    names = sorted(counted, key=lambda name: (-counted[name], name))[:most]
    return ", ".join(f"{name} ({counted[name]})" for name in names) or "none"


def put(part: str, text: str, document: Path = DOCUMENT) -> None:
    """Put `text` between the document's marks of `part`.

    :raises ValueError: they are not there.
    """
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before = document.read_text("utf-8")
    head, tail = before.index(begin) + len(begin), before.index(end)
    document.write_text(f"{before[:head]}\n{text.strip()}\n{before[tail:]}", "utf-8")


def _share(them: list[bool], places: int = 1) -> str:
    return "100 %" if all(them) else f"{100 * sum(them) / len(them):.{places}f} %"


def _table(head: list[str], rows: list[list[str]]) -> str:
    line: Callable[[list[str]], str] = lambda cells: f"| {' | '.join(cells)} |"  # noqa: E731
    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])
