"""One application of one's own: where it is, what came of it, and taking it back."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.registry.application import Application, ApplicationState
from certapp.registry.certificate import Certificate
from certapp.web import history
from certapp.web.applicant import blueprint, facts
from certapp.web.applicant.home import next_step
from certapp.web.downloads import download, name_of
from certapp.web.gate import user
from certapp.web.times import now
from certapp.workflow import apply, beginning, certificates, excerpts, issue, progress, states
from certapp.workflow.errors import Conflict, NotFound

_MOST_NAMES = 3  # of those who may decide


@blueprint.get("/<int:application_id>")
def application(application_id: int) -> str:
    """Show an application: state, timeline, certificate, everything told."""
    moment, shown = now(), apply.own(user(), application_id)
    certificate = progress.certificate_of(shown)
    return render_template(
        "applicant/application.html",
        application=shown,
        verbs=states.application_verbs(shown),
        certificate=certificate,
        standing=certificates.standing(certificate, moment) if certificate else None,
        verdict_path=issue.verdict_path_of(certificate) if certificate else None,
        is_extendable=beginning.is_extendable(shown),
        next_step=next_step(shown, moment),
        steps=[*history.steps(progress.timeline(shown)), *_ahead(shown)],
        trip=facts.trip(shown),
        traveller=facts.traveller(shown),
    )


@blueprint.get("/<int:application_id>/certificate.pdf")
def certificate(application_id: int) -> Response:
    """Download the signed paper."""
    found = _issued(application_id)
    return download(issue.paper_of(found), name_of(found, "giay-xac-nhan.pdf"))


@blueprint.get("/<int:application_id>/card.pdf")
def card(application_id: int) -> Response:
    """Download the pocket card."""
    found = _issued(application_id)
    return download(excerpts.card_of(found), name_of(found, "the-bo-tui.pdf"))


@blueprint.get("/<int:application_id>/phone.png")
def phone(application_id: int) -> Response:
    """Download the picture for a phone."""
    found = _issued(application_id)
    return download(excerpts.phone_picture_of(found), name_of(found, "anh-xac-nhan.png"))


@blueprint.get("/<int:application_id>/withdraw")
def withdrawing(application_id: int) -> str:
    """Ask whether to take it back."""
    shown = apply.own(user(), application_id)
    if "withdraw" not in states.application_verbs(shown):
        raise Conflict("application_state", state=shown.state)
    return render_template("applicant/withdraw.html", application=shown)


@blueprint.post("/<int:application_id>/withdraw")
def withdraw(application_id: int) -> ResponseReturnValue:
    """Take it back."""
    apply.withdraw(user(), application_id, now())
    flash(_("applicant.withdrawn"), "pass")
    return redirect(url_for(".application", application_id=application_id), 303)


def _issued(application_id: int) -> Certificate:
    found = progress.certificate_of(apply.own(user(), application_id))
    if found is None:
        raise NotFound
    return found


def _ahead(shown: Application) -> list[dict[str, str]]:
    """Return whose turn it is now, and what comes after that."""
    decided, signed = (
        {"what": _("applicant.ahead." + verb), "state": "next"} for verb in ("decided", "signed")
    )
    match shown.state:
        case ApplicationState.DRAFT | ApplicationState.RETURNED:
            who, later = _("applicant.ahead.you"), [decided, signed]
        case ApplicationState.SUBMITTED | ApplicationState.SIGNING:
            who, later = _names([person.name for person in progress.awaiting(shown)]), [signed]
        case _:
            return []
    return [{"what": _("applicant.ahead." + shown.state), "who": who, "state": "current"}, *later]


def _names(people: list[str]) -> str:
    """Return who has it: up to three names and how many more; the office when there is nobody."""
    if not people:
        return _("applicant.ahead.nobody")
    first, more = ", ".join(people[:_MOST_NAMES]), len(people) - _MOST_NAMES
    return _("applicant.ahead.more", names=first, more=more) if more > 0 else first
