"""Lists of tickets, and single ones for a change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from ops.access.principal import Principal
from ops.estate.models import Location
from ops.kit.cursors import InvalidCursor, decode_cursor, encode_cursor
from ops.repairs.errors import TicketNotFound
from ops.repairs.models import Caller, Team, Ticket, TicketClock, WorkOrder
from ops.repairs.queries.scope import reach
from ops.repairs.rules.lifecycle import ACTIVE
from ops.repairs.rules.work_order import ENDED
from ops.repairs.search import matches

#: What the queue holds: neither resolved nor ended. Written like the partial index, which it must match.
LIVE: ColumnElement[bool] = and_(Ticket.resolved_at.is_(None), Ticket.closed_at.is_(None))
#: Resolved, and still time for "still broken"; as the index of the nightly close.
_TO_CLOSE: ColumnElement[bool] = and_(Ticket.resolved_at.is_not(None), Ticket.closed_at.is_(None))
#: A room is named with its house.
WITH_PLACE: ExecutableOption = joinedload(Ticket.location).joinedload(Location.building)
FOR_A_ROW: tuple[ExecutableOption, ...] = (
    WITH_PLACE,
    joinedload(Ticket.installation),
    selectinload(Ticket.callers),
    selectinload(Ticket.clocks),
    selectinload(Ticket.work_orders).joinedload(WorkOrder.team),
)


@dataclass(frozen=True)
class TicketFilter:
    """What a list shows; empty means everything that the reader reaches."""

    status: Sequence[str] = ()
    live: bool = False
    overdue: bool = False
    team: str | None = None
    #: True: nobody was sent yet.
    without_team: bool = False
    location: str | None = None
    q: str = ""
    trade: str | None = None
    priority: Sequence[str] = ()
    origin: str | None = None
    installation: str | None = None
    #: Due within a week, or without a running deadline.
    this_week: bool = False
    #: due | newest
    sort: str = "newest"


@dataclass(frozen=True)
class TicketPage:
    items: Sequence[Ticket]
    next: str | None


@dataclass(frozen=True)
class TicketKey:
    """A ticket of a list before anything of it is loaded: enough to know whether it still is as it was drawn."""

    id: int
    version: int
    next_due_at: datetime | None


def list_keys(
    session: Session, who: Principal, wanted: TicketFilter, *, now: datetime, limit: int
) -> tuple[Sequence[TicketKey], bool]:
    """The first of a list by deadline, and whether there are more."""
    columns = select(Ticket.id, Ticket.version, Ticket.next_due_at)
    statement = columns.where(reach(who, "tickets.read"), *conditions(wanted, who, now))
    ordered = statement.order_by(Ticket.next_due_at.asc().nulls_last(), Ticket.id)
    found = [TicketKey(*row) for row in session.execute(ordered.limit(limit + 1))]
    return found[:limit], len(found) > limit


def for_rows(session: Session, ticket_ids: Collection[int]) -> dict[int, Ticket]:
    """Those tickets with what a row shows; who asks has found out that they are within his reach."""
    if not ticket_ids:
        return {}
    statement = select(Ticket).where(Ticket.id.in_(ticket_ids)).options(*FOR_A_ROW)
    return {ticket.id: ticket for ticket in session.scalars(statement)}


def list_tickets(
    session: Session, who: Principal, wanted: TicketFilter, *, now: datetime, limit: int, cursor: str | None = None
) -> TicketPage:
    """A page in a fixed number of selects; by deadline, those without a running one come last."""
    statement = select(Ticket).where(reach(who, "tickets.read"), *conditions(wanted, who, now)).options(*FOR_A_ROW)
    ordered = _by_due(statement, cursor) if wanted.sort == "due" else _by_age(statement, cursor)
    found = session.scalars(ordered.limit(limit + 1)).all()
    more = len(found) > limit
    return TicketPage(found[:limit], _cursor(found[limit - 1], wanted.sort) if more else None)


def _cursor(last: Ticket, sort: str) -> str:
    at = last.next_due_at if sort == "due" else last.registered_at
    return encode_cursor([sort, at.isoformat() if at else None, last.id])


def _after(cursor: str | None, sort: str) -> tuple[datetime | None, int] | None:
    """Raises InvalidCursor, also for a cursor of another order."""
    values = decode_cursor(cursor, 3)
    if values is None:
        return None
    try:
        named, at, last_id = values
        instant = datetime.fromisoformat(at) if at else None
        if named != sort or not isinstance(last_id, int) or (instant and instant.tzinfo is None):
            raise InvalidCursor(field="cursor")
        return instant, last_id
    except (TypeError, ValueError) as error:
        raise InvalidCursor(field="cursor") from error


def _by_due(statement: Select[Ticket], cursor: str | None) -> Select[Ticket]:
    ordered = statement.order_by(Ticket.next_due_at.asc().nulls_last(), Ticket.id)
    after = _after(cursor, "due")
    if after is None:
        return ordered
    at, last_id = after
    if at is None:
        return ordered.where(Ticket.next_due_at.is_(None), Ticket.id > last_id)
    same = and_(Ticket.next_due_at == at, Ticket.id > last_id)
    return ordered.where(or_(Ticket.next_due_at > at, same, Ticket.next_due_at.is_(None)))


def _by_age(statement: Select[Ticket], cursor: str | None) -> Select[Ticket]:
    ordered = statement.order_by(Ticket.registered_at.desc(), Ticket.id.desc())
    after = _after(cursor, "newest")
    if after is None:
        return ordered
    at, last_id = after
    if at is None:
        raise InvalidCursor(field="cursor")
    return ordered.where(or_(Ticket.registered_at < at, and_(Ticket.registered_at == at, Ticket.id < last_id)))


def conditions(wanted: TicketFilter, who: Principal, now: datetime) -> list[ColumnElement[bool]]:
    """The filter as conditions on Ticket."""
    asked: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.status, _in_status(wanted.status)),
        (wanted.live, LIVE),
        (wanted.overdue, and_(LIVE, Ticket.next_due_at < now)),
        (wanted.this_week, this_week(now)),
        (wanted.team, _sent_to(wanted.team or "")),
        (wanted.without_team, WITHOUT_TEAM),
        (wanted.location, _below(wanted.location or "")),
        (wanted.q.strip(), matches(who, wanted.q)),
        (wanted.trade, Ticket.trade == wanted.trade),
        (wanted.priority, Ticket.priority.in_(wanted.priority)),
        (wanted.origin, Ticket.origin_kind == wanted.origin),
        (wanted.installation, Ticket.installation.has(code=wanted.installation) if wanted.installation else false()),
    ]
    return [condition for given, condition in asked if given]


def _in_status(statuses: Sequence[str]) -> ColumnElement[bool]:
    """With what these statuses have in common, as the partial indexes say it."""
    wanted = Ticket.status.in_(statuses)
    if set(statuses) <= set(ACTIVE):
        return and_(LIVE, wanted)
    return and_(_TO_CLOSE, wanted) if set(statuses) == {"resolved"} else wanted


#: The queue shows what falls due within a week first; the rest is one click away.
AHEAD = timedelta(days=7)


def this_week(now: datetime) -> ColumnElement[bool]:
    """Due within a week, or paused without a running deadline: both need somebody's eye."""
    return or_(Ticket.next_due_at < now + AHEAD, Ticket.next_due_at.is_(None))


#: What a live ticket is to which nobody was sent; on its own the queue's index answers it.
NOBODY_SENT: ColumnElement[bool] = Ticket.status.in_(("new", "open"))
WITHOUT_TEAM: ColumnElement[bool] = and_(LIVE, NOBODY_SENT)


def _sent_to(team: str) -> ColumnElement[bool]:
    """An order of that team stands on the ticket and is not over; on an ended ticket it may be completed."""
    order = select(WorkOrder.id).join(Team).where(WorkOrder.ticket_id == Ticket.id, Team.code == team)
    return exists(order.where(or_(WorkOrder.status.not_in(ENDED), WorkOrder.status == "completed")))


def _below(code: str) -> ColumnElement[bool]:
    """At the place with that code or below it."""
    top = select(Location.path).where(Location.code == code).scalar_subquery()
    return Ticket.location_id.in_(select(Location.id).where(Location.path.startswith(top)).scalar_subquery())


def ticket_for_change(session: Session, ref: str, who: Principal, permission: str) -> Ticket:
    """The ticket with its row locked: a second writer waits, then sees the new version. Raises TicketNotFound."""
    statement = select(Ticket).where(Ticket.ref == ref, reach(who, permission)).with_for_update()
    ticket = session.scalar(statement.execution_options(populate_existing=True))
    if ticket is None:
        raise TicketNotFound()
    return ticket


def reaches(session: Session, ticket: Ticket, who: Principal, permission: str) -> bool:
    """Whether a right counts for this ticket: a reader of all may work on some only."""
    if not who.may(permission):
        return False
    if who.scopes(permission).everything and not who.only_own(permission):
        return True
    return session.scalar(select(Ticket.id).where(Ticket.id == ticket.id, reach(who, permission))) is not None


def ticket_exists(session: Session, ref: str) -> bool:
    return session.scalar(select(Ticket.id).where(Ticket.ref == ref)) is not None


def lock_location(session: Session, location_id: int) -> Location:
    """Two alerts of one building wait for each other, so that they find each other's ticket."""
    return session.scalars(select(Location).where(Location.id == location_id).with_for_update()).one()


def active_of_origin(session: Session, kind: str, origin_id: str, since: datetime) -> Ticket | None:
    """The newest ticket of that origin that still lives and was opened since."""
    statement = select(Ticket).where(
        Ticket.origin_kind == kind,
        Ticket.origin_id == origin_id,
        LIVE,
        Ticket.registered_at >= since,
    )
    return session.scalar(statement.order_by(Ticket.id.desc()).limit(1).with_for_update())


def resolved_before(session: Session, before: datetime, limit: int) -> Sequence[Ticket]:
    """Resolved tickets whose time for "still broken" is over, locked; those that somebody edits now come next time."""
    over = and_(_TO_CLOSE, Ticket.resolved_at <= before)
    statement = select(Ticket).where(over).order_by(Ticket.id).limit(limit)
    return session.scalars(statement.with_for_update(skip_locked=True)).all()


def clock_rows(session: Session, ticket_id: int) -> Sequence[TicketClock]:
    return session.scalars(select(TicketClock).where(TicketClock.ticket_id == ticket_id)).all()


def callers_of(session: Session, ticket_id: int) -> Sequence[Caller]:
    return session.scalars(select(Caller).where(Caller.ticket_id == ticket_id).order_by(Caller.id)).all()


def building_of(session: Session, location_id: int) -> int | None:
    """The building at or above a place; the place itself for a site."""
    place = session.get(Location, location_id)
    return (place.building_id or place.id) if place else None
