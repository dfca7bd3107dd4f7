"""A clerk as a process of their own: `python -m tests.revoker CLERK`.

Reads commands from its input, one a line, `revoke|suspend|reinstate CERTIFICATE`, and answers each with one
line of JSON: the code of the refusal or null, and what the published list says of the certificate by then.
"""

import json
import sys
from datetime import UTC, datetime

from certapp import create_app
from certapp.credential.errors import CertappError
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import revoke, trust_list
from certapp.workflow.held_lists import HeldLists


def main(clerk: str) -> None:
    """Do what the input says."""
    app = create_app()
    _say({"ready": True})
    for line in sys.stdin:
        verb, certificate = line.split()
        with app.app_context():
            _say(_answer(int(clerk), verb, int(certificate)))


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _answer(clerk: int, verb: str, certificate_id: int) -> dict[str, object]:
    done = None
    try:
        getattr(revoke, verb)(db.session.get_one(User, clerk), certificate_id, "Lý do", datetime.now(UTC))
    except CertappError as error:
        done = error.code
    db.session.rollback()
    certificate = db.session.get_one(Certificate, certificate_id)
    lists = HeldLists(trust_list.current(certificate.office_id))
    return {"done": done, "status": lists[certificate.status_list.uri].status(certificate.status_index)}


if __name__ == "__main__":
    main(*sys.argv[1:])
