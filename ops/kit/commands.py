"""Wishes of a person that another process carries out: "run now", "replay"."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ops.kit.models import Command

RUN_JOB = "run_job"


def request(session: Session, kind: str, params: Mapping[str, Any], *, by: str, now: datetime) -> Command:
    """Writes the wish; the process that owns the kind takes it within seconds."""
    command = Command(kind=kind, params=dict(params), requested_by=by, requested_at=now, state="waiting")
    session.add(command)
    session.flush()
    return command


def take(session: Session, kind: str, *, now: datetime, command_id: int | None = None) -> Command | None:
    """Takes the oldest waiting wish of a kind, or the one named; two takers never get the same one."""
    waiting = select(Command.id).where(Command.kind == kind, Command.state == "waiting")
    if command_id is not None:
        waiting = waiting.where(Command.id == command_id)
    command_id = session.scalar(waiting.order_by(Command.id).limit(1).with_for_update(skip_locked=True))
    if command_id is None:
        return None
    taken = update(Command).where(Command.id == command_id, Command.state == "waiting")
    session.execute(taken.values(state="taken", taken_at=now).execution_options(synchronize_session=False))
    return session.get(Command, command_id, populate_existing=True)


def finish(session: Session, command_id: int, *, now: datetime, error: str | None = None) -> None:
    done = update(Command).where(Command.id == command_id)
    done = done.values(state="failed" if error else "done", finished_at=now, error=error)
    session.execute(done.execution_options(synchronize_session=False))


def give_back(session: Session, kind: str) -> int:
    """Wishes that a dead process had taken wait again."""
    back = update(Command).where(Command.kind == kind, Command.state == "taken")
    back = back.values(state="waiting", taken_at=None)
    rows = session.execute(back.returning(Command.id).execution_options(synchronize_session=False)).all()
    return len(rows)


def open_commands(session: Session, kind: str, states: Sequence[str] = ("waiting", "taken")) -> list[Command]:
    """Those that are not carried out yet, oldest first."""
    query = select(Command).where(Command.kind == kind, Command.state.in_(states)).order_by(Command.id)
    return list(session.scalars(query))
