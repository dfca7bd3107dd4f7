"""What the demo leaves in the instance folder for those who try it: accounts and passphrases."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from certapp.config import settings
from certapp.credential.errors import CertappError
from certapp.registry.database import db
from certapp.registry.people import Role, User

ACCOUNTS = "demo-accounts.json"
ROOT_FILE = "demo/root-passphrase.txt"


class DemoError(CertappError):
    """The demo cannot be made here."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who can sign in as what."""

    role: Role
    username: str
    name: str
    password: str = field(repr=False)
    passphrase: str | None = field(repr=False, default=None)


def read() -> list[Account]:
    """Return who can sign in to the demo, as kept since it was made.

    :raises DemoError: `demo_incomplete`, the making of the demo was cut short.
    """
    try:
        rows = json.loads((settings().instance / ACCOUNTS).read_text())
    except FileNotFoundError as error:
        raise DemoError("demo_incomplete", folder=str(settings().instance)) from error
    names = {user.username: user.name for user in db.session.scalars(select(User))}
    return [
        Account(
            Role(row["role"]), row["username"], names[row["username"]], row["password"], row.get("passphrase")
        )
        for row in rows
    ]


def write(accounts: Sequence[Account], root_passphrase: str) -> None:
    """Keep the accounts for the next start; written last, so that their file says that the demo is whole."""
    folder = settings().instance
    _write_secret(folder / ROOT_FILE, root_passphrase + "\n")
    rows = [
        {
            "role": account.role.value,
            "username": account.username,
            "password": account.password,
            **({"passphrase": account.passphrase} if account.passphrase else {}),
        }
        for account in accounts
    ]
    _write_secret(folder / ACCOUNTS, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _write_secret(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    temporary.replace(path)
