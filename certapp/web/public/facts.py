"""What anybody is told who opens the code of a paper: whose it is and when, less than a checkpoint sees."""

from flask_babel import gettext as _

from certapp.credential import Verdict
from certapp.web.paper_facts import days_text, hours_text, issuer_fact, status_facts


def public_facts(verdict: Verdict, issuer_name: str) -> list[tuple[str, str]]:
    """Return label and value of every fact; nothing where the signature does not vouch for any.

    Digits of the ID number, unit, residence, destination and plate are for the checkpoint, which has a duty
    to compare them.
    """
    if verdict.claims is None or verdict.signer is None:
        return []
    claims, travel = verdict.claims, verdict.claims.travel
    return [
        (_("fact.holder"), travel.holder),
        (_("fact.birth_year"), str(travel.birth_year)),
        (_("fact.days"), days_text(claims)),
        (_("fact.hours"), hours_text(claims)),
        (_("fact.number"), travel.number),
        issuer_fact(claims, issuer_name),
        *status_facts(verdict),
    ]
