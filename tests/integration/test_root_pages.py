"""A new root while the office is served: the server follows by itself, and the clerk's pages tell it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from certapp.credential import trustlist
from certapp.keystore.signing import fingerprint, public_key_of
from certapp.workflow import root_key
from tests.browsing import Browser
from tests.serving import served
from tests.world import ROOT_PASSPHRASE, World


@pytest.fixture
def clerk(world: World) -> Iterator[Browser]:
    """A browser of the clerk at an office of its own, which is served before its root is replaced."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with served(world, port) as address, Browser(address) as browser:
        yield browser.sign_in(world.clerk)


def rotate(world: World, folder: Path) -> None:
    (folder / "old").write_text(ROOT_PASSPHRASE)
    (folder / "new").write_text("một khóa gốc hoàn toàn mới")
    files = ("--root-passphrase-file", str(folder / "old"), "--new-passphrase-file", str(folder / "new"))
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "certapp", "keys", "rotate-root", "--yes", *files],
        env=world.environment(),
        check=True,
        capture_output=True,
    )


def root_of(browser: Browser, path: str = "/office/about/root.pem") -> x509.Certificate:
    return x509.load_pem_x509_certificate(browser.get(path).content)


def verdict(browser: Browser, text: str) -> str:
    return str(browser.post("/api/v1/verify", json={"qr": text}).json()["verdict"])


def shown(browser: Browser, page: str) -> str:
    return browser.get(page).text.replace("<wbr>", "")


def test_the_server_follows_and_the_clerk_sees_both_roots(
    world: World, clerk: Browser, tmp_path: Path
) -> None:
    text = world.qr_text(world.issued())
    old = root_of(clerk)
    assert verdict(clerk, text) == "VALID"
    for page in ("/office/about", "/office/keys"):
        assert fingerprint(old) in shown(clerk, page)
        assert "Khóa gốc trước đây" not in shown(clerk, page)
    rotate(world, tmp_path)
    new = root_of(clerk)
    assert new != old
    trustlist.open_signed(clerk.get("/api/v1/trust-list").content, public_key_of(new))
    assert verdict(clerk, text) == "VALID"
    assert clerk.get("/readyz").status_code == 200
    page = shown(clerk, "/office/keys")
    assert fingerprint(new) in page
    assert fingerprint(old) not in page
    assert "Dùng từ" in page
    page = shown(clerk, "/office/about")
    assert page.index(fingerprint(new)) < page.index("Khóa gốc trước đây") < page.index(fingerprint(old))
    with world.app.app_context():
        ids = [row.id for row in root_key.everyone(world.office_id)]
    assert [root_of(clerk, f"/office/about/root-{each}.pem") for each in ids] == [new, old]
    for other in (2, 999, 10**30):
        assert clerk.get(f"/office/about/root-{other}.pem").status_code == 404
