"""Would another size or level read better? `python -m tests.torture.sizes`: the same damage to each."""

import sys

import click

from tests.torture import tally, variants
from tests.torture.printed import symbol_of
from tests.torture.tally import Reading

CHOICES = [(level, side) for level in ("M", "Q") for side in (45.0, 50.0)]


@click.command()
@click.option("--every", default=3, help="take each so-many-th variant that counts, and each triple")
def main(every: int) -> None:
    """Read the same damage on symbols of other sizes and levels, and put the table into docs/torture.md."""
    counted = [*variants.alone(), *variants.pairs()]
    counted, apart = counted[::every], list(variants.triples())
    groups: dict[str, list[Reading]] = {}
    for level, side in CHOICES:
        printed = {record: symbol_of(record, level, side) for record in variants.RECORDS}
        size = " / ".join(f"{one.side_mm / one.modules:.2f}" for one in printed.values())
        for name, them in (("", counted), (", triples", apart)):
            with click.progressbar(them, label=f"{level} {side:.0f} mm{name}", file=sys.stderr) as bar:
                readings = [tally.reading(variant, printed[variant.record]) for variant in bar]
            groups[f"{level}, {side:.0f} mm ({size} mm a module){name}"] = readings
    text = f"""
Every {every}rd variant of those that count, and all triples, on the symbol alone. In brackets the module of
the shortest, median and longest record.

{tally.summary(groups)}
"""
    tally.put("sizes", text)
    click.echo(text)


if __name__ == "__main__":
    main()
