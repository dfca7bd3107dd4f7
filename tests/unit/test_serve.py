"""certapp.serve: what stops an office before it starts, and how it ends."""

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.config import Settings
from certapp.serve import ServeError, require_free_port, require_writable, serve
from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server of somebody else's on a port of this machine."""
    with socket.create_server(("127.0.0.1", free_port())) as server:
        yield server


def test_a_port_that_nobody_uses_is_free(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    require_free_port(port)


def test_a_port_just_left_by_a_connection_is_free(listener: socket.socket) -> None:
    """A restart right after Ctrl-C must not be told that the port is taken (TIME_WAIT)."""
    address = listener.getsockname()
    with socket.create_connection(address) as client:
        served, _ = listener.accept()
        served.close()
        assert client.recv(1) == b""
    listener.close()
    require_free_port(address[1])


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "localhost"])  # noqa: S104
def test_a_taken_port_is_named(listener: socket.socket, address: str) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(ServeError) as caught:
        require_free_port(port, address)
    assert caught.value.code == "port_taken"
    assert caught.value.details == {"port": port, "address": address}


@pytest.mark.parametrize("port", [0, -1, 65536, 10**9])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(ServeError, match="port_invalid"):
        require_free_port(port)


@pytest.mark.parametrize("address", ["192.0.2.1", "no such place"])
def test_an_address_of_another_machine_is_refused(address: str) -> None:
    with pytest.raises(ServeError, match="address_unusable"):
        require_free_port(40_000, address)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    require_writable(tmp_path / "new" / "folder")
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    place = tmp_path / "keys"
    place.write_text("not a folder")
    with pytest.raises(ServeError) as caught:
        require_writable(place)
    assert caught.value.code == "folder_unwritable"
    assert caught.value.details == {"folder": str(place), "reason": os.strerror(errno.EEXIST)}
    assert place.read_text() == "not a folder"


def test_a_folder_that_even_root_cannot_write_into_is_refused() -> None:
    with pytest.raises(ServeError, match="folder_unwritable"):
        require_writable(Path("/proc/self"))


def test_nothing_starts_when_a_folder_is_unwritable(listener: socket.socket, tmp_path: Path) -> None:
    port = listener.getsockname()[1]
    listener.close()
    settings = Settings(instance=tmp_path / "instance", keys=Path("/proc/self"))
    with pytest.raises(ServeError, match="/proc/self"):
        serve(port, settings=settings)
    require_free_port(port)
