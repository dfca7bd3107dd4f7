"""A time-stamp authority (RFC 3161) on this machine, over real HTTP, with a root and a revocation list."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.sign.timestamps import DummyTimeStamper

from certapp.paper.authority import Authority
from tests.patience import PATIENCE
from tests.small_server import answering

ACCOUNT = ("huyen-bac-ai", "mật khẩu dấu thời gian")
_REPLY = "application/timestamp-reply"


@dataclass
class Stamping:
    """The authority while it runs: how it behaves, and what it was asked.

    :param fault: None, or `refuses`, `other_digest`, `other_nonce`, `garbage`, `page`, `endless`,
        `redirects`, `hangs`: what it does instead of giving a time stamp.
    :param is_revoked: whether its root says that its certificate is revoked.
    :param has_list: whether its root's revocation list can be had.
    :param asks_account: whether it answers to its customers only.
    """

    port: int = 0
    fault: str | None = None
    is_revoked: bool = False
    has_list: bool = True
    asks_account: bool = False
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._root_key, self._key = _keys()
        self.root = _certificate("Gốc dấu thời gian", "Gốc dấu thời gian", self._root_key, self._root_key)

    @property
    def url(self) -> str:
        """Where it gives time stamps."""
        return f"http://127.0.0.1:{self.port}/tsa"

    @property
    def stamps(self) -> int:
        """How often it was asked for one."""
        return self.asked.count("/tsa")

    def authority(self, **changes: object) -> Authority:
        """Return it as an office names it."""
        named: dict[str, object] = {"url": self.url, "roots": (self.root,), "seconds": int(PATIENCE)}
        return Authority(**{**named, **changes})  # type: ignore[arg-type]

    def root_file(self, folder: Path) -> Path:
        """Write its root into a file."""
        file = folder / "tsa-root.pem"
        file.write_bytes(self.root.public_bytes(Encoding.PEM))
        return file

    def answer(self, body: bytes) -> bytes:
        """Answer a request for a time stamp."""
        request = tsp.TimeStampReq.load(body)
        if self.fault == "garbage":
            return b"\x30\x03\x02\x01"
        if self.fault == "refuses":
            return b"\x30\x05\x30\x03\x02\x01\x02"  # RFC 3161 §2.4.2: status rejection (2), no token
        if self.fault == "other_digest":
            request["message_imprint"]["hashed_message"] = bytes(32)
        if self.fault == "other_nonce":
            request["nonce"] = 1
        stamper = DummyTimeStamper(
            translate_pyca_cryptography_cert_to_asn1(self._certificate()),
            translate_pyca_cryptography_key_to_asn1(self._key),
            fixed_dt=datetime.now(UTC),
        )
        answer: bytes = stamper.request_tsa_response(request).dump()
        return answer

    def revocation_list(self) -> bytes:
        """Sign what the root says of revocation now."""
        now = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(now - timedelta(hours=1))
            .next_update(now + timedelta(days=1))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._root_key.public_key()),
                critical=False,
            )
        )
        if self.is_revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(self._certificate().serial_number)
                .revocation_date(now - timedelta(hours=2))
                .build()
            )
        return builder.sign(self._root_key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _certificate(self) -> x509.Certificate:
        place = f"http://127.0.0.1:{self.port}/crl"
        return _certificate("Dấu thời gian thử", "Gốc dấu thời gian", self._key, self._root_key, crl=place)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, running: Stamping, *connection: Any) -> None:
        self._running = running
        super().__init__(*connection)

    def do_POST(self) -> None:
        running = self._running
        running.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        account = base64.b64encode(":".join(ACCOUNT).encode()).decode()
        if running.asks_account and self.headers["Authorization"] != f"Basic {account}":
            return self._send(401, b"")
        match running.fault:
            case "hangs":
                running.over.wait(PATIENCE)
            case "redirects":
                self._send(302, b"", Location=running.url)
            case "page":
                self._send(200, b"<html>", kind="text/html")
            case "endless":
                self._send_for_ever()
            case _:
                self._send(200, running.answer(body))

    def do_GET(self) -> None:
        self._running.asked.append(self.path)
        there = self._running.has_list and self.path == "/crl"
        self._send(200 if there else 404, self._running.revocation_list(), kind="application/pkix-crl")

    def _send(self, status: int, body: bytes, kind: str = _REPLY, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _send_for_ever(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", _REPLY)
        self.end_headers()
        with suppress(OSError):
            while not self._running.over.is_set():
                self.wfile.write(bytes(64 * 1024))

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def stamping(**behaviour: object) -> Iterator[Stamping]:
    """Run an authority until the end of the block."""
    running = Stamping(**behaviour)  # type: ignore[arg-type]

    with answering(partial(_Handler, running)) as running.port:
        try:
            yield running
        finally:
            running.over.set()


@cache
def _keys() -> tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]:
    """A root's key and an authority's; RSA, which is the one kind that pyHanko's stamper has."""
    return rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)


@cache
def _certificate(
    name: str, issuer: str, key: rsa.RSAPrivateKey, issuer_key: rsa.RSAPrivateKey, crl: str | None = None
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=crl is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if crl is not None:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False).add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return builder.add_extension(_usage(is_root=crl is None), critical=True).sign(issuer_key, hashes.SHA256())


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(not is_root, not is_root, False, False, False, is_root, is_root, False, False)
