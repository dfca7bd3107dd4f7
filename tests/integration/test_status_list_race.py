"""Several clerks at once, as processes on one database file: the list only ever grows truer."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise

from sqlalchemy import insert, inspect, select

from certapp.credential import Status, StatusList, statuslist
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.status_list import PastStatusList, StatusListRecord
from certapp.workflow import status_lists, trust_list
from tests.world import World

CLERKS = 3
CHANGES = (
    16  # of each clerk: together more than the signatures that may run ahead of a clock that stood still
)


def test_many_revocations_at_once_by_several_processes(world: World) -> None:
    with world.app.app_context():
        made = copies(world.issued(), CLERKS * CHANGES)
    shares = [made[number::CLERKS] for number in range(CLERKS)]
    with ExitStack() as running:
        clerks = [running.enter_context(clerk(world)) for _ in range(CLERKS)]
        for process in clerks:
            answer(process)
        for process, share in zip(clerks, shares, strict=True):
            assert process.stdin is not None
            process.stdin.write("".join(f"revoke {each}\n" for each in share))
            process.stdin.flush()
        answers = [answer(process) for process, share in zip(clerks, shares, strict=True) for _ in share]
    assert answers == [{"done": None, "status": Status.INVALID}] * len(made)
    with world.app.app_context():
        lists, row = every_list(world), db.session.scalars(select(StatusListRecord)).one()
        assert (
            lists[-1].issued_at == int(row.issued_at.timestamp()) <= world.now.timestamp() + status_lists.LEAD
        )
        assert all(before.issued_at < after.issued_at for before, after in pairwise(lists))
        revoked = [taken_back(each) for each in lists]
        assert all(before <= after for before, after in pairwise(revoked))
        assert revoked[-1] == {db.session.get_one(Certificate, each).status_index for each in made}


@contextmanager
def clerk(world: World) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.revoker", str(world.clerk.id)]
    environment = {**world.environment(), "CERTAPP_STATUS_HISTORY_DAYS": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]


def answer(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout is not None
    found: dict[str, object] = json.loads(process.stdout.readline())
    return found


def copies(certificate_id: int, count: int) -> list[int]:
    """Enter copies of a certificate into the register, each with an entry of its own; returns their ids."""
    pattern = db.session.get_one(Certificate, certificate_id)
    values = {column.key: getattr(pattern, column.key) for column in inspect(Certificate).column_attrs}
    free = [index for index in range(pattern.status_list.capacity) if index != pattern.status_index]
    entries = secrets.SystemRandom().sample(free, count)
    with transaction() as session:
        for number, index in enumerate(entries, start=pattern.sequence + 1):
            other = {"id": None, "cti": secrets.token_bytes(8), "sequence": number, "status_index": index}
            session.execute(insert(Certificate).values({**values, **other}))
    return list(db.session.scalars(select(Certificate.id).where(Certificate.id != certificate_id)))


def every_list(world: World) -> list[StatusList]:
    """Every list the processes signed, in the order of their time."""
    trusted = trust_list.current(world.office_id)
    uri = db.session.scalars(select(StatusListRecord.uri)).one()
    rows = db.session.scalars(select(PastStatusList.signed).order_by(PastStatusList.issued_at))
    return [statuslist.open_signed(signed, trusted, uri=uri) for signed in rows]


def taken_back(status_list: StatusList) -> set[int]:
    return {index for index in range(len(status_list)) if status_list.status(index) != Status.VALID}
