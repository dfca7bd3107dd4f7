"""What a new application starts from: what is known of the person, or an older application."""

from dataclasses import replace
from datetime import date, timedelta

from certapp.registry.application import Application
from certapp.registry.certificate import CertificateState
from certapp.registry.people import Profile, Sex, User
from certapp.workflow import content as content_
from certapp.workflow import progress
from certapp.workflow.content import Content
from certapp.workflow.errors import Conflict

_KNOWN = ("birth_date", "id_number", "street", "ward", "district", "province", "plate")


def blank(actor: User) -> Content:
    """Return the content of a new application with what is known of the person."""
    content = Content(holder=actor.name, unit_id=actor.unit_id, position=actor.title)
    profile = actor.profile
    if profile is None:
        return content
    known = {name: getattr(profile, name) for name in _KNOWN}
    return replace(content, sex=Sex(profile.sex) if profile.sex else None, **known)


def remember(actor: User, content: Content) -> None:
    """Keep what the next application starts from, unless this one is in another person's name.

    :param actor: of the transaction that hands the content in.
    """
    if content.holder != content_.tidy(actor.name):
        return
    profile = actor.profile or Profile(user_id=actor.id)
    for name in ("sex", *_KNOWN):
        setattr(profile, name, getattr(content, name))
    actor.profile = profile


def again(application: Application) -> Content:
    """Return the content to apply again with: everything but the dates."""
    return replace(content_.of(application), start_date=None, end_date=None)


def extension(application: Application, today: date) -> Content:
    """Return the content to extend with: the stay goes on after its last day, but not before today.

    :param today: the local day.
    :raises Conflict: it cannot be extended.
    """
    require_extendable(application)
    old = content_.of(application)
    start = max(old.end_date + timedelta(days=1), today) if old.end_date else today
    return replace(old, start_date=start, end_date=None)


def is_extendable(application: Application) -> bool:
    """Tell whether a stay can be extended: its certificate was issued and not taken back."""
    certificate = progress.certificate_of(application)
    return certificate is not None and certificate.state == CertificateState.VALID


def require_extendable(application: Application) -> None:
    """Refuse to extend what was never issued, or was taken back.

    :raises Conflict: `application_state` or `certificate_state`.
    """
    certificate = progress.certificate_of(application)
    if certificate is None:
        raise Conflict("application_state", state=application.state)
    if certificate.state != CertificateState.VALID:
        raise Conflict("certificate_state", state=certificate.state)
