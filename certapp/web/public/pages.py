"""The home page, and the verdict that the QR of a paper opens. They know nobody and change nothing."""

from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request

from certapp.registry.office import Office
from certapp.web.metrics import count_verdict
from certapp.web.public import blueprint
from certapp.web.public.facts import public_facts
from certapp.web.times import now
from certapp.workflow import offices, scan
from certapp.workflow.errors import NotFound


@blueprint.get("/")
def home() -> str:
    """Say what this is, where to sign in, and how to check a paper."""
    return render_template("public/home.html", office=_office())


@blueprint.get("/V/<anything:text>", merge_slashes=False)
@blueprint.get("/v/<anything:text>", merge_slashes=False)
def verdict(text: str) -> Response:
    """Say the verdict of the token in the address; whatever stands there gets one."""
    moment = now()
    found = scan.judge(f"/V/{text}", moment)
    count_verdict(found.code, "page")
    office = _office()
    page = render_template(
        "public/verdict.html",
        verdict=found,
        facts=public_facts(found, scan.issuer_name(found)),
        checked_at=moment,
        is_outside_hours=scan.is_outside_hours(found, moment),
        host=request.host,
        office_host=urlsplit(office.public_url).netloc if office else request.host,
        office=office,
    )
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _office() -> Office | None:
    try:
        return offices.the_office()
    except NotFound:
        return None
