"""The certificate as data: bytes and frozen dataclasses in, bytes and frozen dataclasses out.

Nothing here knows a database, a web server, a clock or a file; docs/token.md specifies it all.
"""

from certapp.credential.claims import Claims, StatusRef, Travel
from certapp.credential.statuslist import Status, StatusList
from certapp.credential.trustlist import KeyState, Purpose, TrustedKey, TrustList
from certapp.credential.truststore import TrustStore
from certapp.credential.verdict import Verdict, VerdictCode
from certapp.credential.verification import verify, verify_text

__all__ = [
    "Claims",
    "KeyState",
    "Purpose",
    "Status",
    "StatusList",
    "StatusRef",
    "Travel",
    "TrustList",
    "TrustStore",
    "TrustedKey",
    "Verdict",
    "VerdictCode",
    "verify",
    "verify_text",
]
