"""Tickets with their events for the reports, in a fixed number of selects."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Principal
from ops.estate.models import Location
from ops.repairs.models import Ticket, TicketEvent, TicketOutcome
from ops.repairs.queries.scope import reach
from ops.repairs.rules.events import Event
from ops.repairs.rules.reports import Record, as_known

PERMISSION = "indicators.read"
_IN_ONE_SELECT = 500


@dataclass(frozen=True)
class Asked:
    """Tickets that lived at some time in the span; `known_at` leaves out what was recorded later."""

    from_at: datetime
    to_at: datetime
    known_at: datetime | None = None
    who: Principal | None = None

    def condition(self) -> ColumnElement[bool]:
        lived = and_(Ticket.aware_at < self.to_at, or_(Ticket.closed_at.is_(None), Ticket.closed_at >= self.from_at))
        return and_(lived, self._reached(), self._known())

    def begun(self, since: datetime) -> ColumnElement[bool]:
        """Known of since then, and before the end of the span."""
        return and_(Ticket.aware_at >= since, Ticket.aware_at < self.to_at, self._reached(), self._known())

    def _reached(self) -> ColumnElement[bool]:
        return reach(self.who, PERMISSION) if self.who else true()

    def _known(self) -> ColumnElement[bool]:
        return Ticket.registered_at <= self.known_at if self.known_at else true()


_ROW = (
    Ticket.id, Ticket.ref, Location.code, Ticket.trade, Ticket.origin_kind, Ticket.priority, Ticket.aware_at,
)  # fmt: skip

_ROWS = select(*_ROW).join(Location, Location.id == Ticket.location_id)
_IS_COUNTED = and_(TicketOutcome.ticket_id == Ticket.id, TicketOutcome.version == Ticket.version)


def outcomes(session: Session, asked: Asked) -> Iterator[tuple[str, list[list[Any]]]]:
    """Reference and lines of the tickets of the span that were counted when they had ended."""
    statement = select(Ticket.ref, TicketOutcome.lines).join(TicketOutcome, _IS_COUNTED)
    return ((ref, lines) for ref, lines in session.execute(statement.where(asked.condition())))


def to_count(session: Session, limit: int) -> Sequence[tuple[int, int, Record]]:
    """Tickets that have ended and were not counted since: id, version, and the ticket with its events."""
    statement = select(Ticket.id, Ticket.version).outerjoin(TicketOutcome, _IS_COUNTED)
    ended = statement.where(Ticket.closed_at.is_not(None), TicketOutcome.ticket_id.is_(None))
    versions = dict(iter(session.execute(ended.order_by(Ticket.id).limit(limit))))
    rows = session.execute(_ROWS.where(Ticket.id.in_(versions)).order_by(Ticket.id)).all()
    events = _events(session, versions, None)
    return [(row[0], versions[row[0]], Record(*row[1:], events[row[0]])) for row in rows]


def records(session: Session, asked: Asked, *, uncounted: bool = False) -> Iterator[Record]:
    """Every ticket of the span with its events, or only those of which `outcomes` knows nothing.

    A portion at a time, so that a year fits into the memory.
    """
    statement = _ROWS.where(asked.condition())
    if uncounted:
        statement = statement.outerjoin(TicketOutcome, _IS_COUNTED).where(TicketOutcome.ticket_id.is_(None))
    rows = session.execute(statement.order_by(Ticket.id)).all()
    for first in range(0, len(rows), _IN_ONE_SELECT):
        portion = rows[first : first + _IN_ONE_SELECT]
        events = _events(session, [row[0] for row in portion], asked.known_at)
        for id_, ref, place, trade, origin, priority, aware_at in portion:
            if not events[id_]:
                continue
            record = Record(ref, place, trade, origin, priority, aware_at, events[id_])
            yield as_known(record) if asked.known_at else record


def _events(session: Session, ids: Collection[int], known_at: datetime | None) -> dict[int, list[Event]]:
    statement = select(TicketEvent.ticket_id, TicketEvent.kind, TicketEvent.at, TicketEvent.data)
    statement = statement.where(TicketEvent.ticket_id.in_(ids)).order_by(TicketEvent.at, TicketEvent.id)
    if known_at:
        statement = statement.where(TicketEvent.recorded_at <= known_at)
    found: dict[int, list[Event]] = defaultdict(list)
    for ticket_id, kind, at, data in session.execute(statement):
        found[ticket_id].append(Event(kind, at, data))
    return found


def begun(session: Session, asked: Asked, within: timedelta) -> tuple[list[Record], frozenset[str]]:
    """Tickets of the span and of the time before it, without events, and the references of the cancelled ones."""
    statement = select(*_ROW, Ticket.status, Ticket.closed_at).join(Location, Location.id == Ticket.location_id)
    rows = session.execute(statement.where(asked.begun(asked.from_at - within)).order_by(Ticket.aware_at)).all()
    found = [Record(*row[1:7]) for row in rows]
    known = asked.known_at
    cancelled = frozenset(
        row.ref for row in rows
        if row.status == "cancelled" and (known is None or (row.closed_at is not None and row.closed_at <= known))
    )  # fmt: skip
    return found, cancelled


def cards(session: Session, refs: Collection[str]) -> dict[str, Ticket]:
    """Tickets with their places, by reference."""
    wanted = list(refs)
    found: dict[str, Ticket] = {}
    for first in range(0, len(wanted), _IN_ONE_SELECT):
        statement = select(Ticket).where(Ticket.ref.in_(wanted[first : first + _IN_ONE_SELECT]))
        place = joinedload(Ticket.location).joinedload(Location.building)
        found |= {ticket.ref: ticket for ticket in session.scalars(statement.options(place))}
    return found


def reaches_tickets(who: Principal) -> bool:
    return who.may("tickets.read")


def known_refs(session: Session, who: Principal, refs: Sequence[str]) -> set[str]:
    """Those of the tickets that the reader may open."""
    if not reaches_tickets(who):
        return set()
    statement = select(Ticket.ref).where(Ticket.ref.in_(refs), reach(who, "tickets.read"))
    return set(session.scalars(statement))
