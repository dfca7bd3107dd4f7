"""What a batch of tokens costs over the signatures in it: its rate as a share of raw signing (RFC 6979)."""

from time import thread_time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.verify import claims
from certapp.credential import token
from certapp.keystore.signing import sign_raw

ROUNDS = 200
BATCH = 20  # different papers a round


def main() -> None:
    """Print the ratio of the fastest rounds: prepare, sign and put together, over signing alone."""
    private, kid = ec.generate_private_key(ec.SECP256R1()), b"approver"
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    papers = [claims(number, number) for number in range(BATCH)]
    messages = [token.prepare(paper, kid).message for paper in papers]
    raw = whole = float("inf")
    for _ in range(ROUNDS):
        start = thread_time()
        for message in messages:
            private.sign(message, algorithm)
        between = thread_time()
        for paper in papers:
            token.prepare(paper, kid).signed_by(lambda message: sign_raw(private, message))
        raw, whole = min(raw, between - start), min(whole, thread_time() - between)
    print(f"signing.batch: {raw / whole:.2f} (of the rate of raw P-256 signatures of the same messages)")


if __name__ == "__main__":
    main()
