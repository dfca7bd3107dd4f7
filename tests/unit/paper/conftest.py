"""Real faces, real keys, and three sheets: a short one, a usual one, and one as long as people get."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certapp.keystore.signing import OpenKey
from certapp.paper import layout
from certapp.paper.fonts import Fonts
from certapp.paper.sheet import Sheet
from tests import sheets
from tests.sheets import ISSUED
from tests.unit.paper.signer import Signer, signer_of

FOLDER = Path(__file__).parents[3] / "node_modules" / "@expo-google-fonts" / "tinos"


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts.load(FOLDER)


@pytest.fixture(scope="session")
def qr_text() -> str:
    """A QR text of usual length."""
    return sheets.qr_text_of(400)


@pytest.fixture(scope="session")
def usual() -> Sheet:
    return sheets.USUAL


@pytest.fixture(scope="session")
def short() -> Sheet:
    return sheets.SHORT


@pytest.fixture(scope="session")
def long() -> Sheet:
    return sheets.LONG


@pytest.fixture(scope="session")
def fullest() -> Sheet:
    return replace(sheets.FULLEST, footer=sheets.FOOTER)


@pytest.fixture(scope="session")
def preview() -> Sheet:
    return sheets.SPECIMEN


@pytest.fixture(params=["short", "usual", "long", "fullest"])
def signed_sheet(request: pytest.FixtureRequest) -> Sheet:
    """Each of the sheets in turn that has a QR."""
    found: Sheet = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["short", "usual", "long", "fullest", "preview"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    """Each of the sheets in turn."""
    found: Sheet = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def page(usual: Sheet, fonts: Fonts) -> bytes:
    """The usual sheet as an unsigned PDF."""
    return layout.draw(usual, fonts).pdf


@pytest.fixture(scope="session")
def signer() -> Signer:
    """A signer of 2021, as the sheets are."""
    return signer_of(ISSUED)


@pytest.fixture(scope="session")
def root(signer: Signer) -> OpenKey:
    return signer.root


@pytest.fixture(scope="session")
def key(signer: Signer) -> OpenKey:
    return signer.key


@pytest.fixture(scope="session")
def signer_now() -> Signer:
    """A signer of today: a time stamp tells the real time."""
    return signer_of(datetime.now(UTC))
