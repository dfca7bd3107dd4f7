"""The official's own applications."""

from datetime import datetime

from flask import render_template, request, url_for
from flask_babel import gettext as _

from certapp.registry.application import Application, ApplicationState
from certapp.registry.signer_key import SignerKeyState
from certapp.web.applicant import blueprint
from certapp.web.gate import user
from certapp.web.times import now
from certapp.workflow import apply, certificates, progress


@blueprint.get("/")
def home() -> str:
    """List the applications, newest first, each with what to do next."""
    moment = now()
    return render_template(
        "applicant/home.html",
        page=apply.applications_of(user(), request.args.get("page", 1, type=int)),
        certificate_of=progress.certificate_of,
        standing=lambda certificate: certificates.standing(certificate, moment),
        next_step=lambda application: next_step(application, moment),
        page_address=lambda number: url_for(".home", page=number),
    )


def next_step(application: Application, moment: datetime) -> str:
    """Return what the applicant should do now, or whom they wait for.

    :param moment: aware UTC.
    """
    certificate = progress.certificate_of(application)
    if application.state == ApplicationState.ISSUED and certificate is not None:
        standing = certificates.standing(certificate, moment)
        is_in_force = standing is certificates.Standing.VALID
        if is_in_force and certificate.signer_key.state == SignerKeyState.REVOKED:
            return _("applicant.next.certificate.distrusted")
        if is_in_force and certificate.replaces is not None:
            return _(
                "applicant.next.certificate.replaced", old=certificate.replaces.number, new=certificate.number
            )
        return _("applicant.next.certificate." + standing)
    return _("applicant.next." + application.state)
