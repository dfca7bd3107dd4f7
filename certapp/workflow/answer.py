"""A verdict as plain data: the one form in which the API and the terminal give it to machines."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from certapp.credential import Claims, TrustedKey, Verdict
from certapp.workflow.pdf_check import Parts


def answer(verdict: Verdict, issuer_name: str, now: datetime, *, host: str | None = None) -> dict[str, Any]:
    """Return the verdict as what JSON holds; web/api/openapi.json describes every member.

    :param issuer_name: of the office that issued it, as :func:`certapp.workflow.scan.issuer_name` finds it.
    :param now: aware moment of the check.
    :param host: that the QR text names, as :func:`certapp.workflow.qr_host.host_in` finds it.
    """
    certificate = None
    if verdict.claims is not None and verdict.signer is not None:
        certificate = _certificate(verdict.claims, verdict.signer, issuer_name)
    return {
        "verdict": verdict.code.value,
        "reason": verdict.reason,
        "status_age": verdict.status_age,
        "certificate": certificate,
        "host": host,
        "checked_at": _rfc3339(int(now.timestamp())),
    }


def parts_answer(parts: Parts | None, details: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what each part of a PDF says; None for anything else. docs/paper.md describes every member.

    :param details: the sentences of `qr`, `signature` and `text`, in the reader's language.
    """
    if parts is None:
        return None
    differences = [
        {"fact": one.fact, "certificate": one.token, "page": one.page or None} for one in parts.differences
    ]
    signed_at = None if parts.claimed_at is None else _rfc3339(parts.claimed_at)
    return {
        "qr": {
            "code": parts.qr.value,
            "verdict": parts.verdict.code.value,
            "reason": parts.verdict.reason,
            "detail": details["qr"],
        },
        "signature": {
            "code": parts.signature.value,
            "kid": parts.kid.hex() or None,
            "signed_at": signed_at,
            "detail": details["signature"],
        },
        "text": {"code": parts.text.value, "differences": differences, "detail": details["text"]},
    }


def _certificate(claims: Claims, signer: TrustedKey, issuer_name: str) -> dict[str, Any]:
    travel = claims.travel
    hours = None
    if travel.hours is not None:
        hours = {"from": _clock(travel.hours[0]), "until": _clock(travel.hours[1])}
    return {
        "id": claims.cti.hex(),
        "number": travel.number,
        "issuer": claims.issuer,
        "issuer_name": issuer_name,
        "signer": {"name": signer.name, "kid": signer.kid.hex()},
        "holder": travel.holder,
        "birth_year": travel.birth_year,
        "id_last4": travel.id_last4,
        "unit": travel.unit,
        "position": travel.position,
        "residence": travel.residence,
        "destinations": list(travel.destinations),
        "purpose": travel.purpose,
        "plate": travel.plate,
        "hours": hours,
        "issued_at": _rfc3339(claims.issued_at),
        "not_before": _rfc3339(claims.not_before),
        "expires": _rfc3339(claims.expires),
    }


def _rfc3339(seconds: int) -> str:
    """Write unix seconds as RFC 3339 §5.6 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
