"""Other offices: their roots, imported by a person who has compared the fingerprint, and their addresses."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.credential import trustlist
from certapp.credential.errors import ListError
from certapp.keystore import authority
from certapp.keystore.files import pem_of
from certapp.keystore.signing import fingerprint, public_key_of
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.foreign_office import ForeignOffice, ForeignStatusList
from certapp.registry.office import Office
from certapp.workflow import office_facts
from certapp.workflow.errors import Conflict, Invalid, NotFound, WorkflowError

_NAME = re.compile(r"(?P<code>[!-~]{1,32}) root")
_NOT_HEXADECIMAL = re.compile(r"[^0-9A-F]")
_MAX_BYTES = 64 * 1024


def read_root(data: bytes, now: datetime) -> x509.Certificate:
    """Read another office's root certificate, PEM or DER; nothing tells yet whose it is.

    :param now: aware UTC.
    :raises WorkflowError: `root_unreadable`; `root_unfit`, it is no self-signed P-256 authority of an office,
        or not in force.
    """
    try:
        if len(data) > _MAX_BYTES:
            raise ValueError("too long")
        is_pem = data.lstrip().startswith(b"-----BEGIN")
        root = (x509.load_pem_x509_certificate if is_pem else x509.load_der_x509_certificate)(data)
    except ValueError as error:
        raise WorkflowError("root_unreadable") from error
    if not _is_fit(root) or not root.not_valid_before_utc <= now <= root.not_valid_after_utc:
        raise WorkflowError("root_unfit")
    return root


def _is_fit(root: x509.Certificate) -> bool:
    try:
        key = root.public_key()
        constraints = root.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = root.extensions.get_extension_for_class(x509.KeyUsage)
        root.verify_directly_issued_by(root)
        is_named = bool(root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)) and code_of(root)
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound, WorkflowError):
        return False
    return bool(
        isinstance(key, ec.EllipticCurvePublicKey)
        and isinstance(key.curve, ec.SECP256R1)
        and constraints.critical
        and constraints.value.ca
        and usage.value.key_cert_sign
        and is_named
    )


def code_of(root: x509.Certificate) -> str:
    """Return the code of the office whose root this says it is.

    :raises WorkflowError: `root_unfit`, its name is not that of an office root.
    """
    names = root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    match = _NAME.fullmatch(authority.name_in(root)) if len(names) == 1 else None
    if match is None:
        raise WorkflowError("root_unfit")
    return match["code"]


def name_of(root: x509.Certificate) -> str:
    """Return the name of the office as its root has it."""
    return str(root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)


def is_compared(root: x509.Certificate, typed: str) -> bool:
    """Tell whether `typed` is the root's SHA-256 fingerprint; spaces, colons and case do not matter."""
    return _NOT_HEXADECIMAL.sub("", typed.upper()) == fingerprint(root).replace(":", "")


def import_root(
    office: Office, root: x509.Certificate, typed: str, now: datetime, address: str = ""
) -> ForeignOffice:
    """Pin another office's root.

    :param root: from :func:`read_root`.
    :param typed: its SHA-256 fingerprint as the other office told it.
    :param now: aware UTC.
    :param address: as in :func:`set_address`.
    :raises Invalid: as there.
    :raises Conflict: `fingerprint_different`; `foreign_own`, the code is this office's; `foreign_known`, that
        office has a root already, whose place another takes by :func:`replace_root`; `foreign_address`.
    """
    if not is_compared(root, typed):
        raise Conflict("fingerprint_different")
    office_id, code = office.id, code_of(root)
    with transaction() as session:
        if session.scalar(select(Office.id).where(Office.code == code)) is not None:
            raise Conflict("foreign_own", office=code)
        if known(session, office_id, code) is not None:
            raise Conflict("foreign_known", office=code)
        row = ForeignOffice(
            office_id=office_id, code=code, name=name_of(root)[:120], root=pem_of(root), imported_at=now
        )
        _put_address(session, row, address, now)
        session.add(row)
        session.flush()
        record_of(session, row, "import_root", now, fingerprint=fingerprint(root), address=row.address)
        row_id = row.id
    return db.session.get_one(ForeignOffice, row_id)


def replace_root(
    office: Office, root: x509.Certificate, typed: str, data: bytes, now: datetime
) -> ForeignOffice:
    """Pin the new root of an office that is known here, and take over the first trust list it signed.

    Root and list change in one step, so that the office's papers are known all the while, and the version of
    its lists goes on growing.

    :param root: from :func:`read_root`.
    :param typed: its SHA-256 fingerprint as the other office told it.
    :param data: the trust list as the new root signed it.
    :param now: aware UTC.
    :raises Conflict: `fingerprint_different`; `foreign_same`, this root is pinned already.
    :raises NotFound: `foreign_none`, no root of that office was imported.
    :raises ListError: `list_forged`, another root's; `list_older`, no newer than what is held;
        `list_foreign`, `list_unreadable`.
    """
    if not is_compared(root, typed):
        raise Conflict("fingerprint_different")
    office_id, code = office.id, code_of(root)
    opened = trustlist.open_signed(data, public_key_of(root))
    if opened.issuer != code:
        raise ListError("list_foreign")
    with transaction() as session:
        row = find(session, office_id, code)
        if root_of(row) == root:
            raise Conflict("foreign_same", office=code)
        if row.version is not None and opened.version <= row.version:
            raise ListError("list_older", version=opened.version, held=row.version)
        prints = {"fingerprint": fingerprint(root), "before": fingerprint(root_of(row))}
        row.root, row.name, row.imported_at = pem_of(root), name_of(root)[:120], now
        row.trust_list, row.version = data, opened.version
        row.issued_at, row.etag = datetime.fromtimestamp(opened.issued_at, UTC), None
        record_of(session, row, "replace_root", now, version=opened.version, **prints)
        row_id = row.id
    return db.session.get_one(ForeignOffice, row_id)


def set_address(office: Office, code: str, address: str, now: datetime) -> ForeignOffice:
    """Say where another office gives out its lists, and nowhere else; empty: nowhere, they come in files.

    :param address: its public address, as its papers have it.
    :param now: aware UTC.
    :raises Invalid: it is neither https and a host nor http and this machine.
    :raises NotFound: `foreign_none`.
    :raises Conflict: `foreign_address`, it is this office's own or a third one's.
    """
    office_id = office.id
    with transaction() as session:
        row = find(session, office_id, code)
        _put_address(session, row, address, now)
        record_of(session, row, "set_address", now, address=row.address)
        row_id = row.id
    return db.session.get_one(ForeignOffice, row_id)


def _put_address(session: Session, row: ForeignOffice, address: str, now: datetime) -> None:
    address = address.strip().rstrip("/").lower()
    if address and not office_facts.is_address(address):
        raise Invalid({"public_url": "public_url"})
    is_another = (ForeignOffice.office_id == row.office_id) & (ForeignOffice.code != row.code)
    lists = session.scalars(select(ForeignStatusList.uri).join(ForeignOffice).where(is_another))
    taken = {
        *session.scalars(select(ForeignOffice.address).where(is_another)),
        *session.scalars(select(Office.public_url)),
        *(uri.rpartition("/s/")[0] for uri in lists),
    }
    if address and address in taken:  # two offices of one address would have status lists of one address
        raise Conflict("foreign_address")
    row.address, row.etag, row.asked_at, row.fault = address or None, None, None, None
    row.ask_at = now if address else None


def forget(office: Office, code: str, now: datetime) -> None:
    """Trust another office no more; its papers are again those of an unknown signer.

    :raises NotFound: `foreign_none`.
    """
    office_id = office.id
    with transaction() as session:
        row = find(session, office_id, code)
        record_of(session, row, "forget_root", now)
        session.delete(row)


def everyone(office_id: int) -> Sequence[ForeignOffice]:
    """Return the offices whose roots this office has imported, by code."""
    return db.session.scalars(
        select(ForeignOffice).where(ForeignOffice.office_id == office_id).order_by(ForeignOffice.code)
    ).all()


def find(session: Session, office_id: int, code: str) -> ForeignOffice:
    """Return another office by its code.

    :raises NotFound: `foreign_none`.
    """
    if row := known(session, office_id, code):
        return row
    raise NotFound("foreign_none")


def known(session: Session, office_id: int, code: str) -> ForeignOffice | None:
    """Return another office by its code; None where its root was not imported."""
    return session.scalar(
        select(ForeignOffice).where(ForeignOffice.office_id == office_id, ForeignOffice.code == code)
    )


def root_of(row: ForeignOffice) -> x509.Certificate:
    """Return the pinned root certificate."""
    return x509.load_pem_x509_certificate(row.root.encode())


def record_of(session: Session, row: ForeignOffice, verb: str, now: datetime, **facts: Any) -> None:
    """Add what happened to another office, or came of it, to the audit log."""
    record(
        session,
        office_id=row.office_id,
        at=now,
        actor=None,
        verb=verb,
        subject="foreign_office",
        subject_id=row.id,
        code=row.code,
        **facts,
    )
