"""Forms of the approver's room. Each decision carries the version of the application that was looked at."""

from typing import Any

from wtforms import Field, HiddenField, PasswordField, SelectField, TextAreaField

from certapp.web.form import Form, _l

# Not "new-password": a browser that keeps the passphrase would sign for whoever sits at it.
_TYPED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class _Decision(Form):
    version = HiddenField()

    def seen_version(self) -> int:
        """Return the version that was looked at; 0, which no application has, for anything else."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class SignForm(_Decision):
    """Sign, or go on with an interrupted signing."""

    version = HiddenField(id="sign-version")
    passphrase = PasswordField(_l("review.passphrase"), render_kw=_TYPED)


class _ReasonForm(_Decision):
    reason: Any


class ReturnForm(_ReasonForm):
    """Send back to be corrected."""

    version = HiddenField(id="return-version")
    reason = TextAreaField(_l("review.return.reason"), id="return-reason")


class RejectForm(_ReasonForm):
    """Refuse for good."""

    version = HiddenField(id="reject-version")
    reason = TextAreaField(_l("review.reject.reason"), id="reject-reason")


class ReleaseForm(_Decision):
    """Give up a reserved number."""

    version = HiddenField(id="release-version")


class NewKeyForm(Form):
    """Make a key."""

    passphrase = PasswordField(_l("keys.new.passphrase"), render_kw=_TYPED)
    again = PasswordField(_l("keys.new.again"), render_kw=_TYPED)


class TokenKeyForm(Form):
    """Make a key in a hardware token."""

    token = SelectField(_l("keys.token.which"), validate_choice=False)
    pin = PasswordField(_l("keys.token.pin"), render_kw=_TYPED)


class PassphraseForm(Form):
    """Protect the key with another passphrase."""

    old = PasswordField(_l("keys.change.old"), render_kw=_TYPED)
    new = PasswordField(_l("keys.change.new"), render_kw=_TYPED)
    new_again = PasswordField(_l("keys.change.again"), render_kw=_TYPED)


def name_pin(field: Field, key: str) -> None:
    """Call a passphrase what its owner calls it where the key is in a hardware token.

    :param key: of the label in the catalogues.
    """
    field.label.text = _l(key)
