"""The pages of the paper's own tests, to be read again by a process that knows nothing of the office."""

from tests.unit.paper.conftest import (
    fonts,
    fullest,
    key,
    long,
    page,
    preview,
    qr_text,
    sheet,
    short,
    signer,
    usual,
)

__all__ = [
    "fonts",
    "fullest",
    "key",
    "long",
    "page",
    "preview",
    "qr_text",
    "sheet",
    "short",
    "signer",
    "usual",
]
