"""What python-cwt or pycose does of a verdict's work, as a share of raw P-256 checks in the same process.

Both take the token apart, check the signature and decode the claims; python-cwt also compares exp and nbf
with the clock. Neither knows our limits, the trust list, the rules of the claims or the status list.
They need an older cbor2 than ours, hence an environment of their own (.venv-outside).

    python contestant.py python-cwt|pycose QR-TEXT POINT MESSAGE SIGNATURE     (the last three in hexadecimal)
"""

import base64
import sys
from collections.abc import Callable
from time import thread_time

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ROUNDS = 300
CALLS = {"python-cwt": 10, "pycose": 1}  # a round


def bytes_of(text: str) -> bytes:
    """Take the token out of a QR text with the standard library."""
    bare = text.partition("/V/")[2]
    return base64.b32decode(bare + "=" * (-len(bare) % 8))


def with_python_cwt(point: bytes, kid: bytes) -> Callable[[bytes], object]:
    """Return python-cwt's reading of a token; the key is parsed once."""
    import cwt

    key = cwt.COSEKey.new({1: 2, 2: kid, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
    return lambda token: cwt.decode(token, key)


def with_pycose(point: bytes, kid: bytes) -> Callable[[bytes], object]:
    """Return pycose's reading of a token; the key is parsed once."""
    from pycose.keys import EC2Key
    from pycose.messages import Sign1Message

    key = EC2Key(crv="P_256", x=point[1:33], y=point[33:], optional_params={"ALG": "ES256", "KID": kid})

    def read(token: bytes) -> object:
        message = Sign1Message.decode(token)
        message.key = key
        assert message.verify_signature()
        return cbor2.loads(message.payload)

    return read


def main() -> None:
    library, text, *rest = sys.argv[1:]
    point, message, signature = map(bytes.fromhex, rest)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    algorithm = ec.ECDSA(hashes.SHA256())
    make = {"python-cwt": with_python_cwt, "pycose": with_pycose}[library]
    read, token = make(point, b"approver"), bytes_of(text)
    contestants = (
        lambda: public.verify(signature, message, algorithm),
        lambda: read(bytes_of(text)),
        lambda: read(token),
    )
    best = [float("inf")] * len(contestants)
    for _ in range(ROUNDS):
        for number, call in enumerate(contestants):
            start = thread_time()
            for _ in range(CALLS[library]):
                call()
            best[number] = min(best[number], thread_time() - start)
    for name, own in zip(("from_qr_text", "from_token"), best[1:], strict=True):
        print(f"verify.{library}.{name}: {best[0] / own:.2f} (of the rate of raw P-256 checks)")


if __name__ == "__main__":
    main()
