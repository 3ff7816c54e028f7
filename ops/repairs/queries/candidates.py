"""What speaks for and against those who could go: their plans, where they were before, and which parts lie where."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from ops.estate.models import Location
from ops.repairs.models import Part, StockMove, Store, Ticket, WorkOrder
from ops.repairs.rules.work_order import ENDED, MOVING

#: How many of the latest moves are looked at for the parts that a kind of job needs: enough for a year of the house.
_LATEST_MOVES = 20_000
#: A part that was used once for such a job says nothing about the next one.
_TWICE = 2
_PRESSING = ("P1", "P2")


@dataclass(frozen=True)
class Base:
    """A store or a van with the postcode at which it stands; a van without a place of its own has none."""

    store: Store
    postcode: str


def bases(session: Session) -> Sequence[Base]:
    statement = select(Store, Location.postcode).outerjoin(Location, Location.id == Store.location_id)
    return [Base(store, postcode or "") for store, postcode in session.execute(statement.order_by(Store.id))]


def plans(
    session: Session, user_ids: Collection[int], from_at: datetime, to_at: datetime, *, without_ticket: int
) -> Sequence[WorkOrder]:
    """What people have promised within the span, are at, or were sent to in a hurry, with ticket and place."""
    promised = and_(WorkOrder.slot_from_at < to_at, WorkOrder.slot_to_at > from_at)
    pressing = and_(Ticket.priority.in_(_PRESSING), WorkOrder.status.in_(MOVING), WorkOrder.slot_from_at.is_(None))
    statement = (
        select(WorkOrder)
        .join(Ticket)
        .where(WorkOrder.technician_id.in_(user_ids), WorkOrder.status.not_in(ENDED), Ticket.id != without_ticket)
        .where(or_(WorkOrder.status == "on_site", promised, pressing))
        .options(joinedload(WorkOrder.ticket).joinedload(Ticket.location))
    )
    return session.scalars(statement.order_by(WorkOrder.slot_from_at, WorkOrder.id)).all()


def loads(session: Session) -> dict[tuple[int, int | None], int]:
    """How many orders are on somebody's hands, by (team id, user id); None for those that nobody was named for."""
    statement = select(WorkOrder.team_id, WorkOrder.technician_id, func.count()).where(WorkOrder.status.in_(MOVING))
    rows = session.execute(statement.group_by(WorkOrder.team_id, WorkOrder.technician_id))
    return {(team_id, user_id): number for team_id, user_id, number in rows}


def was_here(session: Session, ticket: Ticket) -> dict[int, datetime]:
    """When somebody last worked on this ticket, at this place or on this installation, by user id."""
    here = or_(Ticket.id == ticket.id, Ticket.location_id == ticket.location_id)
    if ticket.installation_id is not None:
        here = or_(here, Ticket.installation_id == ticket.installation_id)
    statement = (
        select(WorkOrder.technician_id, func.max(WorkOrder.on_site_at))
        .join(Ticket)
        .where(here, Ticket.trade == ticket.trade)
        .where(WorkOrder.technician_id.is_not(None), WorkOrder.on_site_at.is_not(None))
        .group_by(WorkOrder.technician_id)
    )
    return {user_id: at for user_id, at in session.execute(statement) if user_id is not None and at is not None}


def usual_parts(session: Session, ticket: Ticket, since: datetime, at_most: int, percent: int) -> Sequence[Part]:
    """Parts that most such jobs took before, the most usual first: of the installation, the hazard or the title."""
    last = select(func.max(StockMove.id)).scalar_subquery()
    statement = (
        select(StockMove.part_id, StockMove.work_order_id)
        .join(WorkOrder, WorkOrder.id == StockMove.work_order_id)
        .join(Ticket, Ticket.id == WorkOrder.ticket_id)
        .where(StockMove.id > last - _LATEST_MOVES, StockMove.kind == "take", StockMove.at >= since, _like(ticket))
    )
    pairs = {(part_id, order_id) for part_id, order_id in session.execute(statement)}
    times, jobs = Counter(part_id for part_id, _ in pairs), len({order_id for _, order_id in pairs})
    usual = [part_id for part_id, n in times.items() if n >= _TWICE and n * 100 >= jobs * percent]
    found = session.scalars(select(Part).where(Part.id.in_(usual))).all() if usual else []
    return sorted(found, key=lambda part: (-times[part.id], part.code))[:at_most]


def _like(ticket: Ticket) -> ColumnElement[bool]:
    same = [Ticket.title == ticket.title]
    if ticket.installation_id is not None:
        same.append(Ticket.installation_id == ticket.installation_id)
    if ticket.hazard is not None:
        same.append(Ticket.hazard == ticket.hazard)
    return and_(Ticket.trade == ticket.trade, or_(*same))
