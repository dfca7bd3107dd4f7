"""One application: read it, decide it."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.credential.errors import CertappError, CredentialError
from certapp.keystore.errors import KeyStoreError, TokenError, WrongPassphrase
from certapp.registry.application import Application, ApplicationState
from certapp.sentences import sentence
from certapp.web import history
from certapp.web.approver import blueprint
from certapp.web.approver.forms import RejectForm, ReleaseForm, ReturnForm, SignForm, name_pin
from certapp.web.gate import user
from certapp.web.refusals import log_failure, status_of
from certapp.web.times import now as now_
from certapp.workflow import (
    certificates,
    concerns,
    content,
    issue,
    keys,
    progress,
    reservation,
    review,
    trial,
)
from certapp.workflow.errors import Conflict, Invalid, NotIssued


@dataclass(kw_only=True)
class _Forms:
    """The forms of the page, empty but for the one that was refused, which keeps what was typed."""

    sign: SignForm = field(default_factory=lambda: SignForm(formdata=None))
    return_: ReturnForm = field(default_factory=lambda: ReturnForm(formdata=None))
    reject: RejectForm = field(default_factory=lambda: RejectForm(formdata=None))
    release: ReleaseForm = field(default_factory=lambda: ReleaseForm(formdata=None))


@blueprint.get("/review/<int:application_id>")
def application(application_id: int) -> ResponseReturnValue:
    """Show an application with what can be done about it."""
    return _page(review.to_decide(user(), application_id), _Forms()), 200


@blueprint.get("/review/<int:application_id>/specimen.pdf")
def specimen(application_id: int) -> ResponseReturnValue:
    """Show the page as it would be printed, marked as a specimen."""
    shown = review.to_decide(user(), application_id)
    response = make_response(trial.specimen(content.of(shown), now_()))
    response.content_type = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="specimen-{application_id}.pdf"'
    return response


@blueprint.get("/review/<int:application_id>/<any(sign, return, reject, release):decision>")
def reloaded(application_id: int, decision: str) -> ResponseReturnValue:
    """Lead back from the address of a refused decision, which somebody opened again."""
    return redirect(url_for(".application", application_id=application_id), 303)


@blueprint.post("/review/<int:application_id>/sign")
def sign(application_id: int) -> ResponseReturnValue:
    """Sign, or go on with a signing that was interrupted."""
    form = SignForm()
    try:
        passphrase = form.passphrase.data or ""
        issue.sign(user(), application_id, form.seen_version(), passphrase, now_())
    except (WrongPassphrase, TokenError) as error:
        form.add_error("passphrase", sentence(error))
        return _page(review.to_decide(user(), application_id), _Forms(sign=form)), status_of(error)
    except Conflict as error:
        return _conflict(application_id, error)
    except (NotIssued, KeyStoreError, CredentialError) as error:
        return _failed(application_id, error)
    return redirect(url_for(".done", application_id=application_id), 303)


@blueprint.post("/review/<int:application_id>/return")
def return_(application_id: int) -> ResponseReturnValue:
    """Send it back to its applicant."""
    form = ReturnForm()
    try:
        review.return_(user(), application_id, form.seen_version(), form.reason.data or "", now_())
    except Invalid as error:
        form.refuse(error)
        return _page(review.to_decide(user(), application_id), _Forms(return_=form)), form.http_status
    except Conflict as error:
        return _conflict(application_id, error)
    flash(_("review.return.done"), "pass")
    return redirect(url_for(".queue"), 303)


@blueprint.post("/review/<int:application_id>/reject")
def reject(application_id: int) -> ResponseReturnValue:
    """Refuse it for good."""
    form = RejectForm()
    try:
        review.reject(user(), application_id, form.seen_version(), form.reason.data or "", now_())
    except Invalid as error:
        form.refuse(error)
        return _page(review.to_decide(user(), application_id), _Forms(reject=form)), form.http_status
    except Conflict as error:
        return _conflict(application_id, error)
    flash(_("review.reject.done"), "pass")
    return redirect(url_for(".queue"), 303)


@blueprint.post("/review/<int:application_id>/release")
def release(application_id: int) -> ResponseReturnValue:
    """Give up the number that an interrupted signing reserved."""
    try:
        reservation.release(user(), application_id, ReleaseForm().seen_version(), now_())
    except Conflict as error:
        return _conflict(application_id, error)
    flash(_("review.release.done"), "pass")
    return redirect(url_for(".application", application_id=application_id), 303)


@blueprint.get("/review/<int:application_id>/done")
def done(application_id: int) -> ResponseReturnValue:
    """Show what was signed, and where to go on."""
    signed = review.to_decide(user(), application_id)
    certificate = progress.certificate_of(signed)
    if certificate is None:
        return redirect(url_for(".application", application_id=application_id), 303)
    return render_template(
        "approver/done.html",
        application=signed,
        certificate=certificate,
        verdict_path=issue.verdict_path_of(certificate),
        next=review.next_to_decide(user()),
    )


def _conflict(application_id: int, error: CertappError) -> ResponseReturnValue:
    """Show the application as it is now, and who changed it where somebody did."""
    changed = review.to_decide(user(), application_id)
    told = [sentence(error)]
    if error.code in ("application_changed", "application_state", "certificate_state"):
        told = [history.told(progress.timeline(changed)[-1]), _("review.conflict.nothing_done")]
    return _page(changed, _Forms(), conflict=told), status_of(error)


def _failed(application_id: int, error: CertappError) -> ResponseReturnValue:
    """Show why it could not be signed, what became of its number, and what can be done."""
    status, told = status_of(error), [sentence(error)]
    if isinstance(error, NotIssued):
        told.append(_("review.failed.void", number=error.number))
    told.append(_("review.failed.content") if status < 500 else _("review.failed.again"))
    if status >= 500:
        log_failure(error)
    return _page(review.to_decide(user(), application_id), _Forms(), failure=told), status


def _page(
    shown: Application, forms: _Forms, *, conflict: list[str] | None = None, failure: list[str] | None = None
) -> str:
    now = now_()
    key = keys.usable_key(user(), now)
    if key is not None and key.token_uri is not None:
        name_pin(forms.sign.passphrase, "review.pin")
    for form in (forms.sign, forms.return_, forms.reject, forms.release):
        form.version.data = str(shown.version)
    return render_template(
        "approver/application.html",
        application=shown,
        forms=forms,
        conflict=conflict,
        failure=failure,
        days=_days(shown),
        concerns=concerns.of(shown, now) if _is_open(shown) else [],
        steps=history.steps(progress.timeline(shown)),
        certificate=progress.certificate_of(shown),
        earlier=certificates.earlier(shown),
        standing=lambda certificate: certificates.standing(certificate, now),
        manages=lambda certificate: certificates.manages(user(), certificate),
        key=key,
        **_decisions(shown, now),
    )


def _decisions(shown: Application, now: datetime) -> dict[str, object]:
    """What can be done with an application, and what with an interrupted signing (`reserved`)."""
    is_own = shown.applicant_id == user().id
    reserved = reservation.of(shown) if shown.state == ApplicationState.SIGNING else None
    return {
        "is_own": is_own,
        "can_decide": not is_own and shown.state == ApplicationState.SUBMITTED,
        "is_over": reservation.is_over(shown, now),
        "reserved": reserved,
        "can_continue": reserved is not None and not is_own and reservation.may_continue(user(), reserved),
        "can_release": reserved is not None and not is_own and reservation.may_release(user(), reserved, now),
    }


def _is_open(shown: Application) -> bool:
    return shown.state in (ApplicationState.SUBMITTED, ApplicationState.SIGNING)


def _days(shown: Application) -> int | None:
    if shown.start_date is None or shown.end_date is None:
        return None
    return (shown.end_date - shown.start_date).days + 1
