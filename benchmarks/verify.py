"""What a verdict costs over the signature check inside it: its rate as a share of raw P-256 checks."""

from collections.abc import Callable
from statistics import median
from time import thread_time as perf_counter

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from certapp.credential import (
    Claims,
    Purpose,
    StatusList,
    StatusRef,
    Travel,
    TrustedKey,
    TrustList,
    VerdictCode,
    qrtext,
    statuslist,
    token,
    verify,
    verify_text,
)
from certapp.keystore.signing import sign_raw

RAW = "raw P-256 checks"
ROUNDS = 31
CALLS = 200  # of each contestant a round
NOW = 1795568400  # unix seconds
URI = "https://giayxacnhan.example/s/1"
KID = bytes(8)
CLAIMS = Claims(
    issuer="MTTQ-BA",
    issued_at=NOW - 3600,
    not_before=NOW - 8 * 3600,
    expires=NOW + 6 * 86400,
    cti=bytes(range(8)),
    status=StatusRef(index=51_234, uri=URI),
    travel=Travel(
        number="107/GXN-MTTQ-BTT",
        holder="Katơr Thị Mỹ Hạnh",
        birth_year=1988,
        id_last4="1234",
        unit="Ủy ban nhân dân xã Phước Bình",
        position="Công chức Văn hóa - Xã hội",
        residence="P. Phước Mỹ, TP. Phan Rang - Tháp Chàm, Ninh Thuận",
        destinations=("Xã Phước Bình", "Xã Phước Hòa"),
        purpose="Đi làm việc hằng ngày tại cơ quan",
        plate="85B1-123.45",
        hours=(5 * 60, 19 * 60),
    ),
)


def contestants() -> dict[str, Callable[[], object]]:
    """Return what is compared, the raw check first."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key()
    prepared = token.prepare(CLAIMS, KID)
    message, signature = prepared.message, sign_raw(private, prepared.message)
    data = prepared.with_signature(signature)
    text = qrtext.encode(data, "https://giayxacnhan.example")
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    algorithm = ec.ECDSA(hashes.SHA256())
    key = TrustedKey(KID, Purpose.CERTIFICATE, public, 0, 2 * NOW, "Nguyễn Văn Bền")
    trusted = TrustList("MTTQ-BA", 1, 0, {KID: key})
    lists = {URI: StatusList(URI, 2, statuslist.pack({}, 2**16), NOW - 60, NOW + 3600, 300, "MTTQ-BA")}

    def from_text() -> None:
        assert verify_text(text, trusted, lists, NOW).code is VerdictCode.VALID

    def from_bytes() -> None:
        assert verify(data, trusted, lists, NOW).code is VerdictCode.VALID

    return {
        RAW: lambda: public.verify(der, message, algorithm),
        "verify.from_qr_text": from_text,
        "verify.from_token": from_bytes,
    }


def rates(measured: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Time all of them in turn, round by round, so that a slow moment falls on each."""
    found: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(ROUNDS):
        for name, call in measured.items():
            start = perf_counter()
            for _ in range(CALLS):
                call()
            found[name].append(CALLS / (perf_counter() - start))
    return found


def main() -> None:
    """Print one ratio a line: the median of the rounds, of this contestant's rate over the raw one's."""
    found = rates(contestants())
    raw = found.pop(RAW)
    for name, own in found.items():
        ratio = median(mine / other for mine, other in zip(own, raw, strict=True))
        print(f"{name}: {ratio:.2f} (of the rate of {RAW} of the same message)")


if __name__ == "__main__":
    main()
