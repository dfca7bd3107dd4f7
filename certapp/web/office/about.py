"""What the office says of itself on its papers, and the root that others trust."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from certapp.keystore.signing import fingerprint
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.workflow import keys, root_key


@blueprint.get("/about")
def about() -> str:
    """Show the office's facts as they are printed, its root, and the roots before it."""
    office = gate.user().office
    root, *earlier = root_key.everyone(office.id)
    return render_template(
        "office/about.html",
        office=office,
        root=root,
        earlier=earlier,
        certificate_of=keys.certificate_of,
        fingerprint=lambda row: fingerprint(keys.certificate_of(row)),
    )


@blueprint.get("/about/root.pem")
@blueprint.get("/about/root-<int:key_id>.pem")
def root_pem(key_id: int | None = None) -> Response:
    """Hand out the certificate of the root in use, or of one before it, which older papers name."""
    office = gate.user().office
    row = root_key.find(office.id, key_id)
    response = make_response(row.certificate or "")
    response.content_type = "application/x-pem-file"
    number = "" if key_id is None else f"-{row.id}"
    response.headers["Content-Disposition"] = f'attachment; filename="{office.code.lower()}-root{number}.pem"'
    return response
