"""Pictures on the paper: an approver's signature, put up by its owner, and the office's seal, by its clerk.

They prove nothing: the electronic signature does. A paper carries the signature of the owner of the key that
signs it, and no other; what has been issued stays as it is when a picture is replaced or removed.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from certapp.paper.picture import Picture
from certapp.paper.picture_upload import read_ink
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.people import Role, User
from certapp.registry.picture import SealDrawing, SignatureDrawing
from certapp.registry.signer_key import SignerKey
from certapp.workflow.errors import Invalid, NotFound
from certapp.workflow.people import require_role


class Kind(StrEnum):
    """What a picture shows."""

    SIGNATURE = "signature"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes on paper, mm: what is offered first, the least and the greatest width, the greatest height."""

    usual: int
    least: int
    most: int
    highest: int


# A seal is printed in its real size (Decree 30/2020/NĐ-CP, Appendix I, II.8). Circular 21/2012/TT-BCA sets
# that by the rank of a body; 36 mm is the usual one, which the office corrects by measuring its own.
BOUNDS = {
    Kind.SIGNATURE: Bounds(usual=45, least=15, most=70, highest=30),
    Kind.SEAL: Bounds(usual=36, least=20, most=50, highest=50),
}
_ROLES = {Kind.SIGNATURE: Role.APPROVER, Kind.SEAL: Role.CLERK}
_Drawing = SignatureDrawing | SealDrawing


def put(actor: User, kind: Kind, data: bytes, width_mm: int, now: datetime, *, is_cleared: bool) -> None:
    """Take a picture of the actor's own signature, or of their office's seal, in the place of an earlier one.

    :param data: the uploaded bytes.
    :param width_mm: its real width on paper; a seal's diameter.
    :param is_cleared: whether its white background is made transparent.
    :raises Forbidden: `role_needed`.
    :raises Invalid: the width.
    :raises PaperError: as :func:`certapp.paper.picture_upload.read_ink`.
    """
    require_role(actor, _ROLES[kind])
    bounds, actor_id = BOUNDS[kind], actor.id
    if not bounds.least <= width_mm <= bounds.most:
        facts = {"least": bounds.least, "most": bounds.most}
        raise Invalid({"width_mm": "size_range"}, facts={"width_mm": facts})
    png, share = read_ink(data, is_cleared=is_cleared)
    if (height_mm := width_mm * share) > bounds.highest:
        facts = {"height": round(height_mm), "most": bounds.highest}
        raise Invalid({"width_mm": "size_height"}, facts={"width_mm": facts})
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        drawing = _find(session, actor, kind) or _new(actor, kind)
        drawing.data, drawing.width_mm, drawing.height_mm, drawing.since = png, width_mm, height_mm, now
        session.add(drawing)
        _record(session, actor, kind, "put", now, picture=hashlib.sha256(png).hexdigest())


def remove(actor: User, kind: Kind, now: datetime) -> None:
    """Take the picture of the actor's own signature, or of their office's seal, off papers to come.

    :raises Forbidden: `role_needed`.
    :raises NotFound: there is none.
    """
    require_role(actor, _ROLES[kind])
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        drawing = _find(session, actor, kind)
        if drawing is None:
            raise NotFound
        session.delete(drawing)
        _record(session, actor, kind, "remove", now)


def own(actor: User, kind: Kind) -> Picture | None:
    """Return the picture of the actor's own signature, or of their office's seal.

    :raises Forbidden: `role_needed`.
    """
    require_role(actor, _ROLES[kind])
    return _picture(_find(db.session(), actor, kind))


def signature_of(key: SignerKey) -> Picture | None:
    """Return the picture of the signature of a key's owner, for what that key signs."""
    return _picture(db.session.get(SignatureDrawing, key.user_id)) if key.user_id is not None else None


def seal_of(office_id: int) -> Picture | None:
    """Return the picture of an office's seal."""
    return _picture(db.session.get(SealDrawing, office_id))


def _picture(drawing: _Drawing | None) -> Picture | None:
    return None if drawing is None else Picture(drawing.data, drawing.width_mm, drawing.height_mm)


def _find(session: Session, actor: User, kind: Kind) -> _Drawing | None:
    if kind is Kind.SIGNATURE:
        return session.get(SignatureDrawing, actor.id)
    return session.get(SealDrawing, actor.office_id)


def _new(actor: User, kind: Kind) -> _Drawing:
    return (
        SignatureDrawing(user_id=actor.id)
        if kind is Kind.SIGNATURE
        else SealDrawing(office_id=actor.office_id)
    )


def _record(session: Session, actor: User, kind: Kind, verb: str, now: datetime, **facts: str) -> None:
    is_own = kind is Kind.SIGNATURE
    record(
        session,
        office_id=actor.office_id,
        at=now,
        actor=actor,
        verb=f"{verb}_{kind}_picture",
        subject="user" if is_own else "office",
        subject_id=actor.id if is_own else actor.office_id,
        **facts,
    )
