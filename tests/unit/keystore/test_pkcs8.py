"""certapp.keystore.pkcs8: private keys under scrypt, and what is told of a file that does not open."""

import unicodedata

import pytest
from asn1crypto import pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.keystore import pkcs8
from certapp.keystore.errors import KeyStoreError, WrongPassphrase

PASSPHRASE = "cụm từ bí mật"
KEY = ec.generate_private_key(ec.SECP256R1())
FILE = pkcs8.encrypt(KEY, PASSPHRASE)


def envelope() -> dict[str, object]:
    """What any reader of PKCS#8 sees of the file."""
    found: dict[str, object] = pkcs8._EncryptedPrivateKeyInfo.load(pem.unarmor(FILE)[2]).native
    return found


def test_the_key_comes_back() -> None:
    assert pkcs8.decrypt(FILE, PASSPHRASE).private_numbers() == KEY.private_numbers()


def test_any_reader_of_pkcs8_opens_it() -> None:
    key = serialization.load_pem_private_key(FILE, PASSPHRASE.encode())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.private_numbers() == KEY.private_numbers()


def test_it_lies_under_scrypt_with_our_cost_and_a_salt_of_its_own() -> None:
    text = str(envelope())
    assert "1.3.6.1.4.1.11591.4.11" in text  # scrypt, RFC 7914 §7
    assert f"('1', {2**15}), ('2', 8), ('3', 1)" in text
    assert pkcs8.encrypt(KEY, PASSPHRASE) != FILE


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_passphrase_typed_on_another_keyboard_is_the_same(form: str) -> None:
    typed = unicodedata.normalize(form, PASSPHRASE)
    assert pkcs8.decrypt(FILE, typed).private_numbers() == KEY.private_numbers()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        " ",
        "cụm từ bí mậT",
        PASSPHRASE + " ",
        "x" * 201,
        "\udcff\udcfe",
        "\0",
        "a" + "\u0301\u0323" * 10_000,
    ],
)
def test_a_wrong_passphrase_is_told_as_one(wrong: str) -> None:
    with pytest.raises(WrongPassphrase):
        pkcs8.decrypt(FILE, wrong)


def test_no_wrong_passphrase_passes_for_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """One guess in 256 leaves a padding that looks right: what lies under it is still no key."""
    monkeypatch.setattr(pkcs8, "SCRYPT_COST", 2)
    file = pkcs8.encrypt(KEY, PASSPHRASE)
    for guess in range(1200):
        with pytest.raises(WrongPassphrase):
            pkcs8.decrypt(file, f"guess {guess}")


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"not a key",
        bytes(range(256)),
        FILE[:-90],
        FILE[:100] + FILE[140:],
        FILE.replace(b"ENCRYPTED ", b""),
        KEY.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        KEY.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    ],
)
def test_a_damaged_or_foreign_file_is_not_told_as_a_wrong_passphrase(damaged: bytes) -> None:
    with pytest.raises(KeyStoreError) as refused:
        pkcs8.decrypt(damaged, PASSPHRASE)
    assert refused.value.code == "key_unreadable"


def test_a_key_of_another_curve_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(KeyStoreError) as refused:
        pkcs8.decrypt(pkcs8.encrypt(other, PASSPHRASE), PASSPHRASE)
    assert refused.value.code == "key_unreadable"


@pytest.mark.parametrize(
    ("passphrase", "code", "fact"),
    [
        ("", "passphrase_short", {"least": 8}),
        ("mật kh", "passphrase_short", {"least": 8}),
        (unicodedata.normalize("NFD", "bí mật"), "passphrase_short", {"least": 8}),  # 6 letters, 9 characters
        ("x" * 201, "passphrase_long", {"most": 200}),
    ],
)
def test_a_passphrase_that_protects_nothing_is_refused(
    passphrase: str, code: str, fact: dict[str, int]
) -> None:
    with pytest.raises(KeyStoreError) as refused:
        pkcs8.encrypt(KEY, passphrase)
    assert (refused.value.code, refused.value.details) == (code, fact)
