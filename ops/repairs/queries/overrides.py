"""Choices against the matrix: tickets whose priority is another one than was proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs.models import Ticket, TicketEvent
from ops.repairs.queries.scope import reach
from ops.repairs.queries.tickets import WITH_PLACE

#: Written like the partial index, which it must match.
OVERRIDDEN: ColumnElement[bool] = Ticket.proposed_priority != Ticket.priority


SHOWN_AT_FIRST = timedelta(days=90)


@dataclass(frozen=True)
class OverrideFilter:
    """Since when, what, and whether somebody has looked; `sort`: newest | hazard."""

    since: datetime
    hazard: str = ""
    proposed: str = ""
    chosen: str = ""
    seen: bool = False
    sort: str = "newest"


@dataclass(frozen=True)
class OverrideGroup:
    """One kind of choice, how often it was made."""

    hazard: str | None
    proposed: str
    chosen: str
    count: int


def _conditions(wanted: OverrideFilter, who: Principal) -> list[ColumnElement[bool]]:
    asked: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.hazard, Ticket.hazard == wanted.hazard),
        (wanted.proposed, Ticket.proposed_priority == wanted.proposed),
        (wanted.chosen, Ticket.priority == wanted.chosen),
        (True, Ticket.override_seen_at.is_not(None) if wanted.seen else Ticket.override_seen_at.is_(None)),
    ]
    fits = [condition for given, condition in asked if given]
    return [OVERRIDDEN, Ticket.registered_at >= wanted.since, reach(who, "tickets.triage"), *fits]


def list_overrides(
    session: Session, who: Principal, wanted: OverrideFilter, *, limit: int, offset: int = 0
) -> Sequence[Ticket]:
    by_age = (Ticket.registered_at.desc(), Ticket.id.desc())
    order = (Ticket.hazard, Ticket.proposed_priority, Ticket.priority, *by_age) if wanted.sort == "hazard" else by_age
    statement = select(Ticket).where(*_conditions(wanted, who)).options(WITH_PLACE).order_by(*order)
    return session.scalars(statement.limit(limit).offset(offset)).all()


def count_overrides(session: Session, who: Principal, wanted: OverrideFilter) -> int:
    return session.scalar(select(func.count()).select_from(Ticket).where(*_conditions(wanted, who))) or 0


def count_to_review(session: Session, who: Principal, now: datetime) -> int:
    """What nobody has looked at, of the span that the list shows at first."""
    return count_overrides(session, who, OverrideFilter(since=now - SHOWN_AT_FIRST))


def group_overrides(session: Session, who: Principal, wanted: OverrideFilter) -> Sequence[OverrideGroup]:
    """The most frequent first."""
    columns = (Ticket.hazard, Ticket.proposed_priority, Ticket.priority)
    number = func.count()
    statement = select(*columns, number).where(*_conditions(wanted, who)).group_by(*columns)
    ordered = session.execute(statement.order_by(number.desc(), *columns))
    return [OverrideGroup(hazard, proposed or "", chosen, n) for hazard, proposed, chosen, n in ordered]


def deciders(session: Session, ticket_ids: Sequence[int]) -> Mapping[int, TicketEvent]:
    """The last triage of each ticket: who decided, and when."""
    statement = select(TicketEvent).where(TicketEvent.ticket_id.in_(ticket_ids), TicketEvent.kind == "triaged")
    rows = session.scalars(statement.order_by(TicketEvent.at, TicketEvent.id))
    return {row.ticket_id: row for row in rows}


def calls_since(session: Session, who: Principal, since: datetime, most: int) -> Sequence[Ticket]:
    """The newest calls with a hazard that the reader reaches."""
    wanted = (Ticket.registered_at >= since, Ticket.hazard.is_not(None), reach(who, "tickets.read"))
    statement = select(Ticket).where(*wanted).order_by(Ticket.registered_at.desc(), Ticket.id)
    return session.scalars(statement.limit(most)).all()
