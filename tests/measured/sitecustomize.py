"""Lets coverage see the requests that the served office answers.

The web server starts its threads outside Python, so that nobody tells them to trace; each is told here with
its first request. Python imports this module at the start of every process that a test starts: see
tests/conftest.py.
"""

import sys
import threading
from collections.abc import Callable
from typing import Any

if "granian" in sys.orig_argv and threading.gettrace():
    import granian.server.mp as server

    _wrap = server._wsgi_call_wrap

    def _wrap_traced(application: Callable[..., Any], *options: Any) -> Callable[..., Any]:
        def traced(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            if sys.gettrace() is None:
                sys.settrace(threading.gettrace())
            return application(environ, start_response)

        return _wrap(traced, *options)

    server._wsgi_call_wrap = _wrap_traced
