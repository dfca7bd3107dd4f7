"""certapp.keystore.files: one encrypted file a key, whole or not there, and nobody else's to read."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from certapp.keystore import authority
from certapp.keystore.errors import KeyStoreError, WrongPassphrase
from certapp.keystore.files import KeyFolder, pem_of

PASSPHRASE = "cụm từ bí mật"
NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


def code_of(verb: Callable[[], object]) -> str:
    with pytest.raises(KeyStoreError) as refused:
        verb()
    return refused.value.code


def certified(folder: KeyFolder, name: str) -> x509.Certificate:
    private = folder.open_private(name, PASSPHRASE)
    return authority.self_sign(private, office="Cơ quan", code="TEST", now=NOW).certificate


def test_a_made_key_is_opened_by_its_passphrase_alone(folder: KeyFolder) -> None:
    public = folder.create("approver-1", PASSPHRASE)
    assert folder.open_private("approver-1", PASSPHRASE).public_key() == public
    with pytest.raises(WrongPassphrase):
        folder.open_private("approver-1", "a wrong one")


def test_the_file_is_its_owners_alone_whatever_the_umask(folder: KeyFolder, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder.create("approver-1", PASSPHRASE)
        folder.change_passphrase("approver-1", PASSPHRASE, "một cụm từ khác")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in (tmp_path / "keys").iterdir()] == [
        ("approver-1.pem", 0o600)
    ]


def test_nothing_of_the_passphrase_or_the_key_lies_open(folder: KeyFolder, tmp_path: Path) -> None:
    folder.create("approver-1", PASSPHRASE)
    file = (tmp_path / "keys" / "approver-1.pem").read_bytes()
    assert file.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert PASSPHRASE.encode() not in file


def test_a_name_is_never_taken_twice_not_even_at_once(folder: KeyFolder, tmp_path: Path) -> None:
    def create(_: int) -> str | None:
        try:
            folder.create("approver-1", PASSPHRASE)
        except KeyStoreError as error:
            return error.code
        return None

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(create, range(4)))
    assert sorted(results, key=str) == [None, "key_exists", "key_exists", "key_exists"]
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["approver-1.pem"]


@pytest.mark.parametrize("name", ["", "../root", "a/b", "A", "a.pem", "-a", "a" * 65, "a\n", "ạ"])
def test_a_name_cannot_lead_out_of_the_folder(folder: KeyFolder, name: str) -> None:
    assert code_of(lambda: folder.create(name, PASSPHRASE)) == "key_name"
    assert code_of(lambda: folder.open_private(name, PASSPHRASE)) == "key_name"
    assert code_of(lambda: folder.delete(name)) == "key_name"


def test_a_key_opens_with_its_own_certificate_only(folder: KeyFolder) -> None:
    folder.create("one", PASSPHRASE)
    folder.create("two", PASSPHRASE)
    opened = folder.open("one", PASSPHRASE, certified(folder, "one"))
    assert len(opened.sign(b"text")) == 64
    assert code_of(lambda: folder.open("one", PASSPHRASE, certified(folder, "two"))) == "key_mismatch"


def test_a_changed_passphrase_opens_the_same_key(folder: KeyFolder) -> None:
    public = folder.create("one", PASSPHRASE)
    folder.change_passphrase("one", PASSPHRASE, "một cụm từ khác")
    assert folder.open_private("one", "một cụm từ khác").public_key() == public
    with pytest.raises(WrongPassphrase):
        folder.open_private("one", PASSPHRASE)


@pytest.mark.parametrize(("old", "new"), [("a wrong one", "một cụm từ khác"), (PASSPHRASE, "short")])
def test_a_refused_change_changes_nothing(folder: KeyFolder, tmp_path: Path, old: str, new: str) -> None:
    folder.create("one", PASSPHRASE)
    before = (tmp_path / "keys" / "one.pem").read_bytes()
    code_of(lambda: folder.change_passphrase("one", old, new))
    assert (tmp_path / "keys" / "one.pem").read_bytes() == before


def test_a_missing_key_and_a_folder_that_takes_none(folder: KeyFolder, tmp_path: Path) -> None:
    assert code_of(lambda: folder.open_private("one", PASSPHRASE)) == "key_missing"
    (tmp_path / "file").write_text("")
    blocked = KeyFolder(tmp_path / "file" / "keys")
    assert code_of(lambda: blocked.create("one", PASSPHRASE)) == "key_folder"
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "one.pem").mkdir()
    assert code_of(lambda: folder.open_private("one", PASSPHRASE)) == "key_unreadable"


def test_a_deleted_key_is_gone_and_deleting_it_again_is_no_error(folder: KeyFolder, tmp_path: Path) -> None:
    folder.create("one", PASSPHRASE)
    folder.delete("one")
    folder.delete("one")
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_certificate_is_written_as_pem(folder: KeyFolder) -> None:
    folder.create("one", PASSPHRASE)
    certificate = certified(folder, "one")
    assert x509.load_pem_x509_certificate(pem_of(certificate).encode()) == certificate
