"""What a load balancer, a monitor and a developer ask: alive, ready, metrics, schema."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ops.access.guard import PageRouter
from ops.access.rights import UNASKED
from ops.kit import heartbeats
from ops.kit.heartbeats import BROKER, SCHEDULER
from ops.kit.http import Now, database_of
from ops.web.pages.public.ingest_metrics import ingest_metrics

router = PageRouter()
#: A process that gave no sign of life for this long is reported as away.
HEARTBEAT_MAX_AGE = timedelta(seconds=60)


@router.get("/healthz", permission=UNASKED)
async def healthz() -> dict[str, str]:
    """Answers on the loop itself: threads that all wait for a database must not make the process look dead."""
    return {"status": "ok"}


@router.get("/readyz", permission=UNASKED)
def readyz(request: Request, now: Now) -> JSONResponse:
    """503 only for the database or a pending migration; other parts away show as `degraded` with 200."""
    database = database_of(request)
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
            beats = heartbeats.all_beats(session)
        current = database.is_current()
    except SQLAlchemyError:
        return JSONResponse({"status": "unavailable", "database": "away"}, 503)
    if not current:
        return JSONResponse({"status": "unavailable", "database": "migrations pending"}, 503)
    fresh = {beat.kind for beat in beats if heartbeats.is_alive(beat.at, now, HEARTBEAT_MAX_AGE)}
    parts = {kind: "ok" if kind in fresh else "away" for kind in (SCHEDULER, BROKER)}
    degraded = any(state != "ok" for state in parts.values())
    return JSONResponse({"status": "degraded" if degraded else "ok", "database": "ok", **parts})


@router.get("/metrics", permission=UNASKED)
def metrics(request: Request, now: Now) -> Response:
    """Those of this process, then those of every ingest; while the database is away only the first."""
    try:
        with database_of(request).reading() as session:
            beats = heartbeats.all_beats(session)
    except SQLAlchemyError:
        beats = []
    return Response(generate_latest() + ingest_metrics(beats, now), media_type=CONTENT_TYPE_LATEST)
