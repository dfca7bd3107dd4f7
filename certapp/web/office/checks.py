"""What the checkpoints found, as it arrives."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from certapp.config import settings
from certapp.credential import VerdictCode
from certapp.registry.checks import Check
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.forms import ChecksFilter
from certapp.workflow import check_list, offices
from certapp.workflow.paging import Page


@blueprint.get("/checks")
def checks() -> ResponseReturnValue:
    """List the checks of all checkpoints, newest first."""
    clerk = gate.user()
    form = ChecksFilter(offices.checkpoints(clerk.office_id))
    page: Page[Check] = Page()
    if form.validate():
        page = check_list.search(
            clerk,
            checkpoint_id=int(form.checkpoint_id.data) if form.checkpoint_id.data else None,
            verdict=VerdictCode(form.verdict.data) if form.verdict.data else None,
            page=request.args.get("page", 1, type=int),
        )
    return render_template(
        "office/checks.html", form=form, page=page, days=settings().check_days, own=clerk.office.code
    ), form.http_status
