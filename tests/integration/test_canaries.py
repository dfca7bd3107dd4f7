"""No passphrase, password or private key is anywhere but where it belongs: planted, used, and searched for.

After the trip of canary_trip.py all is searched that the office wrote, said, answered or showed to others.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.workflow import keys
from tests.canaries import Search
from tests.integration.canary_trip import IN_ADDRESS, LOUD, NEW_KEY, NEW_ROOT, PLANTED, Trip, whole
from tests.serving import served
from tests.tokens import Reader
from tests.world import PASSPHRASE, ROOT_PASSPHRASE, World


@pytest.fixture
def trip(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Trip]:
    """The whole trip, made once; the server runs until all is searched."""
    folder = tmp_path_factory.mktemp("canaries")
    world = World(folder / "office", pkcs11_module=reader.module)
    (folder / "loud").mkdir()
    (folder / "tmp").mkdir()
    measured = Path(__file__).parents[1] / "measured/sitecustomize.py"
    (folder / "loud/sitecustomize.py").write_text(LOUD.format(measured=str(measured)))
    environment = {**world.environment(), "PYTHONPATH": str(folder / "loud"), "TMPDIR": str(folder / "tmp")}
    with (folder / "log").open("w") as said, served(world, environment=environment, said=said) as address:
        made = Trip(world, address, folder, reader, environment)
        with made.opened:
            whole(made)
        yield made


@pytest.fixture
def scalars(trip: Trip) -> dict[str, bytes]:
    """The private numbers of all keys of the office, by the name of their file."""
    secrets = {"status_list": [trip.world.settings.secret("status-key")], "root": [ROOT_PASSPHRASE, NEW_ROOT]}
    found = {}
    with trip.world.app.app_context():
        for row in keys.keys_of_office(trip.world.office_id):
            if row.token_uri:
                continue
            known = secrets.get(row.purpose, [PASSPHRASE, NEW_KEY])
            found[row.file_name] = next(filter(None, (_scalar(trip, row.file_name, each) for each in known)))
    return found


def _scalar(trip: Trip, name: str, passphrase: str) -> bytes | None:
    try:
        private = trip.world.key_folder.open_private(name, passphrase)
    except keys.pkcs8.WrongPassphrase:
        return None
    return private.private_numbers().private_value.to_bytes(32)


def _require_overheard(trip: Trip, scalars: dict[str, bytes]) -> None:
    """Were the log empty, or the pages, a search in them would prove nothing."""
    log = (trip.folder / "log").read_text()
    assert "INSERT INTO" in log
    assert "Traceback" in log
    assert "key_unreadable" in log
    assert len(trip.answers) > 60
    assert any(b"certapp_requests_total" in answer for answer in trip.answers)
    assert any(answer.startswith(b"500") for answer in trip.answers)
    assert any(b"granian" in words for words in trip.programs)
    assert sum(name.startswith("approver-") for name in scalars) == 2


def test_nothing_of_it_is_anywhere(trip: Trip, scalars: dict[str, bytes]) -> None:
    """One test, so that the trip is made once, however many processes share the tests."""
    _require_overheard(trip, scalars)
    once = {
        "password_shown_once": trip.shown,
        "joining_code": trip.joining_code,
        "scanner_token": trip.scanner_token,
    }
    search = Search({**PLANTED, **once, **scalars})
    log = (trip.folder / "log").read_bytes()
    instance, keys_ = trip.world.settings.instance, trip.world.settings.keys
    assert {"certapp.db", "certapp.db-wal", "papers"} <= {file.name for file in instance.iterdir()}
    assert len(list(keys_.iterdir())) == 5  # two approvers', two roots, one for status lists
    found = {
        "log": search.data("log", log),
        "an address in the log": Search({"a passphrase in an address": IN_ADDRESS}).data("log", log),
        "instance": search.folder(instance),
        "keys, which are there only encrypted": search.folder(keys_),
        "answers": [each for answer in trip.answers for each in search.data("answer", answer)],
        "what other programs see": [each for seen in trip.programs for each in search.data("process", seen)],
        "temporary files": search.folder(trip.folder / "tmp"),
    }
    assert {place: left for place, secrets in found.items() if (left := [*filter(_tells, secrets)])} == {}


def _tells(found: str) -> bool:
    """Leave out the hash by which the register knows a phone: that of 128 random bits tells nobody them."""
    return not (found.split(": ")[-1].startswith(("joining_code", "scanner_token")) and "sha256 hex" in found)
