"""When somebody last called: whether the line is quiet, or out of order."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs.models import Ticket
from ops.repairs.queries.scope import reach

#: Nobody reads further back: of a million tickets only those of a day are looked at, from the newest on.
LOOKED_BACK = timedelta(hours=24)
_CALLS = ("call", "question")


def last_call_at(session: Session, who: Principal, now: datetime) -> datetime | None:
    """Of the last 24 hours, within the reader's reach."""
    calls = select(Ticket.registered_at).where(
        Ticket.registered_at > now - LOOKED_BACK, Ticket.origin_kind.in_(_CALLS), reach(who, "tickets.triage")
    )
    return session.scalar(calls.order_by(Ticket.registered_at.desc()).limit(1))
