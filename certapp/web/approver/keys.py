"""The approver's own keys: made step by step, protected anew, replaced."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.config import settings
from certapp.keystore.errors import KeyStoreError, TokenError, WrongPassphrase
from certapp.keystore.token_uri import TokenUri
from certapp.registry.signer_key import SignerKey
from certapp.sentences import sentence
from certapp.web.approver import blueprint
from certapp.web.approver.forms import NewKeyForm, PassphraseForm, TokenKeyForm, name_pin
from certapp.web.gate import user
from certapp.web.refusals import status_of
from certapp.web.times import now as now_
from certapp.workflow import keys as keys_
from certapp.workflow import office_keys
from certapp.workflow.errors import Conflict

_COMMAND = "flask --app certapp keys certify"


@blueprint.get("/keys")
def keys() -> ResponseReturnValue:
    """Show where the approver's key stands and what comes next."""
    return _page()


@blueprint.post("/keys")
def request_key() -> ResponseReturnValue:
    """Make a key pair, which then waits for the office root."""
    form = NewKeyForm()
    passphrase = form.passphrase.data or ""
    if passphrase != (form.again.data or ""):
        form.add_error("again", _("keys.not_the_same"))
        return _page(new=form), form.http_status
    try:
        keys_.request(user(), passphrase, now_())
    except KeyStoreError as error:
        if status_of(error) >= 500:
            raise
        form.add_error("passphrase", sentence(error))
        return _page(new=form), form.http_status
    except Conflict as error:
        flash(sentence(error), "hold")
    return redirect(url_for(".keys"), 303)


@blueprint.get("/keys/token")
def reloaded_token() -> ResponseReturnValue:
    """Lead back from the address of a refused making, which somebody opened again."""
    return redirect(url_for(".keys"), 303)


@blueprint.post("/keys/token")
def request_key_in_token() -> ResponseReturnValue:
    """Make a key pair in a hardware token, which then waits for the office root."""
    form = TokenKeyForm()
    try:
        token = TokenUri.parse(form.token.data or "")
        keys_.request(user(), form.pin.data or "", now_(), token=token)
    except KeyStoreError as error:
        form.add_error("pin" if isinstance(error, WrongPassphrase) else "token", sentence(error))
        return _page(in_token=form), form.http_status
    except Conflict as error:
        flash(sentence(error), "hold")
    return redirect(url_for(".keys"), 303)


@blueprint.post("/keys/<int:key_id>/withdraw")
def withdraw_key(key_id: int) -> ResponseReturnValue:
    """Take back a key that waits for the office root."""
    keys_.withdraw_request(user(), key_id, now_())
    flash(_("keys.withdraw.done"), "pass")
    return redirect(url_for(".keys"), 303)


@blueprint.get("/keys/passphrase")
def reloaded_keys() -> ResponseReturnValue:
    """Lead back from the address of a refused change, which somebody opened again."""
    return redirect(url_for(".keys"), 303)


@blueprint.post("/keys/passphrase")
def change_passphrase() -> ResponseReturnValue:
    """Protect the key in use with another passphrase."""
    form = PassphraseForm()
    new = form.new.data or ""
    if new != (form.new_again.data or ""):
        form.add_error("new_again", _("keys.not_the_same"))
        return _page(change=form), form.http_status
    try:
        keys_.change_passphrase(user(), form.old.data or "", new, now_())
    except KeyStoreError as error:
        if status_of(error) >= 500:
            raise
        form.add_error("old" if isinstance(error, WrongPassphrase) else "new", sentence(error))
        return _page(change=form), form.http_status
    key = keys_.active_key(user())
    flash(_("keys.token.changed") if key and key.token_uri else _("keys.change.done"), "pass")
    return redirect(url_for(".keys"), 303)


def _page(
    *,
    new: NewKeyForm | None = None,
    in_token: TokenKeyForm | None = None,
    change: PassphraseForm | None = None,
) -> str:
    now = now_()
    own = keys_.keys_of(user())
    usable = keys_.usable_key(user(), now)
    change = change or PassphraseForm(formdata=None)
    if usable is not None and usable.token_uri is not None:
        name_pin(change.old, "keys.token.old_pin")
        name_pin(change.new, "keys.token.new_pin")
        name_pin(change.new_again, "keys.token.new_pin_again")
    return render_template(
        "approver/keys.html",
        new=new or NewKeyForm(formdata=None),
        in_token=_offer(in_token or TokenKeyForm(formdata=None)),
        change=change,
        command=_COMMAND,
        own=own,
        requested=next((key for key in own if key.state == "requested"), None),
        active=keys_.active_key(user()),
        usable=usable,
        token_of=_token_of,
        fingerprint=keys_.fingerprint,
        certificate_of=keys_.certificate_of,
    )


def _offer(form: TokenKeyForm) -> TokenKeyForm | None:
    """Fill in the tokens to choose from; None where the office has no module for tokens."""
    if not settings().pkcs11_module:
        return None
    try:
        form.token.choices = [(str(uri), _named(uri)) for uri in office_keys.tokens()]
    except TokenError as error:
        form.token.choices = []
        form.add_error("", sentence(error))
    return form


def _token_of(key: SignerKey) -> str | None:
    """The name of the hardware token that a key is in; None for a key in a file."""
    return None if key.token_uri is None else _named(TokenUri.parse(key.token_uri))


def _named(uri: TokenUri) -> str:
    return f"{uri.label} ({uri.serial.decode('ascii', 'replace')})"
