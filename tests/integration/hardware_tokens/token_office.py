"""What the tests of hardware tokens do at an office, and with a key in a token."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import Purpose
from certapp.credential.errors import CertappError
from certapp.keystore import authority, pkcs11
from certapp.keystore.token_uri import TokenUri
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import keys
from tests.tokens import MODULE
from tests.world import ROOT_PASSPHRASE, Person, World, user

NAME = "approver-0123456789ab"
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def give_key(world: World, person: Person, token: TokenUri | None) -> int:
    """Make and certify a key in the token, or in a file; returns its id."""
    with world.app.app_context():
        row = keys.request(user(person), person.passphrase, world.now, token=token)
        return keys.certify(
            db.session.get_one(Office, world.office_id), row.id, ROOT_PASSPHRASE, world.now
        ).id


def batch(world: World, number: int) -> list[int]:
    """Submit so many applications; returns their ids."""
    return [world.submitted(world.official()) for _ in range(number)]


def refusal(verb: Callable[[], object]) -> CertappError:
    """Return the error with which the verb must refuse."""
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def refused_signature(world: World, approver: Person, application_id: int) -> str:
    """Return the code of the refusal to sign."""
    return refusal(lambda: world.signed(approver, application_id)).code


def enter(uri: TokenUri, pin: str) -> None:
    """Open the token with this PIN and close it."""
    with pkcs11.session(MODULE, uri, pin):
        pass


def certified(public: ec.EllipticCurvePublicKey) -> x509.Certificate:
    """Return a certificate over this key by some office."""
    root = authority.self_sign(
        ec.generate_private_key(ec.SECP256R1()), office="Cơ quan", code="TEST", now=NOW
    )
    return authority.certify(root, public, purpose=Purpose.CERTIFICATE, name="Bền", office="Cơ quan", now=NOW)


def pull_before(patch: pytest.MonkeyPatch, where: object, name: str, pull: Callable[[], None]) -> None:
    """Let the token be pulled out just before a step, once."""
    step = getattr(where, name)

    def pulled(*args: object, **named: object) -> object:
        patch.setattr(where, name, step)
        pull()
        return step(*args, **named)

    patch.setattr(where, name, pulled)
