"""The approver's own keys: made step by step, protected anew, replaced."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.keystore.errors import KeyStoreError, WrongPassphrase
from certapp.sentences import sentence
from certapp.web.approver import blueprint
from certapp.web.approver.forms import NewKeyForm, PassphraseForm
from certapp.web.gate import user
from certapp.web.refusals import status_of
from certapp.web.times import now as now_
from certapp.workflow import keys as keys_
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
    flash(_("keys.change.done"), "pass")
    return redirect(url_for(".keys"), 303)


def _page(*, new: NewKeyForm | None = None, change: PassphraseForm | None = None) -> str:
    now = now_()
    own = keys_.keys_of(user())
    return render_template(
        "approver/keys.html",
        new=new or NewKeyForm(formdata=None),
        change=change or PassphraseForm(formdata=None),
        command=_COMMAND,
        own=own,
        requested=next((key for key in own if key.state == "requested"), None),
        active=keys_.active_key(user()),
        usable=keys_.usable_key(user(), now),
        fingerprint=keys_.fingerprint,
        certificate_of=keys_.certificate_of,
    )
