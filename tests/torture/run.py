"""The whole torture of docs/torture.md, `python -m tests.torture.run`: fails where the bar is not met."""

import sys
from importlib.metadata import version
from pathlib import Path

import click
from PIL import Image

from tests.torture import tally, variants
from tests.torture.damage import picture_of
from tests.torture.decoders import versions
from tests.torture.printed import page_of
from tests.torture.tally import Reading
from tests.torture.variants import Variant


@click.command()
@click.option("--unread", type=click.Path(path_type=Path), help="folder for pictures that nobody read")
@click.option("--document/--no-document", default=True, help="put the tables into docs/torture.md")
def main(unread: Path | None, document: bool) -> None:
    """Damage the printed QR in all ways, and read it."""
    groups = {
        "alone": _read("alone", list(variants.alone()), unread),
        "in pairs": _read("in pairs", list(variants.pairs()), unread),
        "apart: 100 dpi": _read("100 dpi", list(variants.low()), unread),
        "apart: triples": _read("triples", list(variants.triples()), unread),
    }
    alone, pairs, low, triples = groups.values()
    met = tally.passed(alone + pairs, low + triples)
    total = {
        "alone": alone,
        "in pairs": pairs,
        "**the bar**": alone + pairs,
        **dict(list(groups.items())[2:]),
    }
    sizes = "; ".join(
        f"{name}: {page.side_mm:.0f} mm, level {page.level}, {page.side_mm / page.modules:.2f} mm a module"
        for name, page in ((record, page_of(record)) for record in variants.RECORDS)
    )
    text = f"""
{versions()}, numpy {version("numpy")}, Pillow {version("pillow")}. The pages' symbols:
{sizes}.
The bar was {"met" if met else "**not** met"}.

{tally.summary(total)}

Alone: read by at least one (by zxing-cpp, by zbar), 24 variants each.

{tally.by_strength(alone)}

In pairs, each variant under both of its kinds: read by at least one (by zxing-cpp, by zbar).

{tally.by_strength(pairs)}

In pairs: how many of 27 nobody read; an empty field is none, a dash a pair that cannot be.

{tally.by_pair(pairs)}

Most often unread: {tally.worst(alone + pairs)}.

Triples, each variant under all of its kinds.

{tally.by_strength(triples)}
"""
    if document:
        tally.put("results", text)
    click.echo(text)
    sys.exit(not met)


def _read(name: str, wanted: list[Variant], unread: Path | None) -> list[Reading]:
    readings = []
    with click.progressbar(wanted, label=f"{name:9}", file=sys.stderr) as bar:
        for variant in bar:
            one = tally.reading(variant, page_of(variant.record))
            readings.append(one)
            for text in one.wrong:
                click.echo(f"{variant.name}: a wrong text: {text[:80]}", err=True)
            if unread and not one.read:
                unread.mkdir(parents=True, exist_ok=True)
                picture = picture_of(variant, page_of(variant.record))
                Image.fromarray(picture).save(unread / f"{variant.name.replace('/', '_')}.png")
    return readings


if __name__ == "__main__":
    main()
