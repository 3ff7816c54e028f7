"""One change of one ticket: its events are added, then its row and clocks are computed anew."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import EditedMeanwhile
from ops.repairs import queries, rulebook
from ops.repairs.errors import HINDRANCES
from ops.repairs.models import Ticket, TicketClock, TicketEvent
from ops.repairs.rules.actions import hindrance, lawful
from ops.repairs.rules.clocks import Clock
from ops.repairs.rules.events import KINDS, Event, in_order
from ops.repairs.rules.lifecycle import State, state_of
from ops.repairs.rules.projection import COLUMNS, project
from ops.repairs.service.page_rows import follow_ticket
from ops.repairs.service.telling import tell_of


@dataclass
class Change:
    """A ticket that somebody is changing, with its events so far."""

    session: Session
    ticket: Ticket
    who: Principal
    now: datetime
    events: list[Event] = field(default_factory=list)
    #: What had happened before this change, and what happens in it.
    before: list[Event] = field(init=False)
    fresh: list[Event] = field(init=False, default_factory=list)
    #: A ticket that opens in this change has no clocks to look for.
    is_new: bool = False
    #: When it counts, for what was done before it was sent: a tablet without coverage.
    at: datetime = field(init=False)
    #: The id of a tablet's command, borne by the first event that it leaves.
    client_uuid: str | None = None

    def __post_init__(self) -> None:
        self.at, self.before = self.now, self.events

    @property
    def state(self) -> State:
        return state_of(self.events)

    def require(self, action: str) -> None:
        """Raises the conflict that names what is in the way of the action."""
        state = self.state
        if code := hindrance(state, action):
            orders = state.open_orders
            raise HINDRANCES[code](ticket=self.ticket.ref, ways_out=lawful(state), work_orders=orders)

    def happened(self, kind: str, /, at: datetime | None = None, **data: Any) -> None:
        """Notes an event by its actor; what is empty is left out of its data."""
        if kind not in KINDS:
            raise ValueError(f"unknown event {kind!r}: name it in rules/events.py")
        kept = {name: value for name, value in data.items() if value not in (None, "")}
        row = TicketEvent(
            ticket_id=self.ticket.id,
            kind=kind,
            at=at or self.at,
            recorded_at=self.now,
            actor=self.who.key,
            actor_name=self.who.name,
            data=kept,
            client_uuid=self.client_uuid,
        )
        self.client_uuid = None
        self.session.add(row)
        event = Event(kind, row.at, kept)
        self.fresh.append(event)
        self.events = in_order([*self.events, event])

    def count(self, kind: str, **data: Any) -> int:
        """How often a thing happened: numbers messages that may be sent again for a good reason."""
        return sum(e.kind == kind and all(e.data.get(k) == v for k, v in data.items()) for e in self.events)


@contextmanager
def changing(
    session: Session,
    ref: str | Ticket,
    who: Principal,
    now: datetime,
    version: int | None = None,
    permission: str = "tickets.work",
) -> Iterator[Change]:
    """Works on a locked ticket within reach and writes what follows from its events.

    Raises TicketNotFound out of reach, EditedMeanwhile when the ticket is no longer the version that was read.
    """
    ticket = queries.ticket_for_change(session, ref, who, permission) if isinstance(ref, str) else ref
    if version is not None and version != ticket.version:
        raise EditedMeanwhile()
    change = Change(session, ticket, who, now, queries.events_of(session, ticket.id))
    yield change
    _write(change)


@contextmanager
def noting(session: Session, ticket: Ticket, who: Principal, now: datetime) -> Iterator[Change]:
    """Adds events that move neither state nor clocks of a locked ticket: whoever edits it is not disturbed."""
    yield Change(session, ticket, who, now, queries.events_of(session, ticket.id))
    session.flush()


@contextmanager
def beginning(session: Session, ticket: Ticket, who: Principal, now: datetime) -> Iterator[Change]:
    """The first change of a ticket, to which nothing has happened yet."""
    change = Change(session, ticket, who, now, is_new=True)
    yield change
    _write(change)


def _write(change: Change) -> None:
    tell_of(change)
    change.ticket.version += 1
    write_projection(change)
    if not change.is_new:
        follow_ticket(change.session, change.ticket, change.now)
    change.session.flush()


def write_projection(change: Change) -> None:
    rules = rulebook.clock_rules(change.session, change.ticket.aware_at)
    seen = project(change.events, rules)
    for column in COLUMNS:
        setattr(change.ticket, column, getattr(seen, column))
    _write_clocks(change, seen.clocks)


def _write_clocks(change: Change, clocks: Sequence[Clock]) -> None:
    session, ticket_id = change.session, change.ticket.id
    rows = {} if change.is_new else {row.name: row for row in queries.clock_rows(session, ticket_id)}
    for clock in clocks:
        row = rows.pop(clock.name, None)
        if row is None:
            row = TicketClock(ticket_id=ticket_id, name=clock.name)
            session.add(row)
        row.started_at, row.due_at = clock.started_at, clock.due_at
        row.stopped_at, row.paused_since = clock.stopped_at, clock.paused_since
    for leftover in rows.values():
        session.delete(leftover)
