"""Signs of life of processes and connections."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ops.inserts import insert_if_absent
from ops.kit.models import Heartbeat

SCHEDULER, INGEST, BROKER = "scheduler", "ingest", "broker"


def beat(session: Session, name: str, kind: str, *, now: datetime, detail: Mapping[str, Any] | None = None) -> None:
    """Notes that the part lives; `detail` replaces what was known about it."""
    row = Heartbeat(name=name, kind=kind, at=now, detail=dict(detail or {}))
    if not insert_if_absent(session, row):
        again = update(Heartbeat).where(Heartbeat.name == name)
        again = again.values(kind=kind, at=now, detail=row.detail)
        session.execute(again.execution_options(synchronize_session=False))


def latest(session: Session, kind: str) -> Heartbeat | None:
    """The youngest sign of life of a kind."""
    return session.scalars(select(Heartbeat).where(Heartbeat.kind == kind).order_by(Heartbeat.at.desc())).first()


def all_beats(session: Session) -> list[Heartbeat]:
    return list(session.scalars(select(Heartbeat).order_by(Heartbeat.kind, Heartbeat.name)))


def forget_before(session: Session, before: datetime) -> int:
    """Forgets parts that were taken away long ago."""
    gone = session.execute(delete(Heartbeat).where(Heartbeat.at < before).returning(Heartbeat.name)).all()
    return len(gone)


def is_alive(at: datetime | None, now: datetime, within: timedelta) -> bool:
    return at is not None and now - at <= within
