"""Errors of the key room."""

from certapp.credential.errors import CertappError


class KeyStoreError(CertappError):
    """A private key that cannot be made, found or opened."""


class WrongPassphrase(KeyStoreError):
    """The passphrase does not open the key."""

    def __init__(self, code: str = "passphrase_wrong") -> None:
        super().__init__(code)


class WrongPin(WrongPassphrase):
    """The PIN does not open the hardware token: `pin_wrong`, or `pin_wrong_last`, one more try locks it."""

    def __init__(self, *, is_one_left: bool = False) -> None:
        super().__init__("pin_wrong_last" if is_one_left else "pin_wrong")


class TokenError(KeyStoreError):
    """A hardware token that does not do its work now; when it does again, the same can be tried again.

    `token_module` (none configured, or it does not load), `token_absent`, `token_locked`, `token_busy`,
    `token_key_missing`, `token_failed` with the module's word as `reason`.
    """
