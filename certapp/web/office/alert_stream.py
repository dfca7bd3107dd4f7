"""Tells the clerk's page as it happens that alerts changed (server-sent events, WHATWG HTML §9.2).

An event holds how many are open and nothing about them: the page then asks for itself anew.
"""

import threading
import time
from collections.abc import Iterator

from flask import Response, abort, current_app, request
from flask.blueprints import BlueprintSetupState

from certapp.config import EXTENSION
from certapp.registry.database import db
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.workflow import alerts

STREAM_SECONDS = 20.0  # a stream then ends, and the browser asks again: no thread is held for long
LOOK_SECONDS = 1.0  # between two looks into the register
SHARE = 4  # streams take at most one of so many threads of a process: there is always one for everybody else
_PLACES = "certapp_alert_streams"


@blueprint.record_once
def _make_places(state: BlueprintSetupState) -> None:
    threads = state.app.extensions[EXTENSION].threads
    state.app.extensions[_PLACES] = threading.BoundedSemaphore(threads // SHARE)


@blueprint.get("/alerts/stream")
def alert_stream() -> Response:
    """Tell when an alert was raised, counted up or closed; 503 when enough others listen."""
    try:
        known = int(request.headers.get("Last-Event-ID") or request.args.get("version", "0"))
    except ValueError:
        abort(400)
    office_id = gate.user().office_id
    db.session.rollback()
    places: threading.BoundedSemaphore = current_app.extensions[_PLACES]
    if not places.acquire(blocking=False):
        return Response(status=503, headers={"Retry-After": str(round(STREAM_SECONDS))})
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def events() -> Iterator[str]:
        version, end = known, time.monotonic() + STREAM_SECONDS
        yield "retry: 2000\n\n"
        while time.monotonic() < end:
            with app.app_context():  # which gives the connection back after each look
                found, count = alerts.latest_version(office_id), alerts.count_open(office_id)
            if found == version:
                yield ": nothing new\n\n"  # a browser that has gone is noticed by this
            else:
                version = found
                yield f"id: {version}\nevent: alerts\ndata: {count}\n\n"
            time.sleep(LOOK_SECONDS)

    response = Response(events(), mimetype="text/event-stream")
    response.call_on_close(places.release)
    response.headers["X-Accel-Buffering"] = "no"  # nginx would gather what is meant to arrive at once
    return response
