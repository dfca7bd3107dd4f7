"""Private keys as files in `keys/`: encrypted PKCS#8, mode 0600, one file a key."""

import os
import re
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.keystore import pkcs8
from certapp.keystore.errors import KeyStoreError
from certapp.keystore.signing import OpenKey, public_key_of

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class KeyFolder:
    """The folder that holds the office's private keys."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, name: str, passphrase: str) -> ec.EllipticCurvePublicKey:
        """Make a P-256 key pair and store the private key under `name`.

        :param name: lower-case letters, digits and hyphens; names the file.
        :raises KeyStoreError: `key_exists`, `passphrase_short`, `passphrase_long`, `key_name`, `key_folder`.
        """
        path = self._path(name)
        private = ec.generate_private_key(ec.SECP256R1())
        self._write(path, pkcs8.encrypt(private, passphrase), replace=False)
        return private.public_key()

    def open(self, name: str, passphrase: str, certificate: x509.Certificate) -> OpenKey:
        """Open the private key `name` that belongs to `certificate`.

        :raises WrongPassphrase: the passphrase does not open it.
        :raises KeyStoreError: `key_missing`, `key_unreadable`, or `key_mismatch`: it is another key.
        """
        private = self.open_private(name, passphrase)
        if private.public_key() != public_key_of(certificate):
            raise KeyStoreError("key_mismatch", name=name)
        return OpenKey(certificate=certificate, private=private)

    def open_private(self, name: str, passphrase: str) -> ec.EllipticCurvePrivateKey:
        """Open the private key `name`; see :meth:`open`."""
        path = self._path(name)
        try:
            pem = path.read_bytes()
        except FileNotFoundError as error:
            raise KeyStoreError("key_missing", name=name) from error
        except OSError as error:
            raise KeyStoreError("key_unreadable") from error
        return pkcs8.decrypt(pem, passphrase)

    def change_passphrase(self, name: str, old: str, new: str) -> None:
        """Encrypt the private key anew under another passphrase.

        :raises WrongPassphrase: `old` does not open it.
        :raises KeyStoreError: as :meth:`open` and :meth:`create`.
        """
        self.protect(name, self.open_private(name, old), new)

    def protect(self, name: str, private: ec.EllipticCurvePrivateKey, passphrase: str) -> None:
        """Replace the file `name` by the same key, which is open, under another passphrase.

        :raises KeyStoreError: as :meth:`create`.
        """
        self._write(self._path(name), pkcs8.encrypt(private, passphrase), replace=True)

    def delete(self, name: str) -> None:
        """Remove the private key `name`, if there is one."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise KeyStoreError("key_name", name=name)
        return self._folder / f"{name}.pem"

    def _write(self, path: Path, pem: bytes, *, replace: bool) -> None:
        """Write all or nothing; the file never exists with a wider mode than 0600."""
        temporary = None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")  # made with mode 0600
            with os.fdopen(handle, "wb") as file:
                file.write(pem)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                Path(temporary).replace(path)
            else:
                os.link(temporary, path)  # fails where the name is taken, also by another process
            make_durable(self._folder)
        except FileExistsError as error:
            raise KeyStoreError("key_exists", name=path.stem) from error
        except OSError as error:
            raise KeyStoreError("key_folder", folder=str(self._folder)) from error
        finally:
            if temporary:
                Path(temporary).unlink(missing_ok=True)


def make_durable(folder: Path) -> None:
    """See that a new name in the folder survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pem_of(certificate: x509.Certificate) -> str:
    """Return a certificate as PEM text."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
