"""A small part of `make torture`, so that it cannot rot: docs/torture.md. And the torture is one."""

from dataclasses import replace

import numpy as np
import pytest

from tests.torture import tally, variants
from tests.torture.damage import picture_of
from tests.torture.decoders import zbar, zxing
from tests.torture.printed import page_of, symbol_of
from tests.torture.tally import DOCUMENT, Reading, reading
from tests.torture.variants import KINDS, Variant

EASY = [Variant(((kind, 1),), "median", number) for kind in KINDS for number in (0, 1)]
HARD = [Variant(((kind, 2),), "longest", 0) for kind in KINDS]


@pytest.mark.parametrize("variant", EASY + HARD, ids=lambda variant: variant.name)
def test_a_damaged_paper_is_read(variant: Variant) -> None:
    found = reading(variant, page_of(variant.record))
    assert found.read
    assert not found.wrong


@pytest.mark.parametrize("record", variants.RECORDS)
def test_both_decoders_read_a_fresh_page(record: str) -> None:
    page = page_of(record)
    picture = picture_of(Variant((("scan", 1),), record, 0), page)
    assert zxing(picture) == zbar(picture) == [page.text]


def test_a_variant_is_always_the_same_and_no_two_are_alike() -> None:
    variant = Variant((("copy", 1), ("fold", 2)), "median", 0)
    page = page_of("median")
    picture = picture_of(variant, page)
    assert np.array_equal(picture, picture_of(variant, page))
    assert not np.array_equal(picture, picture_of(replace(variant, number=1), page))


def test_what_hides_a_finder_is_not_read() -> None:
    """The decoders do not know the text from elsewhere."""
    page = symbol_of("median", "M", 50)
    patch = page.patch.copy()
    patch[: patch.shape[0] // 2, : patch.shape[1] // 2] = 255
    found = reading(Variant((("jpeg", 1),), "median", 0), replace(page, patch=patch))
    assert not found.read


def test_a_text_that_is_not_the_printed_one_fails_the_bar() -> None:
    page = page_of("median")
    variant = Variant((("jpeg", 1),), "median", 0)
    right, wrong = reading(variant, page), reading(variant, replace(page, text="ANOTHER"))
    assert wrong == Reading(variant, frozenset(), (page.text, page.text))
    unread = Reading(variant, frozenset())
    assert tally.passed([right] * 99 + [unread], [unread])
    assert not tally.passed([right] * 98 + [unread] * 2, [])
    assert not tally.passed([right] * 1000 + [wrong], [])
    assert not tally.passed([right] * 99, [replace(right, wrong=("ANOTHER",))])


def test_there_are_as_many_variants_as_the_document_says() -> None:
    alone, pairs = list(variants.alone()), list(variants.pairs())
    every = [*alone, *pairs, *variants.low(), *variants.triples()]
    assert (len(alone), len(pairs), len(every)) == (792, 1350, 792 + 1350 + 24 + 45 + 300)
    assert len({variant.name for variant in every}) == len(every)
    assert "11 kinds × 3 strengths × 3 records × 8 numbers = 792" in DOCUMENT.read_text("utf-8")
