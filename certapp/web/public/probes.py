"""What watches the server: alive, ready, and how much it has done."""

from typing import Any

from flask import Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from certapp.web.metrics import metrics
from certapp.web.public import blueprint
from certapp.web.times import now
from certapp.workflow import readiness


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process is alive; touches nothing else."""
    return {"status": "alive"}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, Any], int]:
    """Say whether requests can be answered: the database answers, is migrated, and its lists are in force."""
    faults = readiness.faults(now())
    return {"status": "unready" if faults else "ready", "faults": faults}, 503 if faults else 200


@blueprint.get("/metrics", endpoint="metrics")
def counters() -> Response:
    """Give the counters to Prometheus."""
    return Response(metrics().text(), content_type=CONTENT_TYPE_LATEST)
