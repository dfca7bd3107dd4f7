"""docs/credential.md: the public face of the room fits one page, and the page says what is there."""

import importlib
import re
from pathlib import Path

import pytest

import certapp.credential
from certapp.credential import qrtext
from tests.example import BASE_URL, CLAIMS, NOW, private_key, status_list
from tests.vectors.worked_example import STATUS_LIST, TOKEN, TRUST_LIST

PAGE = Path(__file__).resolve().parents[3] / "docs" / "credential.md"
LINES = 62  # of A4 in a readable size


def section(title: str) -> str:
    return PAGE.read_text().split(f"## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[tuple[str, str]]:
    return re.findall(r"^\| (`.*?) \| (.*) \|$", section(title), re.MULTILINE)


def test_every_public_name_has_one_line_and_no_other_has() -> None:
    names = [name.strip("`") for name, _ in rows("Its public face")]
    assert sorted(names) == sorted(certapp.credential.__all__)
    assert all(what for _, what in rows("Its public face"))


def test_it_fits_one_page() -> None:
    text = PAGE.read_text().splitlines()
    assert len(text) <= LINES
    assert max(map(len, text)) <= 120


def test_the_modules_have_what_the_page_says() -> None:
    listed = []
    for names, what in rows("Its modules"):
        modules = re.findall(r"`(\w+)`", names)
        listed += modules
        module = importlib.import_module(f"certapp.credential.{modules[0]}")
        for name in re.findall(r"`(\w+)", what):
            assert hasattr(module, name) or name == "code", f"{modules[0]}.{name}"
    files = {file.stem for file in Path(certapp.credential.__file__).parent.glob("[a-z]*.py")}
    assert files - set(listed) == {"verdict", "verification", "truststore"}  # all they have is public


def test_the_verifier_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = re.findall(r"```python\n(.*?)```", section("A verifier"), re.DOTALL)
    given = {
        "signed_trust_list": TRUST_LIST,
        "root_public_key": private_key("root").public_key(),
        "signed_status_list": STATUS_LIST,
        "uri": status_list().uri,
        "qr_text": qrtext.encode(TOKEN, BASE_URL),
        "now": NOW,
    }
    exec(code, given)  # noqa: S102
    assert capsys.readouterr().out == f"{CLAIMS.travel.holder}\n"
