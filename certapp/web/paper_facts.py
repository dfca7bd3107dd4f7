"""What a page tells of a certificate, in the order in which it is compared with the ID card."""

from datetime import timedelta

from flask_babel import format_timedelta
from flask_babel import gettext as _

from certapp.credential import Claims, TrustedKey, Verdict, VerdictCode
from certapp.web.times import clock, local_date


def paper_facts(verdict: Verdict, issuer_name: str) -> list[tuple[str, str]]:
    """Return label and value of every fact; nothing where the signature does not vouch for any."""
    if verdict.claims is None or verdict.signer is None:
        return []
    return [
        *_who(verdict.claims),
        *_where(verdict.claims),
        *_when(verdict.claims, verdict.signer),
        issuer_fact(verdict.claims, issuer_name),
        *status_facts(verdict),
    ]


def issuer_fact(claims: Claims, name: str) -> tuple[str, str]:
    """Return label and value of the office that issued it: its name, and its code in brackets."""
    return _("fact.issuer"), _("fact.issuer_text", name=name, code=claims.issuer)


def status_facts(verdict: Verdict) -> list[tuple[str, str]]:
    """Return how old the status list is that cannot tell whether the certificate was taken back."""
    if verdict.code is not VerdictCode.STATUS_UNKNOWN or verdict.status_age is None:
        return []
    age = format_timedelta(timedelta(seconds=verdict.status_age))
    return [(_("fact.status_age"), _("fact.status_age_text", age=age))]


def _who(claims: Claims) -> list[tuple[str, str]]:
    travel = claims.travel
    return [
        (_("fact.holder"), travel.holder),
        (_("fact.birth_year"), str(travel.birth_year)),
        (_("fact.id_last4"), travel.id_last4),
        (_("fact.unit"), travel.unit),
        (_("fact.position"), travel.position),
    ]


def _where(claims: Claims) -> list[tuple[str, str]]:
    travel = claims.travel
    found = [
        (_("fact.residence"), travel.residence),
        (_("fact.destinations"), "\n".join(travel.destinations)),
        (_("fact.purpose"), travel.purpose),
    ]
    return [*found, (_("fact.plate"), travel.plate)] if travel.plate else found


def _when(claims: Claims, signer: TrustedKey) -> list[tuple[str, str]]:
    return [
        (_("fact.days"), days_text(claims)),
        (_("fact.hours"), hours_text(claims)),
        (_("fact.number"), claims.travel.number),
        (_("fact.signer"), _("fact.signer_text", name=signer.name, day=local_date(claims.issued_at))),
    ]


def days_text(claims: Claims) -> str:
    """Return the days on which the certificate may be used, in words."""
    last = claims.expires - 1  # `expires` is the first second after the last day
    return _("fact.days_text", start=local_date(claims.not_before), end=local_date(last))


def hours_text(claims: Claims) -> str:
    """Return the hours of the day in which the certificate may be used, in words."""
    hours = claims.travel.hours
    if hours is None:
        return _("fact.hours_all_day")
    start, end = clock(hours[0]), clock(hours[1])
    if hours[1] < hours[0]:
        return _("fact.hours_over_midnight", start=start, end=end)
    return _("fact.hours_text", start=start, end=end)
