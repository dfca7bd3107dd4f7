"""What the judges of the fuzzer raise."""


class Finding(AssertionError):
    """Something certapp must never do."""


def require(holds: bool, what: str) -> None:
    """Raise what was found unless it holds.

    :raises Finding: it does not.
    """
    if not holds:
        raise Finding(what)
