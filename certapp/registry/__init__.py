"""What the office remembers. Importing this room makes every model known to SQLAlchemy."""

from certapp.registry import (
    access,
    application,
    audit,
    certificate,
    checks,
    foreign_office,
    office,
    people,
    picture,
    print_job,
    signer_key,
    status_list,
)

__all__ = [
    "access",
    "application",
    "audit",
    "certificate",
    "checks",
    "foreign_office",
    "office",
    "people",
    "picture",
    "print_job",
    "signer_key",
    "status_list",
]
