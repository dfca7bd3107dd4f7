"""What the phones of the checkpoints ask: to join, for the lists they judge by, and to hand over checks.

A phone is known by the token in its Authorization header (RFC 6750 §2.1); it has no cookie and no session.
"""

import base64
import hashlib
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, json, request

from certapp.config import settings
from certapp.registry.office import Checkpoint, Office
from certapp.registry.scanner import Scanner
from certapp.web.api import blueprint, bodies
from certapp.web.times import now
from certapp.workflow import alerts, scanner_bundle, scanner_checks, scanners
from certapp.workflow.errors import Stranger
from certapp.workflow.scanner_checks import PhoneCheck

MAX_ENROL_BODY = 1024  # bytes
MAX_CHECKS_BODY = 512 * 1024  # bytes
_LATEST = 2**53 - 1  # unix milliseconds; JavaScript counts no further exactly
_BEARER = re.compile(r"Bearer +([A-Za-z0-9_-]{43})", re.IGNORECASE)
_CTI = re.compile(r"[0-9a-f]{16}")


@blueprint.post("/scanner/enrol")
def enrol() -> dict[str, Any]:
    """Let a phone join with the code of its QR."""
    match bodies.read(MAX_ENROL_BODY):
        case {"code": str() as code, **rest} if rest.keys() <= {"app"}:
            app = rest.get("app", "")
        case _:
            abort(400)
    if not isinstance(app, str):
        abort(400)
    moment = now()
    scanner, token = scanners.enrol(code, app, request.remote_addr or "", moment)
    office = scanner.office
    return {
        "scanner": scanner.public_id,
        "token": token,
        "office": _office(office),
        "checkpoint": _checkpoint(scanner.checkpoint),
        "root": _base64(scanner_bundle.root_point(office.id)),
        "now": _ms(moment),
    }


@blueprint.get("/scanner/bundle")
def bundle() -> Response:
    """Give a phone all that it judges by, or 304 to who has it already."""
    moment = now()
    scanner = _scanner(moment)
    office = scanner.office
    found = {
        "office": _office(office),
        "checkpoint": _checkpoint(scanner.checkpoint),
        "offices": [
            {
                "code": each.code,
                "name": each.name,
                "root": _base64(each.root),
                "trust_list": _base64(each.trust_list),
                "status_lists": [{"uri": uri, "list": _base64(signed)} for uri, signed in each.status_lists],
            }
            for each in scanner_bundle.everyone(office)
        ],
        "alerts": _alerts(office.id),
        "settings": {
            "list_max_age": settings().status_lifetime,
            "list_ttl": settings().status_ttl,
            "check_days": settings().check_days,
            "batch": scanner_checks.MOST_AT_ONCE,
        },
    }
    tag = hashlib.sha256(json.dumps(found).encode()).hexdigest()[:32]
    response = Response(json.dumps({"now": _ms(moment), **found}), content_type="application/json")
    response.set_etag(tag)
    response.cache_control.private = True
    response.cache_control.no_store = True  # the phone keeps it itself, encrypted
    response.make_conditional(request)
    return response


@blueprint.post("/scanner/checks")
def take_checks() -> dict[str, Any]:
    """Take over checks: each id that is answered is stored, now or before."""
    scanner = _scanner(now())
    match bodies.read(MAX_CHECKS_BODY):
        case {"sent_at": int() as sent_at, "checks": list() as sent, **rest} if rest.keys() <= {"app"}:
            app = rest.get("app", "")
        case _:
            abort(400)
    if not _is_ms(sent_at) or len(sent) > scanner_checks.MOST_AT_ONCE or not isinstance(app, str):
        abort(400)
    checks = [_check(each) for each in sent]
    faults = {check.id: fault for check in checks if (fault := check.fault())}
    good = [check for check in checks if check.id not in faults]
    moment = now()  # the body has been read, perhaps slowly: `sent_at` is compared with this moment
    office_id = scanner.office_id
    scanner_checks.take_over(scanner, good, sent_at, moment, scanners.app_of(app))
    return {
        "now": _ms(now()),
        "accepted": [check.id for check in good],
        "refused": [{"id": name, "code": fault} for name, fault in faults.items()],
        "alerts": _alerts(office_id),
    }


def _scanner(moment: datetime) -> Scanner:
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        raise Stranger("scanner_unknown")
    return scanners.known_by(found[1], moment)


def _check(sent: Any) -> PhoneCheck:
    """Read one check, or end the request with 400: what is not even of the right form names no check."""
    match sent:
        case {
            "id": str() as name,
            "at": int() as at,
            "verdict": str() as verdict,
            "reason": str() as reason,
            "cti": (str() | None) as cti,
            "issuer": (str() | None) as issuer,
            "direction": (str() | None) as direction,
            "note": str() as note,
            "outside": bool() as outside,
        } if len(sent) == 9 and _is_ms(at):
            pass
        case _:
            abort(400)
    try:
        form = str(UUID(name))
    except ValueError:
        abort(400)
    if form != name or (cti is not None and not _CTI.fullmatch(cti)):
        abort(400)
    return PhoneCheck(
        id=form,
        at=at,
        verdict=verdict,
        reason=reason,
        cti=bytes.fromhex(cti) if cti is not None else None,
        issuer=issuer,
        direction=direction,
        note=note,
        outside=outside,
    )


def _alerts(office_id: int) -> list[dict[str, Any]]:
    return [
        {"cti": alert.cti.hex(), "issuer": alert.issuer, "kind": alert.kind, "since": _ms(alert.first_at)}
        for alert in alerts.open_for_scanners(office_id)
        if alert.cti is not None
    ]


def _office(office: Office) -> dict[str, str]:
    return {"code": office.code, "name": office.name}


def _checkpoint(post: Checkpoint) -> dict[str, Any]:
    return {"id": post.id, "name": post.name, "place": post.place}


def _is_ms(number: int) -> bool:
    return not isinstance(number, bool) and 0 <= number <= _LATEST


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
