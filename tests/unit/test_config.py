"""Settings: read from the environment, checked, and all of them documented."""

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from certapp.config import ROOT, ConfigError, Settings, terminal_language
from certapp.paper.authority import Authority
from tests.stamping import stamping


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()


def test_a_variable_is_read_in_the_type_of_its_setting(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {"CERTAPP_INSTANCE": str(tmp_path), "CERTAPP_THREADS": "3", "CERTAPP_DATABASE_URL": "sqlite:///x.db"}
    )
    assert (settings.instance, settings.threads, settings.sqlalchemy_url) == (tmp_path, 3, "sqlite:///x.db")


@pytest.mark.parametrize("text", ["many", "0", "-1", "1.5"])
def test_a_number_that_makes_no_sense_names_its_variable(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Settings.from_environment({"CERTAPP_THREADS": text})
    assert refused.value.code == "setting_invalid"
    assert refused.value.details == {"name": "CERTAPP_THREADS"}


def test_a_language_is_one_of_two() -> None:
    assert Settings.from_environment({"CERTAPP_LANG": "en"}).lang == "en"
    with pytest.raises(ConfigError) as refused:
        Settings.from_environment({"CERTAPP_LANG": "fr"})
    assert refused.value.details == {"name": "CERTAPP_LANG"}


def test_no_authority_is_named_unless_somebody_names_it() -> None:
    assert Settings.from_environment({}).time_stamp_authority() is None


def test_an_authority_is_named_with_its_roots_and_account(tmp_path: Path) -> None:
    with stamping() as running:
        account = tmp_path / "account"
        account.write_text("huyen:mật khẩu: dài\n")
        named = named_authority(running.url, running.root_file(tmp_path), str(account))
        assert named == running.authority(account=("huyen", "mật khẩu: dài"), seconds=5)
    assert "dài" not in repr(named)


@pytest.mark.parametrize(
    "url",
    ["http://tsa.example", "https://a:b@tsa.example", "tsa.example", "https://", "https://[", "ftp://x"],
)
def test_an_address_that_anybody_could_listen_to_is_refused(url: str, tmp_path: Path) -> None:
    with stamping() as running, pytest.raises(ConfigError) as refused:
        named_authority(url, running.root_file(tmp_path))
    assert (refused.value.code, refused.value.details) == ("setting_invalid", {"name": "CERTAPP_TSA_URL"})


def test_an_authority_without_usable_roots_or_account_is_refused(tmp_path: Path) -> None:
    with stamping() as running:
        roots, other, away = running.root_file(tmp_path), tmp_path / "other", tmp_path / "away"
        other.write_text("no account, no certificate")
        for files, name, code in (
            ((other, ""), "CERTAPP_TSA_ROOTS", "setting_invalid"),
            ((away, ""), "CERTAPP_TSA_ROOTS", "setting_file_unreadable"),
            ((roots, other), "CERTAPP_TSA_ACCOUNT", "setting_invalid"),
            ((roots, away), "CERTAPP_TSA_ACCOUNT", "setting_file_unreadable"),
        ):
            with pytest.raises(ConfigError) as refused:
                named_authority(running.url, files[0], str(files[1]))
            assert (refused.value.code, refused.value.details) == (code, {"name": name})
        with pytest.raises(ConfigError):
            Settings.from_environment({"CERTAPP_TSA_URL": running.url})


def named_authority(url: str, roots: Path, account: str = "") -> Authority | None:
    names = {"URL": url, "ROOTS": str(roots), "ACCOUNT": account}
    environment = {f"CERTAPP_TSA_{name}": value for name, value in names.items()}
    return Settings.from_environment(environment).time_stamp_authority()


def test_what_is_wrong_with_the_settings_is_told_in_the_language_they_name() -> None:
    for text, language in (("", "vi"), ("vi", "vi"), ("en", "en"), (" en ", "en"), ("fr", "vi")):
        assert terminal_language({"CERTAPP_LANG": text, "CERTAPP_THREADS": "many"}) == language


def test_no_other_module_reads_the_environment() -> None:
    """serve.py hands it on to the processes it starts; metrics.py asks for a variable of Prometheus' own."""
    readers = [
        str(file.relative_to(ROOT / "certapp"))
        for file in (ROOT / "certapp").rglob("*.py")
        if re.search(r"os\.(environ|getenv)", file.read_text())
    ]
    assert sorted(readers) == ["config.py", "serve.py", "web/metrics.py"]


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(instance=tmp_path)
    first = settings.secret("session")
    assert len(first) >= 43
    assert settings.secret("session") == first
    assert settings.secret("status-key") != first
    assert stat.S_IMODE((tmp_path / "session.secret").stat().st_mode) == 0o600


def test_operating_md_lists_every_setting_as_it_is() -> None:
    text = (ROOT / "docs/operating.md").read_text()
    for setting in fields(Settings):
        assert table_row(setting.name, setting.default, setting.metadata["meaning"]) in text


def table_row(name: str, default: object, meaning: str) -> str:
    shown = str(default.relative_to(ROOT)) if isinstance(default, Path) else str(default)
    return f"| `CERTAPP_{name.upper()}` | {f'`{shown}`' if shown else ''} | {meaning} |"
