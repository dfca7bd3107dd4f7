"""Alerts about checks: what is open, closing with a reason, and from where on something is odd."""

from dataclasses import asdict

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.alert_forms import CloseForm, ThresholdsForm
from certapp.web.times import now
from certapp.workflow import alerts as alerts_
from certapp.workflow.alert_keeping import thresholds
from certapp.workflow.errors import Conflict, Invalid

CHECKS_SHOWN = 20  # of one alert, the newest


@blueprint.get("/alerts")
def alerts() -> ResponseReturnValue:
    """Show what nobody has looked into, and what was closed last."""
    clerk = gate.user()
    return render_template(
        "office/alerts.html",
        alerts=alerts_.newest(clerk, is_open=True),
        closed=alerts_.newest(clerk, is_open=False, most=20),
        version=alerts_.latest_version(clerk.office_id),
        form=CloseForm(formdata=None),
        shown=CHECKS_SHOWN,
    )


@blueprint.post("/alerts/<int:alert_id>/close")
def close_alert(alert_id: int) -> ResponseReturnValue:
    """Close an alert."""
    form = CloseForm()
    try:
        if not form.validate_on_submit():
            raise Invalid({"reason": "required"})
        alerts_.close(gate.user(), alert_id, form.reason.data or "", now())
        flash(_("alerts.closed"), "pass")
    except Invalid:
        flash(_("alerts.reason_needed"), "hold")
    except Conflict:
        flash(_("alerts.closed_already"), "hold")
    return redirect(url_for(".alerts"), 303)


@blueprint.route("/alerts/settings", methods=["GET", "POST"])
def alert_settings() -> ResponseReturnValue:
    """Set from where on something is odd."""
    clerk = gate.user()
    form = ThresholdsForm(data=asdict(thresholds(clerk.office)))
    if form.validate_on_submit():
        try:
            alerts_.set_thresholds(clerk, form.thresholds(), now())
            flash(_("alerts.settings.saved"), "pass")
            return redirect(url_for(".alert_settings"), 303)
        except Invalid as error:
            form.refuse(error)
    return render_template("office/alert_settings.html", form=form), form.http_status
