"""How much waits: for the navigation and the chips above the queue."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs.models import Ticket, WorkOrder
from ops.repairs.queries.scope import jobs_of, reach
from ops.repairs.queries.tickets import LIVE, NOBODY_SENT, this_week
from ops.repairs.rules.work_order import MOVING


@dataclass(frozen=True)
class QueueCounts:
    live: int
    this_week: int
    overdue: int
    without_team: int
    waiting: int
    alerts: int

    @property
    def later(self) -> int:
        return self.live - self.this_week


def queue_counts(session: Session, who: Principal, now: datetime) -> QueueCounts:
    """One pass over the live tickets that the reader reaches."""
    soon = this_week(now)
    columns = (
        func.count(),
        _count(soon),
        _count(Ticket.next_due_at < now),
        _count(NOBODY_SENT),
        _count(Ticket.status == "waiting"),
        _count(Ticket.origin_kind == "alert"),
    )
    row = session.execute(select(*columns).select_from(Ticket).where(LIVE, reach(who, "tickets.read"))).one()
    return QueueCounts(*row)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def count_queue(session: Session, who: Principal, now: datetime) -> int:
    """What falls due within a week."""
    return _number(session, and_(LIVE, this_week(now), reach(who, "tickets.read")))


def count_open(session: Session, who: Principal, now: datetime) -> int:
    return _number(session, and_(LIVE, reach(who, "tickets.read")))


def count_my_work(session: Session, who: Principal, now: datetime) -> int:
    statement = select(func.count()).select_from(WorkOrder).where(WorkOrder.status.in_(MOVING), jobs_of(who))
    return session.scalar(statement) or 0


def _number(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Ticket).where(condition)) or 0
