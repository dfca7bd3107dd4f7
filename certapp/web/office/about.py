"""What the office says of itself on its papers, and the root that others trust."""

from cryptography import x509
from flask import make_response, render_template
from werkzeug.wrappers import Response

from certapp.keystore.signing import fingerprint
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.workflow import trust_list


@blueprint.get("/about")
def about() -> str:
    """Show the office's facts as they are printed."""
    office = gate.user().office
    root = x509.load_pem_x509_certificate(trust_list.root_certificate(office.id).encode())
    return render_template("office/about.html", office=office, root=root, fingerprint=fingerprint(root))


@blueprint.get("/about/root.pem")
def root_pem() -> Response:
    """Hand out the root certificate."""
    office = gate.user().office
    response = make_response(trust_list.root_certificate(office.id))
    response.content_type = "application/x-pem-file"
    response.headers["Content-Disposition"] = f'attachment; filename="{office.code.lower()}-root.pem"'
    return response
