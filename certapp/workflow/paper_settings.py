"""What an office may change of its paper: header, number form, place, signature lines, recipients, wording.

Papers that were issued keep what they say. A paper that is only reserved keeps its number and every byte of
its token; its page is worded when it is signed (docs/decisions/0016-wording.md).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from certapp.registry.audit import record
from certapp.registry.database import transaction
from certapp.registry.office import Office
from certapp.registry.people import Role, User
from certapp.workflow import office_facts, office_trial, people
from certapp.workflow.errors import Conflict
from certapp.workflow.office_facts import OfficeFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSettings:
    """What stands on the paper, as in :class:`certapp.workflow.office_facts.OfficeFacts`.

    :param wording: the templates that are to be used, by part; what equals a default is not kept.
    """

    parent_lines: tuple[str, ...]
    body_lines: tuple[str, ...]
    place: str
    number_form: str
    authority_lines: tuple[str, ...]
    recipients: tuple[str, ...]
    footer: str
    wording: Mapping[str, str]


_NAMES = tuple(field.name for field in fields(PaperSettings))


def of(office: Office) -> PaperSettings:
    """Return the settings in force."""
    facts = office_facts.of(office)
    return PaperSettings(**{name: getattr(facts, name) for name in _NAMES})


def version(office: Office) -> str:
    """Return a mark that is another one when the settings are."""
    return hashlib.sha256(json.dumps(_stored(office), sort_keys=True).encode()).hexdigest()[:16]


def checked(office: Office, settings: PaperSettings, now: datetime) -> OfficeFacts:
    """Return what the office would tell of itself under other settings, cleaned.

    :param now: aware UTC.
    :raises Invalid: with the fields at fault; `too_long_for_page` where no room would be left.
    """
    changes = {name: getattr(settings, name) for name in _NAMES}
    facts = office_facts.cleaned(replace(office_facts.of(office), **changes))
    office_facts.require_good(facts)
    office_trial.require_room(facts, now)
    return facts


def change(actor: User, settings: PaperSettings, seen: str, now: datetime) -> bool:
    """Print the office's papers after other settings from now on.

    :param seen: the version that the clerk saw.
    :param now: aware UTC.
    :returns: whether anything is other than before.
    :raises Forbidden: `role_needed`.
    :raises Invalid: as :func:`checked`.
    :raises Conflict: `paper_changed`, somebody else was faster.
    """
    people.require_role(actor, Role.CLERK)
    actor_id = actor.id
    wanted = office_facts.columns(checked(actor.office, settings, now))
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        office = session.get_one(Office, actor.office_id, with_for_update=True)
        if version(office) != seen:
            raise Conflict("paper_changed")
        stored = _stored(office)
        changes = {
            name: {"old": stored[name], "new": wanted[name]}
            for name in _NAMES
            if stored[name] != wanted[name]
        }
        if not changes:
            return False
        for name in changes:
            setattr(office, name, wanted[name])
        record(
            session,
            office_id=office.id,
            at=now,
            actor=actor,
            verb="change_paper",
            subject="office",
            subject_id=office.id,
            changes=changes,
        )
    return True


def _stored(office: Office) -> dict[str, Any]:
    return {name: getattr(office, name) for name in _NAMES}
