"""A private key that never leaves its hardware token: made there, found by its label, used through a PIN."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.exceptions import ArgumentsBad, PinInvalid, PinLenRange, PinTooWeak
from pkcs11.types import SignMixin
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from certapp.credential.cose import SIGNATURE_BYTES
from certapp.keystore.errors import KeyStoreError, TokenError
from certapp.keystore.pkcs11 import MAX_PIN, answers, session
from certapp.keystore.signing import kid_of, public_key_of
from certapp.keystore.token_uri import TokenUri


@dataclass(frozen=True)
class TokenKey:
    """A key that its token signs with; :meth:`close` it, or nobody else gets at any token."""

    certificate: x509.Certificate
    _session: pkcs11.Session = field(repr=False)
    _private: SignMixin = field(repr=False)
    _end: Callable[[], None] = field(repr=False)

    @property
    def kid(self) -> bytes:
        """First 8 bytes of SHA-256 over the certificate (DER)."""
        return kid_of(self.certificate)

    def sign(self, message: bytes) -> bytes:
        """Sign with ES256; the same message twice gives two signatures. Returns r || s, 64 bytes.

        Only the digest goes to the token: CKM_ECDSA, whose signature is r || s (PKCS#11 v2.40 §2.3.1).

        :raises TokenError: the token is gone or does not sign.
        """
        with answers():
            signature = bytes(self._private.sign(hashlib.sha256(message).digest(), mechanism=Mechanism.ECDSA))
        if len(signature) != SIGNATURE_BYTES:
            raise TokenError("token_failed", reason="signature_length")
        return signature

    def close(self) -> None:
        """End the use: nobody is logged in at the token any more."""
        self._end()

    def change_pin(self, old: str, new: str) -> None:
        """Give the token, and so every key in it, another PIN.

        :raises KeyStoreError: `pin_refused`, the token does not take the new one.
        :raises TokenError: the token is gone.
        """
        if not new or len(new) > MAX_PIN or not new.isprintable():
            raise KeyStoreError("pin_refused")
        with answers():
            writing = self._session.token.open(rw=True)  # who is logged in there is in here too
            try:
                writing.set_pin(old, new)
            except (ArgumentsBad, PinInvalid, PinLenRange, PinTooWeak) as error:
                raise KeyStoreError("pin_refused") from error
            finally:
                writing.close()


def open_key(module: str, uri: TokenUri, pin: str, certificate: x509.Certificate) -> TokenKey:
    """Open the key at `uri` that belongs to `certificate`.

    :raises WrongPin: the PIN does not open the token.
    :raises TokenError: the token or the key is not there, or it is locked or busy.
    :raises KeyStoreError: `key_mismatch`, it is another key.
    """
    use = ExitStack()
    opened = use.enter_context(session(module, uri, pin))
    try:
        with answers():
            return TokenKey(certificate, opened, _found(opened, uri.key, certificate), use.close)
    except BaseException:
        use.close()
        raise


def _found(opened: pkcs11.Session, label: str | None, certificate: x509.Certificate) -> SignMixin:
    private = opened.get_key(ObjectClass.PRIVATE_KEY, KeyType.EC, label=label)
    if not isinstance(private, SignMixin):
        raise TokenError("token_key_missing")
    for public in opened.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.LABEL: label}):
        if _public_key(public) != public_key_of(certificate):
            raise KeyStoreError("key_mismatch", name=label)
    return private


@contextmanager
def new_key(module: str, uri: TokenUri, pin: str) -> Iterator[ec.EllipticCurvePublicKey]:
    """Make a P-256 key pair in a token, whose private half cannot leave it; unmade if the block fails.

    :param uri: the token, and the label of the new key.
    :raises WrongPin: the PIN does not open the token.
    :raises TokenError: the token is not there, locked or busy.
    :raises KeyStoreError: `key_exists`, a key of the token has this label already.
    """
    with session(module, uri, pin, writing=True) as opened:
        if any(True for _ in opened.get_objects({Attribute.LABEL: uri.key})):
            raise KeyStoreError("key_exists", name=uri.key)
        curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        public, private = opened.create_domain_parameters(KeyType.EC, curve, local=True).generate_keypair(
            store=True,
            id=(uri.key or "").encode(),
            label=uri.key,
            capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
            private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )
        try:
            yield _public_key(public)
        except BaseException:
            for each in (private, public):
                each.destroy()
            raise


def _public_key(public: object) -> ec.EllipticCurvePublicKey:
    if not isinstance(public, pkcs11.PublicKey):
        raise TokenError("token_key_missing")
    key = serialization.load_der_public_key(encode_ec_public_key(public))
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TokenError("token_failed", reason="curve")
    return key
