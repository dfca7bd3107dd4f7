"""Alerts about checks, as they are raised; closed with a reason."""

import threading
import time
from collections.abc import Iterator
from dataclasses import asdict

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.registry.database import db
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.alert_forms import CloseForm, ThresholdsForm
from certapp.web.times import now
from certapp.workflow import alerts as alerts_
from certapp.workflow.errors import Conflict, Invalid

STREAM_SECONDS = 20.0  # a stream then ends, and the browser asks again: no thread is held for long
LOOK_SECONDS = 1.0  # between two looks into the register
_streams = threading.BoundedSemaphore(2)  # of a process, so that others are always answered


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
    form = ThresholdsForm(data=asdict(alerts_.thresholds(clerk.office)))
    if form.validate_on_submit():
        try:
            alerts_.set_thresholds(clerk, form.thresholds(), now())
            flash(_("alerts.settings.saved"), "pass")
            return redirect(url_for(".alert_settings"), 303)
        except Invalid as error:
            form.refuse(error)
    return render_template("office/alert_settings.html", form=form), form.http_status


@blueprint.get("/alerts/stream")
def alert_stream() -> Response:
    """Tell the page when an alert was raised, counted up or closed (WHATWG HTML, server-sent events)."""
    try:
        known = int(request.headers.get("Last-Event-ID") or request.args.get("version", "0"))
    except ValueError:
        abort(400)
    office_id = gate.user().office_id
    if not _streams.acquire(blocking=False):
        return Response(status=503, headers={"Retry-After": str(int(STREAM_SECONDS))})
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def events() -> Iterator[str]:
        version = known
        end = time.monotonic() + STREAM_SECONDS
        yield "retry: 2000\n\n"
        while time.monotonic() < end:
            with app.app_context():
                found = alerts_.latest_version(office_id)
                count = alerts_.count_open(office_id)
                db.session.rollback()
            if found != version:
                version = found
                yield f"id: {version}\nevent: alerts\ndata: {count}\n\n"
            else:
                yield ": nothing new\n\n"  # a browser that has gone is noticed by this
            time.sleep(LOOK_SECONDS)

    response = Response(events(), mimetype="text/event-stream")
    response.call_on_close(_streams.release)
    response.headers["X-Accel-Buffering"] = "no"
    return response
