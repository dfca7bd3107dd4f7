"""One case of lists.json, and the way to sign a list that need not be right."""

from typing import Any

from certapp.credential import codec, cose
from tests.example import sign
from tests.vectors.loose import write
from tests.vectors.runs import written

Case = dict[str, Any]


def list_case(
    name: str,
    data: bytes,
    error: str | None = None,
    *,
    kind: str = "status",
    held: str | None = None,
    entries: dict[int, int] | None = None,
) -> Case:
    """Return a case; `held` names the list of the same kind that the verifier has already."""
    told = None if entries is None else {str(place): value for place, value in entries.items()}
    return {"kind": kind, "name": name, "data": written(data), "held": held, "error": error, "entries": told}


def signed_list(payload: Any, header: Any, by: str) -> bytes:
    """Sign what need not be right: sorted where it is a map or an array, else as :func:`write` has it."""
    protected, inside = (
        codec.encode(part) if isinstance(part, (dict, list)) else write(part) for part in (header, payload)
    )
    return cose.ToBeSigned(protected, inside).signed_by(lambda message: sign(by, message))
