"""What every test shares: its marker, which is the folder it stands in."""

from pathlib import Path

import pytest

KINDS = ("unit", "integration", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its kind, so that `-m unit` and `tests/unit` choose the same tests."""
    here = Path(__file__).parent
    for item in items:
        kind = item.path.relative_to(here).parts[0]
        if kind in KINDS:
            item.add_marker(kind)
