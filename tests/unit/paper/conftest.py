"""Real faces, real keys, and three sheets: a short one, a usual one, and one as long as people get."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.keystore.authority import Purpose, certify, self_sign
from certapp.keystore.signing import OpenKey
from certapp.paper import layout
from certapp.paper.fonts import Fonts
from certapp.paper.sheet import Sheet
from tests import sheets
from tests.sheets import ISSUED, OFFICE

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
def root() -> OpenKey:
    return self_sign(ec.generate_private_key(ec.SECP256R1()), office=OFFICE, code="BACAI", now=ISSUED)


@pytest.fixture(scope="session")
def key(root: OpenKey) -> OpenKey:
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = certify(
        root,
        private.public_key(),
        purpose=Purpose.CERTIFICATE,
        name="Nguyễn Văn Bền",
        office=OFFICE,
        now=ISSUED,
    )
    return OpenKey(certificate=certificate, private=private)
