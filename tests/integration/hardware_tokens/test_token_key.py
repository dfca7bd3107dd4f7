"""certapp.keystore.token_key against SoftHSM2: keys that never leave their token."""

import hashlib
from contextlib import closing

import pkcs11 as library
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from certapp.keystore import pkcs11, token_key
from certapp.keystore.errors import WrongPin
from certapp.keystore.token_uri import TokenUri
from tests.integration.hardware_tokens.token_office import NAME, enter, refusal
from tests.tokens import MODULE, PIN, Reader


def test_the_private_key_cannot_leave_its_token(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, _ = made
    with pkcs11.session(MODULE, uri, PIN) as opened:
        private = opened.get_key(library.ObjectClass.PRIVATE_KEY, label=NAME)
        kept = library.Attribute
        assert [private[name] for name in (kept.TOKEN, kept.PRIVATE, kept.SENSITIVE)] == [True] * 3
        assert [private[name] for name in (kept.ALWAYS_SENSITIVE, kept.NEVER_EXTRACTABLE)] == [True] * 2
        assert private[kept.EXTRACTABLE] is False
        assert [private[name] for name in (kept.DECRYPT, kept.UNWRAP, kept.DERIVE)] == [False] * 3
        assert private[kept.ID] == NAME.encode()
        with pytest.raises(library.AttributeSensitive):
            private[kept.VALUE]


def test_it_signs_es256(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        signatures = [key.sign(b"text"), key.sign(b"text"), key.sign(b"x" * 100_000)]
    assert key.kid == hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()[:8]
    public = certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    for signature, message in zip(signatures, (b"text", b"text", b"x" * 100_000), strict=True):
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))


def test_a_forgotten_key_is_let_go(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made
    assert token_key.open_key(MODULE, uri, PIN, certificate).sign(b"text")
    enter(uri, PIN)


def test_a_token_pulled_out_while_its_key_is_open(
    reader: Reader, made: tuple[TokenUri, x509.Certificate]
) -> None:
    uri, certificate = made
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        reader.pull(uri.token)
        assert refusal(lambda: key.sign(b"text")).code == "token_absent"
    assert refusal(lambda: token_key.open_key(MODULE, uri, PIN, certificate)).code == "token_absent"
    reader.plug(uri.token)
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        assert key.sign(b"text")


def test_another_token_or_another_key_is_not_taken_for_it(
    reader: Reader, made: tuple[TokenUri, x509.Certificate]
) -> None:
    uri, certificate = made
    twin = reader.insert("Nguyễn Văn Bền 2")
    elsewhere = TokenUri(twin.label, twin.serial, NAME)
    assert (
        refusal(lambda: token_key.open_key(MODULE, elsewhere, PIN, certificate)).code == "token_key_missing"
    )
    with token_key.new_key(MODULE, elsewhere, PIN):
        pass
    assert refusal(lambda: token_key.open_key(MODULE, elsewhere, PIN, certificate)).code == "key_mismatch"
    unknown = TokenUri(uri.label, b"other", NAME)
    assert refusal(lambda: token_key.open_key(MODULE, unknown, PIN, certificate)).code == "token_absent"


def test_a_key_is_unmade_when_what_follows_fails(token: TokenUri) -> None:
    uri = TokenUri(token.label, token.serial, NAME)
    with pytest.raises(ZeroDivisionError), token_key.new_key(MODULE, uri, PIN):
        raise ZeroDivisionError
    with pkcs11.session(MODULE, uri, PIN) as opened:
        assert list(opened.get_objects()) == []


def test_a_name_is_given_once_a_token(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made

    def again() -> None:
        with token_key.new_key(MODULE, uri, PIN):
            pass

    assert refusal(again).code == "key_exists"
    token_key.open_key(MODULE, uri, PIN, certificate).close()


def test_another_pin(made: tuple[TokenUri, x509.Certificate]) -> None:
    uri, certificate = made
    with closing(token_key.open_key(MODULE, uri, PIN, certificate)) as key:
        for refused in ("", "1", "x" * 300, "bí\nmật"):
            assert refusal(lambda refused=refused: key.change_pin(PIN, refused)).code == "pin_refused"
        key.change_pin(PIN, "mã khác 97531")
    assert isinstance(refusal(lambda: enter(uri, PIN)), WrongPin)
    enter(uri, "mã khác 97531")
