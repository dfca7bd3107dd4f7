"""An office whose keys are in hardware tokens, which SoftHSM2 plays, and one key in one of them."""

from pathlib import Path

import pytest
from cryptography import x509

from certapp.keystore import token_key
from certapp.keystore.token_uri import TokenUri
from tests.integration.hardware_tokens.token_office import NAME, certified, give_key
from tests.tokens import MODULE, PIN, Reader
from tests.world import Person, World


@pytest.fixture
def world(tmp_path: Path, reader: Reader) -> World:
    """An office whose module is SoftHSM2, with the reader of the test."""
    return World(tmp_path / "office", pkcs11_module=reader.module)


@pytest.fixture
def token(reader: Reader) -> TokenUri:
    """A token that is plugged in."""
    return reader.insert("Bền")


@pytest.fixture
def approver(world: World, token: TokenUri) -> Person:
    """An approver whose key is in the token, and whose passphrase is its PIN."""
    added = world.approver(with_key=False)
    person = Person(id=added.id, username=added.username, passphrase=PIN)
    give_key(world, person, token)
    return person


@pytest.fixture
def made(token: TokenUri) -> tuple[TokenUri, x509.Certificate]:
    """A key in the token: where it is, and its certificate."""
    uri = TokenUri(token.label, token.serial, NAME)
    with token_key.new_key(MODULE, uri, PIN) as public:
        pass
    return uri, certified(public)
