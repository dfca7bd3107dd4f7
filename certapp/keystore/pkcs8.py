"""Encrypted PKCS#8 (RFC 5958) under scrypt (RFC 7914 §7): the form in which private keys lie on disk.

`cryptography` reads this form but writes only PBKDF2 with few rounds, so the envelope is put together here.
"""

import os
import unicodedata
from typing import ClassVar

from asn1crypto import core, pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7

from certapp.keystore.errors import KeyStoreError, WrongPassphrase

# 32 MiB and about a tenth of a second a guess (RFC 7914 §2; OWASP's floor for interactive use).
SCRYPT_COST, SCRYPT_BLOCK, SCRYPT_PARALLEL = 2**15, 8, 1
MIN_PASSPHRASE = 8
MAX_PASSPHRASE = 200  # bounds the work of normalising what a stranger typed
_PBES2 = "1.2.840.113549.1.5.13"
_SCRYPT = "1.3.6.1.4.1.11591.4.11"
_AES256_CBC = "2.16.840.1.101.3.4.1.42"
_PEM_LABEL = "ENCRYPTED PRIVATE KEY"


class _ScryptParams(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields: ClassVar = [
        ("salt", core.OctetString),
        ("n", core.Integer),
        ("r", core.Integer),
        ("p", core.Integer),
    ]


class _Algorithm(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields: ClassVar = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any)]


class _Pbes2Params(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields: ClassVar = [("kdf", _Algorithm), ("encryption", _Algorithm)]


class _EncryptedPrivateKeyInfo(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields: ClassVar = [("algorithm", _Algorithm), ("data", core.OctetString)]


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that may not protect a key.

    :raises KeyStoreError: `passphrase_short`, fewer than 8 characters; `passphrase_long`, more than 200.
    """
    if len(passphrase) > MAX_PASSPHRASE:
        raise KeyStoreError("passphrase_long", most=MAX_PASSPHRASE)
    if len(_normal(passphrase)) < MIN_PASSPHRASE:
        raise KeyStoreError("passphrase_short", least=MIN_PASSPHRASE)


def encrypt(key: ec.EllipticCurvePrivateKey, passphrase: str) -> bytes:
    """Return `key` as PEM, encrypted under `passphrase`.

    :raises KeyStoreError: what :func:`check_passphrase` raises.
    """
    check_passphrase(passphrase)
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, iv = os.urandom(16), os.urandom(16)
    secret = Scrypt(salt, 32, SCRYPT_COST, SCRYPT_BLOCK, SCRYPT_PARALLEL).derive(_secret(passphrase))
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(iv)).encryptor()
    data = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return _pem(_envelope(salt, iv, data))


def decrypt(data: bytes, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """Open an encrypted PKCS#8 in PEM.

    :raises WrongPassphrase: the passphrase does not open it.
    :raises KeyStoreError: `key_unreadable`, not an encrypted P-256 key.
    """
    if not _is_envelope(data):
        raise KeyStoreError("key_unreadable")
    if not passphrase or len(passphrase) > MAX_PASSPHRASE:
        raise WrongPassphrase
    try:
        key = serialization.load_pem_private_key(data, _secret(passphrase))
    except ValueError as error:  # the padding, or what lies under it, makes no sense
        raise WrongPassphrase from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyStoreError("key_unreadable")
    return key


def _normal(passphrase: str) -> str:
    """The same Vietnamese passphrase typed on two keyboards is one passphrase."""
    return unicodedata.normalize("NFC", passphrase)


def _secret(passphrase: str) -> bytes:
    # A terminal may hand over bytes that are no UTF-8 as lone surrogates; they are a passphrase all the same.
    return _normal(passphrase).encode("utf-8", "surrogatepass")


def _is_envelope(data: bytes) -> bool:
    """Tell a whole file of the form we write from a damaged or foreign one, without the passphrase."""
    try:
        label, _, der = pem.unarmor(data)
        outer = _EncryptedPrivateKeyInfo.load(der, strict=True).native
    except (ValueError, TypeError):
        return False
    method = outer["algorithm"]["algorithm"]
    return label == _PEM_LABEL and method == _PBES2 and len(outer["data"]) % 16 == 0


def _envelope(salt: bytes, iv: bytes, data: bytes) -> bytes:
    scrypt = _ScryptParams({"salt": salt, "n": SCRYPT_COST, "r": SCRYPT_BLOCK, "p": SCRYPT_PARALLEL})
    params = _Pbes2Params(
        {
            "kdf": {"algorithm": _SCRYPT, "parameters": scrypt},
            "encryption": {"algorithm": _AES256_CBC, "parameters": core.OctetString(iv)},
        }
    )
    envelope = _EncryptedPrivateKeyInfo(
        {"algorithm": {"algorithm": _PBES2, "parameters": params}, "data": data}
    )
    der: bytes = envelope.dump()
    return der


def _pem(der: bytes) -> bytes:
    armored: bytes = pem.armor(_PEM_LABEL, der)
    return armored
