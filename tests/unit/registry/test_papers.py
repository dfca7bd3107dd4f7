"""certapp.registry.papers: a signed paper is stored whole, found by its hash, and never changed."""

import hashlib
import stat
from pathlib import Path

import pytest

from certapp.registry.papers import PaperStore

PDF = b"%PDF-1.7 a signed paper"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> PaperStore:
    return PaperStore(tmp_path / "papers")


def test_a_paper_is_found_by_its_hash(store: PaperStore, tmp_path: Path) -> None:
    assert store.put(PDF) == DIGEST
    assert store.get(DIGEST) == PDF
    [file] = [each for each in (tmp_path / "papers").rglob("*") if each.is_file()]
    assert file.relative_to(tmp_path).as_posix() == f"papers/{DIGEST[:2]}/{DIGEST}.pdf"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600  # it is full of personal data


def test_storing_it_twice_is_storing_it_once(store: PaperStore, tmp_path: Path) -> None:
    assert store.put(PDF) == store.put(PDF)
    assert len([each for each in (tmp_path / "papers").rglob("*") if each.is_file()]) == 1


def test_what_was_changed_on_disk_is_not_handed_out(store: PaperStore, tmp_path: Path) -> None:
    store.put(PDF)
    (tmp_path / "papers" / DIGEST[:2] / f"{DIGEST}.pdf").write_bytes(PDF + b" ")
    with pytest.raises(ValueError, match="changed"):
        store.get(DIGEST)


def test_a_paper_that_is_not_there(store: PaperStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.get(DIGEST)


def test_a_store_that_takes_nothing_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("")
    with pytest.raises(OSError, match="papers"):
        PaperStore(tmp_path / "papers").put(PDF)
    assert [each.name for each in tmp_path.iterdir()] == ["papers"]
