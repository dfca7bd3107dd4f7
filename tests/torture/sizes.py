"""Would another size or level read better? `python -m tests.torture.sizes`: the same damage to each."""

from collections.abc import Iterator
from multiprocessing import Pool

import click

from tests.torture import tally, variants
from tests.torture.printed import LEVELS, symbol_of
from tests.torture.tally import Reading

SIDES = (45.0, 50.0)  # what a page has room for
LEAST_MODULE = 0.45  # mm
EVERY = 2

Choice = tuple[str, str, float]  # record, level, side in mm


def choices() -> Iterator[Choice]:
    """Yield the symbols of each record whose modules are large enough."""
    for record in variants.RECORDS:
        for level in LEVELS:
            for side in SIDES:
                if side / symbol_of(record, level, side).modules >= LEAST_MODULE:
                    yield record, level, side


def readings(choice: Choice) -> list[Reading]:
    """Read every second variant of those that count."""
    record, level, side = choice
    counted = [one for one in (*variants.alone(), *variants.pairs()) if one.record == record][::EVERY]
    return [tally.reading(variant, symbol_of(record, level, side)) for variant in counted]


@click.command()
@click.option("--processes", default=1)
def main(processes: int) -> None:
    """Read the same damage on symbols of other sizes and levels, and put the table into docs/torture.md."""
    every = list(choices())
    with Pool(processes) as pool:
        found = pool.map(readings, every, chunksize=1)
    groups = {}
    for (record, level, side), them in zip(every, found, strict=True):
        module = side / symbol_of(record, level, side).modules
        groups[f"{record}, {level}, {side:.0f} mm, {module:.2f} mm a module"] = them
    text = tally.summary(groups)
    tally.put("sizes", text)
    click.echo(text)


if __name__ == "__main__":
    main()
