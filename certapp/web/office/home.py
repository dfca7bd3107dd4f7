"""The first page of the clerk: what waits, what there is, whether the lists are fresh."""

from flask import render_template

from certapp.registry.application import ApplicationState
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.keys import COMMAND
from certapp.web.times import now as now_
from certapp.workflow import alerts, certificates, keys, overview
from certapp.workflow.certificates import Standing
from certapp.workflow.local_time import day_of

LATEST = 5
_HANDED_IN = [state for state in ApplicationState if state is not ApplicationState.DRAFT]


@blueprint.get("")
def home() -> str:
    """Show the office at a glance."""
    clerk, now = gate.user(), now_()
    found = overview.of(clerk, now, day_of(now))
    latest = certificates.search(clerk, now)
    return render_template(
        "office/home.html",
        requests=keys.requests(clerk.office_id),
        open_alerts=alerts.count_open(clerk.office_id),
        command=COMMAND,
        fingerprint=keys.fingerprint,
        last_reset=overview.last_reset,
        overview=found,
        application_states=[state for state in _HANDED_IN if state in found.applications],
        standings=[standing for standing in Standing if standing in found.certificates],
        latest=latest.rows[:LATEST],
        total=latest.total,
        standing=lambda certificate: certificates.standing(certificate, now),
        now=now,
    )
