"""What a guard needs of a certificate, and no more: neither position nor purpose."""

from flask_babel import gettext as _

from certapp.credential import Verdict
from certapp.web.paper_facts import days_text, hours_text, issuer_fact, status_facts


def check_facts(verdict: Verdict, issuer_name: str) -> list[tuple[str, str]]:
    """Return label and value of every fact; nothing where the signature does not vouch for any."""
    if verdict.claims is None:
        return []
    claims, travel = verdict.claims, verdict.claims.travel
    places = "; ".join(travel.destinations)
    found = [
        (_("fact.holder"), travel.holder),
        (_("fact.birth_year"), str(travel.birth_year)),
        (_("fact.id_last4"), travel.id_last4),
        (_("fact.unit"), travel.unit),
        (_("checkpoint.way"), _("checkpoint.way_text", residence=travel.residence, places=places)),
        (_("fact.hours"), hours_text(claims)),
        (_("fact.days"), days_text(claims)),
    ]
    if travel.plate:
        found.append((_("fact.plate"), travel.plate))
    return [
        *found,
        (_("fact.number"), travel.number),
        issuer_fact(claims, issuer_name),
        *status_facts(verdict),
    ]
