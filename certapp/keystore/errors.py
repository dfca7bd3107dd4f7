"""Errors of the key room."""

from certapp.credential.errors import CertappError


class KeyStoreError(CertappError):
    """A private key that cannot be made, found or opened."""


class WrongPassphrase(KeyStoreError):
    """The passphrase does not open the key."""

    def __init__(self) -> None:
        super().__init__("passphrase_wrong")
