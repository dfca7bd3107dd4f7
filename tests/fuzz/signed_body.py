"""The body of an input that its judge signs, so that what lies behind a signature is reached."""

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import cose
from certapp.keystore.signing import sign_raw


def framed(protected: bytes, payload: bytes) -> bytes:
    """Return such a body; a header of at most 255 bytes."""
    return bytes([len(protected)]) + protected + payload


def unframed(body: bytes) -> tuple[bytes, bytes]:
    """Take such a body apart; any bytes are one."""
    size = body[0] if body else 0
    return body[1 : 1 + size], body[1 + size :]


def signed(protected: bytes, payload: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the COSE_Sign1 of them under this key."""
    return cose.ToBeSigned(protected, payload).signed_by(lambda message: sign_raw(key, message))
