"""Texts that will stand on the paper: every character of theirs must have a glyph in its faces."""

from collections.abc import Mapping
from typing import Any

from certapp.paper.errors import PaperError
from certapp.workflow import trial
from certapp.workflow.errors import Invalid


def require(
    texts: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    facts: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Refuse texts that the paper would show with empty boxes, and what else is wrong with the fields.

    :param texts: by the field they belong to.
    :param faults: the codes of what is wrong already, by field.
    :param facts: what their sentences mention, by field.
    :raises Invalid: with `faults`, and `glyph_missing` with the character and its name as facts.
    """
    missing: dict[str, PaperError] = {}
    for field, text in texts.items():
        try:
            trial.fonts().require_glyphs(text)
        except PaperError as error:
            if error.code != "glyph_missing":
                raise
            missing[field] = error
    if missing or faults:
        raise Invalid(
            {**{field: error.code for field, error in missing.items()}, **(faults or {})},
            facts={**{field: error.details for field, error in missing.items()}, **(facts or {})},
        )
