"""The office's keys: what waits for the root, and what every key is for and worth."""

from flask import render_template

from certapp.registry.signer_key import KeyPurpose
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.times import now
from certapp.workflow import keys as keys_
from certapp.workflow import overview

COMMAND = ".venv/bin/flask --app certapp keys"  # the root is opened at the command line only


@blueprint.get("/keys")
def keys() -> str:
    """List all keys of the office."""
    office_id = gate.user().office_id
    return render_template(
        "office/keys.html",
        requests=keys_.requests(office_id),
        keys=[row for row in keys_.keys_of_office(office_id) if row.certificate],
        certificate_of=keys_.certificate_of,
        fingerprint=keys_.fingerprint,
        last_reset=overview.last_reset,
        command=COMMAND,
        now=now(),
        approver=KeyPurpose.CERTIFICATE,
    )
