"""What a terminal says before there is an office to speak of: wrong settings, a broken database."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "flask", "--app", "certapp")


def flask(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    folders = {"CERTAPP_INSTANCE": str(tmp_path / "i"), "CERTAPP_KEYS": str(tmp_path / "k")}
    environment = {**os.environ, **folders, **variables}
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    for language, sentence in (
        ("", "Thiết lập CERTAPP_THREADS không đúng."),
        ("en", "The setting CERTAPP_THREADS"),
    ):
        result = flask(tmp_path, "keys", "list", CERTAPP_THREADS="many", CERTAPP_LANG=language)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith(sentence)
        assert len(result.stderr.splitlines()) == 1


def test_a_language_it_does_not_speak_is_refused_in_vietnamese(tmp_path: Path) -> None:
    result = flask(tmp_path, "keys", "list", CERTAPP_LANG="fr")
    assert (result.returncode, result.stderr) == (1, "Thiết lập CERTAPP_LANG không đúng.\n")


def test_a_database_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / "certapp.db").write_bytes(b"not a database" * 100)
    result = flask(tmp_path, "keys", "list")
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_office_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    result = flask(tmp_path, "serve", CERTAPP_INSTANCE=str(file / "instance"))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert str(file) in result.stderr
