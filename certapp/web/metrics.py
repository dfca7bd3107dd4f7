"""What Prometheus reads: how many requests and verdicts there were. No address, name, number or token.

`serve.py` gives the workers of a server a folder; there the counters live in files, and each worker tells the
sum of all. Without it, as in a test, they live in the process.
"""

import os

from flask import Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from certapp.config import COUNTERS_FOLDER
from certapp.credential import VerdictCode
from certapp.credential.errors import CertappError
from certapp.workflow import held_lists

disable_created_metrics()  # type: ignore[no-untyped-call]  # a time beside every counter says nothing more
_EXTENSION = "certapp_metrics"


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "certapp_requests", "Answered requests", ("endpoint", "method", "status"), registry=self._registry
        )
        self.verdicts = Counter(
            "certapp_verdicts", "Verdicts given", ("code", "surface"), registry=self._registry
        )
        self.refused_lists = Counter(
            "certapp_refused_status_lists",
            "Status lists not used, older than the one held or else unusable",
            ("code",),
            registry=self._registry,
        )
        workers = Gauge(
            "certapp_workers", "Processes that answer", multiprocess_mode="livesum", registry=self._registry
        )
        workers.set(1)
        self.refused_lists.labels("list_older")  # never yet is a 0, not a gap
        for code in VerdictCode:  # a verdict never given is a 0, not a gap
            for surface in ("page", "api", "scan", "check"):
                self.verdicts.labels(code.value, surface)

    def text(self) -> bytes:
        """Return all counters in Prometheus' text format."""
        if COUNTERS_FOLDER not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client leaves this one out
        return generate_latest(registry)


def init_app(app: Flask) -> None:
    """Count every answer of the app."""
    app.extensions[_EXTENSION] = Metrics()
    app.after_request(_count)
    if _count_refused_list not in held_lists.on_refused:
        held_lists.on_refused.append(_count_refused_list)


def metrics() -> Metrics:
    """Return the counters of the running application."""
    found: Metrics = current_app.extensions[_EXTENSION]
    return found


def count_verdict(code: VerdictCode, surface: str) -> None:
    """Count a verdict.

    :param surface: where it was shown: `page`, `api`, `scan` or `check`.
    """
    metrics().verdicts.labels(code.value, surface).inc()


def _count_refused_list(error: CertappError) -> None:
    metrics().refused_lists.labels(error.code).inc()


def _count(response: Response) -> Response:
    method = request.method if request.url_rule is not None else "none"  # a method may be any word
    metrics().requests.labels(request.endpoint or "none", method, response.status_code).inc()
    return response
