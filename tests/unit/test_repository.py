"""The habits of the house that no linter knows: names, sizes, and what may be committed."""

import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LINES = 250
LONGER: dict[str, str] = {}  # file: why it may be longer

VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "tools", "stuff"}
BINARIES = {".ttf", ".otf", ".woff", ".woff2", ".wasm", ".so", ".dll", ".exe", ".jar", ".whl", ".zip", ".gz"}
LOCK_FILES = (
    "requirements.txt",
    "tests/requirements.txt",
    "tests/fuzz/requirements.txt",
    "tests/outside/requirements.txt",
    ".ci/node.txt",
)
MACHINE = re.compile(r"(?<![\w.~$/-])/(?:root|work|home/\w+|Users/\w+)/")


def _files() -> list[Path]:
    """Every file that is committed, or would be by `git add`."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


FILES = _files()


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_the_listing_of_files_works() -> None:
    """Were it empty, every test below would pass without a look."""
    assert {"Makefile", "certapp/__init__.py", "tests/unit/test_repository.py"} <= set(map(_name, FILES))


@pytest.mark.parametrize("file", LOCK_FILES)
def test_a_lock_file_pins_versions_and_hashes_and_no_place(file: str) -> None:
    text = (ROOT / file).read_text()
    lines = text.splitlines()
    pins = {line for line in lines if line and line[0] not in " #"}
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[a-z0-9.-]+==[\w.+!]+ \\", line)] == []
    assert pins == {line for line, after in pairwise(lines) if line in pins and "--hash=sha256:" in after}
    assert "://" not in text


def test_the_test_tools_run_beside_the_very_versions_that_serve() -> None:
    pinned = {}
    for file in ("requirements.txt", "tests/requirements.txt", "tests/fuzz/requirements.txt"):
        for name, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / file).read_text(), re.MULTILINE):
            assert pinned.setdefault(name, version) == version, name


def test_the_npm_lock_file_names_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {place: package for place, package in packages.items() if place}
    assert installed
    assert [place for place, package in installed.items() if "resolved" in package] == []
    assert [place for place, package in installed.items() if "integrity" not in package] == []


def test_a_file_of_the_package_fits_in_a_head() -> None:
    lengths = {
        _name(file): len(file.read_text().splitlines())
        for file in FILES
        if file.suffix == ".py" and _name(file).startswith("certapp/")
    }
    assert {name: length for name, length in lengths.items() if length > LINES and name not in LONGER} == {}
    assert [name for name in LONGER if lengths.get(name, 0) <= LINES] == [], "no longer longer"


def test_a_name_says_what_is_inside() -> None:
    words = {file: set(re.split(r"[^a-z]+", _name(file).lower())) for file in FILES}
    assert [_name(file) for file in FILES if words[file] & VAGUE] == []


def test_no_foreign_binary_is_committed() -> None:
    assert [_name(file) for file in FILES if file.suffix in BINARIES or ".min." in file.name] == []


def test_the_folders_of_keys_and_records_are_committed_empty() -> None:
    allowed = {"instance/.gitkeep", "keys/.gitkeep", "keys/README.md"}
    kept = {_name(file) for file in FILES if file.relative_to(ROOT).parts[0] in {"instance", "keys"}}
    assert kept <= allowed


def test_no_place_on_somebodys_machine_is_committed() -> None:
    found = []
    for file in FILES:
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue  # a picture
        if file != Path(__file__) and MACHINE.search(text):
            found.append(_name(file))
    assert found == []
