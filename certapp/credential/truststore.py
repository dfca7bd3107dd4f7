"""The trust store: the trust lists of several offices, each under the root its verifier pinned.

A checkpoint at a border of districts meets papers of more offices than its own. Each office vouches for its
own keys alone, so a key is found by its kid and counts only for papers that name its office (`iss`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certapp.credential import trustlist
from certapp.credential.errors import ListError
from certapp.credential.trustlist import TrustedKey, TrustList


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Trust lists by office code; begin with `TrustStore()` and go on with :meth:`accept`.

    Two offices may use one kid, by chance or by malice. Then the store knows both keys by it, and
    :func:`certapp.credential.verify` takes the one that made the signature and whose office the paper names.
    """

    _held: Mapping[str, tuple[bytes, TrustList]] = field(default_factory=dict)
    _by_kid: Mapping[bytes, tuple[tuple[str, TrustedKey], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_kid: dict[bytes, tuple[tuple[str, TrustedKey], ...]] = {}
        for office, (_, trust_list) in self._held.items():
            for kid, key in trust_list.keys.items():
                by_kid[kid] = (*by_kid.get(kid, ()), (office, key))
        object.__setattr__(self, "_by_kid", by_kid)

    @property
    def lists(self) -> Mapping[str, TrustList]:
        """The trust lists held, by office code."""
        return MappingProxyType({office: trust_list for office, (_, trust_list) in self._held.items()})

    def named(self, kid: bytes) -> tuple[tuple[str, TrustedKey], ...]:
        """Return every key with this kid, each with the code of the office that vouches for it."""
        return self._by_kid.get(kid, ())

    def accept(self, data: bytes, root: ec.EllipticCurvePublicKey) -> "TrustStore":
        """Return a store that holds this signed trust list too, in place of the older one of the same root.

        :param root: the public key pinned for this office.
        :raises ListError: `list_foreign` for an office that is held under another root, or a root that is
            held for another office; `list_older`, `list_unreadable`, `list_forged` as in
            :func:`certapp.credential.trustlist.open_signed`.
        """
        pinned = root.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        mine = [trust_list for point, trust_list in self._held.values() if point == pinned]
        opened = trustlist.open_signed(data, root, held=mine[0] if mine else None)
        if not mine and opened.issuer in self._held:
            raise ListError("list_foreign")
        return TrustStore({**self._held, opened.issuer: (pinned, opened)})
