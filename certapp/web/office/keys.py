"""The office's keys: what waits for the root, and what every key is for and worth."""

from datetime import timedelta

from flask import render_template
from flask_babel import format_timedelta

from certapp.keystore.signing import fingerprint
from certapp.registry.signer_key import KeyPurpose
from certapp.sentences import sentence_of
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.times import now
from certapp.workflow import foreign_offices, overview, root_key
from certapp.workflow import keys as keys_

COMMAND = ".venv/bin/flask --app certapp keys"  # the root is opened at the command line only
SOON = timedelta(days=60)  # before its end a key is to be replaced at leisure


@blueprint.get("/keys")
def keys() -> str:
    """List all keys of the office."""
    office_id, moment = gate.user().office_id, now()
    root = root_key.find(office_id)
    return render_template(
        "office/keys.html",
        requests=keys_.requests(office_id),
        keys=[row for row in keys_.keys_of_office(office_id) if row.certificate],
        certificate_of=keys_.certificate_of,
        fingerprint=keys_.fingerprint,
        last_reset=overview.last_reset,
        command=COMMAND,
        now=moment,
        approver=KeyPurpose.CERTIFICATE,
        soon=moment + SOON,
        root=root,
        fingerprint_of_root=fingerprint(keys_.certificate_of(root)),
        foreign=foreign_offices.everyone(office_id),
        root_print=lambda row: fingerprint(foreign_offices.root_of(row)),
        age=lambda then: format_timedelta(moment - then),
        fault_sentence=sentence_of,
    )
