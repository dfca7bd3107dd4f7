"""Every setting of certapp in one place: name, default, meaning, check.

A setting is an environment variable `CERTAPP_<NAME>`; an empty one counts as not set.
"""

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from cryptography import x509
from flask import current_app

from certapp.credential.errors import CertappError
from certapp.credential.statuslist import MAX_ENTRIES
from certapp.paper.authority import Authority

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = "certapp"  # where create_app() keeps the Settings in app.extensions
COUNTERS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own variable; serve.py sets it
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
LANGUAGES = ("vi", "en")  # the first one unless somebody asks for another


Result = TypeVar("Result")


class ConfigError(CertappError):
    """A setting that does not make sense; `details["name"]` is the environment variable."""


def _setting(
    default: Any,
    meaning: str,
    *,
    least: int | None = None,
    most: int | None = None,
    among: tuple[str, ...] | None = None,
) -> Any:
    rules = {"least": least, "most": most, "among": among}
    return field(default=default, metadata={"meaning": meaning, **rules})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process, read once at start."""

    instance: Path = _setting(ROOT / "instance", "folder of the database, the papers and the session secret")
    keys: Path = _setting(ROOT / "keys", "folder of the encrypted private keys")
    pkcs11_module: str = _setting("", "PKCS#11 module of hardware tokens, a path; empty: keys in files only")
    fonts: Path = _setting(ROOT / "node_modules/@expo-google-fonts/tinos", "folder of the Tinos faces")
    lang: str = _setting(LANGUAGES[0], "language of the terminal, `vi` or `en`", among=LANGUAGES)
    database_url: str = _setting("", "SQLAlchemy URL; empty: SQLite in the instance folder")
    lock_wait: int = _setting(
        10_000,
        "milliseconds a writer waits for another until it is told that the database is busy",
        least=1,
    )
    workers: int = _setting(1, "server processes", least=1)
    threads: int = _setting(8, "requests one server process answers at a time", least=1)
    proxies: int = _setting(0, "trusted reverse proxies in front, whose X-Forwarded-* count", least=0)
    upload_bytes: int = _setting(8 * 1024 * 1024, "largest upload, bytes", least=1024)
    session_hours: int = _setting(12, "hours until an unused sign-in ends", least=1)
    sign_in_tries: int = _setting(8, "wrong passwords or passphrases before guessing is slowed", least=3)
    sign_in_pause: int = _setting(900, "seconds for which it is slowed", least=1)
    status_lifetime: int = _setting(12 * 3600, "seconds a status list is good for", least=600)
    status_ttl: int = _setting(300, "seconds after which a verifier asks for a newer status list", least=1)
    status_capacity: int = _setting(2**16, "entries of one status list", least=100, most=MAX_ENTRIES)
    status_history_days: int = _setting(
        0, "days for which past status lists are given out to who asks with ?time=; 0: never", least=0
    )
    check_days: int = _setting(30, "days for which the checks of the checkpoints are kept", least=1)
    print_days: int = _setting(7, "days for which a print file is kept", least=1)
    tsa_url: str = _setting(
        "", "address of the time-stamp authority, https; empty: papers get no time stamps"
    )
    tsa_roots: str = _setting("", "file of the certificates to which the authority's own leads, PEM")
    tsa_account: str = _setting("", "file with the user name and password it asks for: name:password")
    tsa_seconds: int = _setting(5, "seconds within which it must answer", least=1, most=60)
    timer_seconds: int = _setting(60, "seconds between two runs of the background jobs", least=1)
    migrations: Path = _setting(ROOT / "migrations", "folder of the database migrations")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        :raises ConfigError: `setting_invalid` with the variable's name.
        """
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = _variable(setting.name)
            if text := environment.get(name, "").strip():
                values[setting.name] = _parsed(name, text, setting.type, setting.metadata)
        settings = cls(**values)
        settings.time_stamp_authority()  # told at the start what is wrong with it
        return settings

    @property
    def sqlalchemy_url(self) -> str:
        """The database to use."""
        return self.database_url or f"sqlite:///{self.instance / 'certapp.db'}"

    @property
    def papers(self) -> Path:
        """Folder of the signed PDFs, found by their SHA-256."""
        return self.instance / "papers"

    @property
    def prints(self) -> Path:
        """Folder of the print files, and of their parts while they are being made."""
        return self.instance / "prints"

    def time_stamp_authority(self) -> Authority | None:
        """Return the authority whose time stamps the papers get, if one is named.

        :raises ConfigError: `setting_invalid`, `setting_file_unreadable` with the variable's name.
        """
        if not self.tsa_url:
            return None
        if not _is_guarded(self.tsa_url):
            raise ConfigError("setting_invalid", name=_variable("tsa_url"))
        return Authority(
            url=self.tsa_url,
            roots=tuple(_read("tsa_roots", self.tsa_roots, x509.load_pem_x509_certificates)),
            account=_read("tsa_account", self.tsa_account, _account) if self.tsa_account else None,
            seconds=self.tsa_seconds,
        )

    def secret(self, name: str) -> str:
        """Return a secret of this installation, made at first use: a file with mode 0600 in `instance`.

        :param name: `session`, `device` or `status-key`.
        :raises ConfigError: `folder_unwritable`.
        """
        path = self.instance / f"{name}.secret"
        try:
            if not path.exists():
                _write_once(path, secrets.token_urlsafe(32))
            return path.read_text().strip()
        except OSError as error:
            folder, reason = str(self.instance), error.strerror
            raise ConfigError("folder_unwritable", folder=folder, reason=reason) from error


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the setting `lang` alone: what is wrong with the settings has to be told in some language."""
    asked = environment.get(_variable("lang"), "").strip()
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _variable(name: str) -> str:
    return f"CERTAPP_{name.upper()}"


def _is_guarded(url: str) -> bool:
    """Tell whether nobody on the way can read what is sent there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)


def _account(text: bytes) -> tuple[str, str]:
    name, password = text.decode().strip().split(":", 1)
    return name, password


def _read(setting: str, path: str, parse: Callable[[bytes], Result]) -> Result:
    name = _variable(setting)
    try:
        return parse(Path(path).read_bytes())
    except OSError as error:
        raise ConfigError("setting_file_unreadable", name=name) from error
    except ValueError as error:
        raise ConfigError("setting_invalid", name=name) from error


def _write_once(path: Path, text: str) -> None:
    """Make the file with mode 0600, whole at once, and only by the first of two processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with mode 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
    with suppress(FileExistsError):
        os.link(temporary, path)
    Path(temporary).unlink()


def _parsed(name: str, text: str, kind: Any, rules: Mapping[str, Any]) -> Any:
    if kind is Path:
        return Path(text).resolve()
    if kind is str:
        if rules["among"] is not None and text not in rules["among"]:
            raise ConfigError("setting_invalid", name=name)
        return text
    try:
        number = int(text)
    except ValueError as error:
        raise ConfigError("setting_invalid", name=name) from error
    least, most = rules["least"], rules["most"]
    if (least is not None and number < least) or (most is not None and number > most):
        raise ConfigError("setting_invalid", name=name)
    return number


def settings() -> Settings:
    """Return the settings of the running application."""
    found: Settings = current_app.extensions[EXTENSION]
    return found
