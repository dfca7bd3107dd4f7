"""Filling in an application: a new one, one that extends another, a draft, or one that was returned."""

from collections.abc import Callable
from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.registry.application import Application
from certapp.web.applicant import blueprint, provinces
from certapp.web.applicant.forms import ApplicationForm
from certapp.web.gate import user
from certapp.web.times import now
from certapp.workflow import apply, beginning, content, offices, place_names, rules, states
from certapp.workflow.errors import Conflict, Invalid
from certapp.workflow.local_time import day_of


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Show the form with what is known: of the person, or of an own application to extend or repeat."""
    form_id, today = apply.new_form_id(), day_of(now())
    if extends := request.args.get("extend", type=int):
        started = beginning.extension(apply.own(user(), extends), today)
    elif repeats := request.args.get("again", type=int):
        started = beginning.again(apply.own(user(), repeats))
    else:
        started = beginning.blank(user())
    return _page(ApplicationForm.of(started, form_id, extends))


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Save, preview or hand in what was filled in."""
    return _sent(ApplicationForm(), None)


@blueprint.get("/<int:application_id>/edit")
def edit(application_id: int) -> ResponseReturnValue:
    """Show an application that can still be changed; `?check` tells what keeps it from being handed in."""
    application = _editable(application_id)
    form = ApplicationForm.of(content.of(application), application.form_id)
    if "check" in request.args:
        try:
            apply.check(user(), content.of(application), now())
        except Invalid as error:
            form.refuse(error)
    return _page(form, application)


@blueprint.post("/<int:application_id>/edit")
def change(application_id: int) -> ResponseReturnValue:
    """Save, preview or hand in what was changed."""
    form, application = ApplicationForm(), apply.own(user(), application_id)
    form.form_id.data = application.form_id
    return _sent(form, application)


def _editable(application_id: int) -> Application:
    application = apply.own(user(), application_id)
    if "submit" not in states.application_verbs(application):
        raise Conflict("application_state", state=application.state)
    return application


def _sent(form: ApplicationForm, application: Application | None) -> ResponseReturnValue:
    """Do what the pressed button says, or show the form again with what is wrong and all that was typed."""
    verb = _BUTTONS.get(request.form.get("do", ""))
    if verb is None:
        abort(400)
    try:
        if form.validate_on_submit():
            return verb(form)
        if verb is not _save:
            apply.check(user(), form.content(), now())
    except Invalid as error:
        form.refuse(error)
    return _page(form, application)


def _save(form: ApplicationForm) -> ResponseReturnValue:
    saved = _stored(form)
    flash(_("applicant.saved"), "pass")
    return redirect(url_for(".edit", application_id=saved.id), 303)


def _preview(form: ApplicationForm) -> ResponseReturnValue:
    apply.check(user(), form.content(), now())
    return redirect(url_for(".preview", application_id=_stored(form).id), 303)


def _submit(form: ApplicationForm) -> ResponseReturnValue:
    done = apply.submit(user(), form.form_id.data or "", form.content(), now(), extends_id=form.extends())
    flash(_("applicant.submitted"), "pass")
    return redirect(url_for(".application", application_id=done.id), 303)


def _stored(form: ApplicationForm) -> Application:
    return apply.save(user(), form.form_id.data or "", form.content(), now(), extends_id=form.extends())


_BUTTONS: dict[str, Callable[[ApplicationForm], ResponseReturnValue]] = {
    "save": _save,
    "preview": _preview,
    "submit": _submit,
}


def _page(form: ApplicationForm, application: Application | None = None) -> ResponseReturnValue:
    today = day_of(now())
    units = offices.open_units(user().office_id, today)
    form.offer(units)
    page = render_template(
        "applicant/form.html",
        form=form,
        application=application,
        extends=apply.own(user(), extends) if (extends := form.extends()) else None,
        places=[unit.name for unit in units],
        provinces=provinces.NAMES,
        today=today,
        latest_start=today + timedelta(days=rules.DAYS_AHEAD),
        max_days=user().office.max_days,
        home_district=place_names.within_sentence(user().office.home_district),
    )
    return page, form.http_status
