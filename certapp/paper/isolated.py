"""A process of its own for what an upload may do to whoever decodes it."""

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from certapp.paper.errors import PaperError

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


def decoded(
    decoder: Path, data: bytes, understand: Callable[[bytes], Result], *arguments: str, seconds: float
) -> Result:
    """Let a program read uploaded bytes, and return what `understand` makes of its answer.

    The program sets its own limits of memory and computing time.

    :param decoder: run by this Python, isolated (-I) and without this process's environment, so that no
        secret of the server is in there.
    :param understand: raises ValueError, TypeError or AttributeError for an answer that is none.
    :param seconds: on the wall.
    :raises PaperError: `upload_unreadable`, the program failed or its answer is none.
    """
    command = [sys.executable, "-I", str(decoder), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=seconds, env={}, check=True
        )
        return understand(done.stdout)
    except (subprocess.SubprocessError, ValueError, TypeError, AttributeError) as error:
        _log.warning("decoding an upload of %d bytes failed: %s", len(data), type(error).__name__)
        raise PaperError("upload_unreadable") from error
