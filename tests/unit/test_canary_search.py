"""The search for planted secrets finds each form of one, wherever it stands."""

import zlib
from pathlib import Path

import pytest

from tests.canaries import Search, forms_of_bytes, forms_of_text

TEXT = "mật khẩu để thử việc tìm kiếm"
NUMBER = bytes(range(90, 122))
INNOCENT = b"mat khau de thu " * 100 + bytes(100)


@pytest.fixture
def search() -> Search:
    return Search({"text": TEXT, "number": NUMBER})


def test_every_form_is_found_and_nothing_else(search: Search, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(INNOCENT)
    assert search.folder(tmp_path) == []
    for name, form in [*forms_of_text(TEXT).items(), *forms_of_bytes(NUMBER).items()]:
        (tmp_path / "file").write_bytes(INNOCENT + form + INNOCENT)
        assert search.folder(tmp_path), name


def test_a_secret_across_lines_or_packed_is_found(search: Search) -> None:
    wrapped = NUMBER.hex()[:40] + "\r\n" + NUMBER.hex()[40:]
    assert search.data("file", wrapped.encode()) == ["file: number (hex)"]
    assert search.data("file", b"stream" + zlib.compress(INNOCENT + TEXT.encode()) + b"endstream")


def test_the_name_of_a_file_is_searched_too(search: Search, tmp_path: Path) -> None:
    (tmp_path / TEXT).touch()
    assert search.folder(tmp_path)


def test_what_is_too_short_to_be_told_from_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        Search({"pin": "1234"})
