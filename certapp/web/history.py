"""The audit records of an application and its certificates as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from certapp.registry.audit import AuditRecord
from certapp.web.times import local_time

_BEFORE_SUBMISSION = ("draft", "edit")  # what an applicant tried out is nobody else's business


@dataclass(frozen=True, slots=True)
class Step:
    """One step of macros/timeline.html."""

    what: str
    who: str | None
    when: datetime
    note: str | None
    state: str = "done"


def steps(records: Sequence[AuditRecord]) -> list[Step]:
    """Return the steps since the application was first handed in.

    :param records: oldest first.
    """
    verbs = [*(record.verb for record in records[1:]), ""]
    return [
        Step(_("history." + record.verb), _actor(record), record.at, record.note)
        for record, following in zip(records, verbs, strict=False)
        if record.verb not in _BEFORE_SUBMISSION
        and not (record.verb == "reserve" and following in ("issue", "reissue"))
    ]


def told(record: AuditRecord) -> str:
    """Return one sentence: who did what, and when."""
    return _(
        "history.told",
        who=_actor(record) or _("history.system"),
        what=_("history." + record.verb),
        when=local_time(record.at),
    )


def _actor(record: AuditRecord) -> str | None:
    return record.actor.name if record.actor else None
