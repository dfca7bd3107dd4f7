"""Before it is handed in: the facts as they will be printed, and the page itself as a specimen."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.registry.application import Application
from certapp.web.applicant import blueprint
from certapp.web.downloads import download
from certapp.web.gate import user
from certapp.web.times import now
from certapp.workflow import apply, content, rules, states, wording
from certapp.workflow.errors import Conflict, Invalid


@blueprint.get("/<int:application_id>/preview")
def preview(application_id: int) -> ResponseReturnValue:
    """Show what will be printed, what looks odd, and the button that hands it in."""
    application = _draft(application_id)
    told = content.of(application)
    try:
        apply.check(user(), told, now())
    except Invalid:
        return _back_to_the_form(application_id)
    unit = application.unit
    return render_template(
        "applicant/preview.html",
        application=application,
        facts=[(label.rstrip(":"), value) for label, value in wording.facts(unit, told)] if unit else [],
        warnings=rules.warnings(told, user()),
    )


@blueprint.post("/<int:application_id>/preview")
def hand_in(application_id: int) -> ResponseReturnValue:
    """Hand in what was looked at."""
    application = apply.own(user(), application_id)
    try:
        apply.submit(user(), application.form_id, content.of(application), now())
    except Invalid:  # a day has passed meanwhile, or a unit has ended
        return _back_to_the_form(application_id)
    flash(_("applicant.submitted"), "pass")
    return redirect(url_for(".application", application_id=application_id), 303)


@blueprint.get("/<int:application_id>/specimen.pdf")
def specimen(application_id: int) -> ResponseReturnValue:
    """Show the page as it would be printed, marked as a specimen."""
    application = _draft(application_id)
    try:
        pdf = apply.preview(user(), content.of(application), now())
    except Invalid:
        return _back_to_the_form(application_id)
    return download(pdf, f"{_('applicant.specimen.file')}-{application_id}.pdf", is_shown=True)


def _draft(application_id: int) -> Application:
    application = apply.own(user(), application_id)
    if "submit" not in states.application_verbs(application):
        raise Conflict("application_state", state=application.state)
    return application


def _back_to_the_form(application_id: int) -> ResponseReturnValue:
    return redirect(url_for(".edit", application_id=application_id, check=1), 303)
