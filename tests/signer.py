"""An approver as a process of their own: `python -m tests.signer APPROVER PASSPHRASE [KILLED_AT]`.

Reads commands from its input, one a line, `sign|return|reject APPLICATION VERSION`, and answers each with one
line of JSON: `{"done": null}`, or the code of the refusal. With KILLED_AT, the name of a function of
certapp.workflow.issue or `put` of the paper store, the process is killed where that function would begin.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime

from certapp import create_app
from certapp.credential.errors import CertappError
from certapp.registry.database import db
from certapp.registry.papers import PaperStore
from certapp.registry.people import User
from certapp.workflow import issue, review


def main(approver: str, passphrase: str, killed_at: str = "") -> None:
    """Do what the input says."""
    if killed_at:
        setattr(PaperStore if killed_at == "put" else issue, killed_at, _die)
    app = create_app()
    _say({"ready": True})
    for line in sys.stdin:
        verb, application, version = line.split()
        with app.app_context():
            answer = _answer(int(approver), verb, int(application), int(version), passphrase)
        _say({"done": answer})


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _answer(approver: int, verb: str, application: int, version: int, passphrase: str) -> str | None:
    actor, now = db.session.get_one(User, approver), datetime.now(UTC)
    try:
        if verb == "sign":
            issue.sign(actor, application, version, passphrase, now)
        else:
            decide = review.return_ if verb == "return" else review.reject
            decide(actor, application, version, "Lý do", now)
    except CertappError as error:
        return error.code
    return None


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
