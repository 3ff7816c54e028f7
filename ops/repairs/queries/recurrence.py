"""What may break down again and again, its tickets, and what they cost."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Principal
from ops.errors import NotFound
from ops.estate.models import Installation, Location, LocationUse, Lot, ServiceLine, ServiceLinePlace
from ops.repairs.models import Part, RecurringDefect, StockMove, Team, Ticket, WorkOrder
from ops.repairs.rules.recurrence import Hit, RecurrenceRules, Thing

#: A decision is asked for, or was taken and its effect is awaited.
ALIVE = ("open", "ordered", "dismissed")


def things(session: Session, rules: RecurrenceRules, today: date) -> list[Thing]:
    """Every object that is watched, with its group and how much of it there is to break."""
    inside = _places_inside(session)
    return [
        *_machines(session, today),
        *(Thing("lot", id_, kind) for id_, kind in session.execute(select(Lot.location_id, Lot.kind))),
        *_lines(session, rules),
        *_buildings(session, inside, today),
    ]


def _machines(session: Session, today: date) -> Iterator[Thing]:
    for id_, kind, since in session.execute(select(Installation.id, Installation.kind, Installation.in_service_on)):
        if since is None or since <= today:
            yield Thing("installation", id_, kind)


def _lines(session: Session, rules: RecurrenceRules) -> Iterator[Thing]:
    """A line is as likely to leak as it serves places."""
    served = func.count(ServiceLinePlace.location_id)
    statement = select(ServiceLine.id, ServiceLine.kind, served).outerjoin(
        ServiceLinePlace, ServiceLinePlace.line_id == ServiceLine.id
    )
    for id_, kind, places in session.execute(statement.group_by(ServiceLine.id, ServiceLine.kind)):
        yield Thing("service_line", id_, kind, max(places, 1), rules.trades_by_line.get(kind))


def _places_inside(session: Session) -> Counter[int]:
    """Dwellings and rooms by building."""
    inside = and_(Location.kind.in_(("lot", "room")), Location.building_id.is_not(None))
    statement = select(Location.building_id, func.count()).where(inside).group_by(Location.building_id)
    return Counter({house: number for house, number in session.execute(statement) if house is not None})


def _buildings(session: Session, inside: Mapping[int, int], today: date) -> Iterator[Thing]:
    """Each among those of the same use, by the dwellings and rooms in it."""
    use = select(LocationUse.location_id, LocationUse.use).where(
        LocationUse.from_on <= today, today < LocationUse.to_on
    )
    uses = dict(iter(session.execute(use)))
    for id_ in session.scalars(select(Location.id).where(Location.kind == "building")):
        yield Thing("building", id_, uses.get(id_, "other"), max(inside.get(id_, 0), 1))


def hits(session: Session, since: datetime, until: datetime, leave_out: Collection[str]) -> list[Hit]:
    """Tickets that became known in the span; one is one, however many called. Orders to prevent are none."""
    statement = (
        select(Ticket.id, Ticket.trade, Ticket.aware_at, Ticket.location_id, Ticket.installation_id, Location.kind,
               Location.building_id)
        .join(Location, Location.id == Ticket.location_id)
        .where(Ticket.aware_at >= since, Ticket.aware_at < until, _counts(leave_out))
    )  # fmt: skip
    by_place, by_machine = _lines_by(session)
    found = []
    for id_, trade, at, place, machine, kind, building in session.execute(statement):
        lines = {*by_place[place], *(by_machine[machine] if machine else ())}
        own = [("installation", machine)] if machine else [("lot", place)] if kind == "lot" else []
        wider = [("service_line", line) for line in sorted(lines)] + [("building", building or place)]
        found.append(Hit(id_, trade, at, (*own, *wider)))
    return found


def _counts(leave_out: Collection[str]) -> ColumnElement[bool]:
    no_defect = or_(Ticket.status == "cancelled", Ticket.origin_kind.in_(("prevention", "question")))
    return and_(~no_defect, Ticket.trade.not_in(leave_out))


def _lines_by(session: Session) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    places, machines = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for line, place in session.execute(select(ServiceLinePlace.line_id, ServiceLinePlace.location_id)):
        places[place].append(line)
    machine = select(ServiceLine.id, ServiceLine.installation_id).where(ServiceLine.installation_id.is_not(None))
    for line, installation in session.execute(machine):
        if installation is not None:
            machines[installation].append(line)
    return places, machines


@dataclass(frozen=True)
class Spent:
    """What the tickets cost so far: hours of our own on site, visits of firms, parts, cents."""

    own_hours: float = 0.0
    firm_visits: int = 0
    parts_cents: int = 0

    def cents(self, own_hour_cents: int, firm_visit_cents: int) -> int:
        return round(self.own_hours * own_hour_cents) + self.firm_visits * firm_visit_cents + self.parts_cents


def spent(session: Session, ticket_ids: Collection[int]) -> Spent:
    rows = session.execute(
        select(Team.firm_id, WorkOrder.on_site_at, WorkOrder.completed_at)
        .join(Team, Team.id == WorkOrder.team_id)
        .where(WorkOrder.ticket_id.in_(ticket_ids), WorkOrder.on_site_at.is_not(None))
    ).all()
    own = [(begin, end) for firm, begin, end in rows if firm is None and begin and end]
    hours = sum((end - begin).total_seconds() / 3600 for begin, end in own)
    return Spent(hours, sum(firm is not None for firm, *_ in rows), _parts_cents(session, ticket_ids))


def _parts_cents(session: Session, ticket_ids: Collection[int]) -> int:
    """Parts taken and not brought back, at today's price."""
    used = func.sum(-StockMove.on_hand_change * func.coalesce(Part.price_cents, 0))
    statement = select(used).select_from(StockMove).join(Part, Part.id == StockMove.part_id)
    orders = select(WorkOrder.id).where(WorkOrder.ticket_id.in_(ticket_ids))
    taken = statement.where(StockMove.work_order_id.in_(orders), StockMove.kind.in_(("take", "return")))
    return int(session.scalar(taken) or 0)


def rows_by_object(session: Session) -> dict[tuple[str, int, str], RecurringDefect]:
    """Every row there is, locked: a scan and a decision wait for each other."""
    statement = select(RecurringDefect).order_by(RecurringDefect.id).with_for_update()
    return {(row.object_kind, row.object_id, row.trade): row for row in session.scalars(statement)}


def listed(session: Session, states: Collection[str]) -> Sequence[RecurringDefect]:
    """The dearest first."""
    statement = select(RecurringDefect).where(RecurringDefect.state.in_(states))
    ordered = statement.order_by(RecurringDefect.spent_cents.desc(), RecurringDefect.p_value, RecurringDefect.id)
    return session.scalars(ordered.options(joinedload(RecurringDefect.ticket))).all()


def one(session: Session, id_: int, *, lock: bool = False) -> RecurringDefect:
    """Raises NotFound."""
    statement = select(RecurringDefect).where(RecurringDefect.id == id_)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    else:
        statement = statement.options(joinedload(RecurringDefect.ticket))
    row = session.scalar(statement)
    if row is None:
        raise NotFound()
    return row


def count_open_defects(session: Session, _who: Principal, _now: datetime) -> int:
    statement = select(func.count()).select_from(RecurringDefect).where(RecurringDefect.state == "open")
    return session.scalar(statement) or 0


def tickets_of(session: Session, ids: Collection[int]) -> Sequence[Ticket]:
    """The evidence, the oldest first."""
    place = joinedload(Ticket.location).joinedload(Location.building)
    statement = select(Ticket).where(Ticket.id.in_(ids)).options(place, joinedload(Ticket.installation))
    return session.scalars(statement.order_by(Ticket.aware_at, Ticket.id)).all()


def of_ticket(session: Session, ticket: Ticket) -> Sequence[RecurringDefect]:
    """The defects that this ticket is part of, or would be: same object, same trade, not over."""
    lines = select(ServiceLinePlace.line_id).where(ServiceLinePlace.location_id == ticket.location_id)
    here = [
        and_(
            RecurringDefect.object_kind == "installation", RecurringDefect.object_id == (ticket.installation_id or -1)
        ),
        and_(RecurringDefect.object_kind == "lot", RecurringDefect.object_id == ticket.location_id),
        and_(RecurringDefect.object_kind == "service_line", RecurringDefect.object_id.in_(lines)),
        and_(
            RecurringDefect.object_kind == "building",
            RecurringDefect.object_id.in_(
                select(func.coalesce(Location.building_id, Location.id)).where(Location.id == ticket.location_id)
            ),
        ),
    ]
    statement = select(RecurringDefect).where(
        or_(*here), RecurringDefect.trade == ticket.trade, RecurringDefect.state.in_(("open", "ordered"))
    )
    return session.scalars(statement.order_by(RecurringDefect.p_value).limit(3)).all()


@dataclass
class Object:
    """What recurs: its name in both languages, its code and the place where work is ordered."""

    name: str
    name_fr: str
    code: str
    place: Location
    installation: Installation | None = None


def objects_of(session: Session, rows: Collection[RecurringDefect]) -> dict[tuple[str, int], Object]:
    """The objects behind the rows, in a select a kind."""
    ids = defaultdict[str, set[int]](set)
    for row in rows:
        ids[row.object_kind].add(row.object_id)
    found: dict[tuple[str, int], Object] = {}
    building = joinedload(Location.building)
    machines = select(Installation).where(Installation.id.in_(ids["installation"]))
    for machine in session.scalars(machines.options(joinedload(Installation.location).joinedload(Location.building))):
        known = Object(machine.name, machine.name_fr, machine.code, machine.location, machine)
        found["installation", machine.id] = known
    lines = select(ServiceLine, Location).join(Location, Location.id == ServiceLine.location_id).options(building)
    for line, place in session.execute(lines.where(ServiceLine.id.in_(ids["service_line"]))):
        found["service_line", line.id] = Object(line.name, line.name_fr, line.code, place)
    for place in session.scalars(
        select(Location).where(Location.id.in_(ids["lot"] | ids["building"])).options(building)
    ):
        kind = "lot" if place.id in ids["lot"] else "building"
        found[kind, place.id] = Object(place.name, place.name_fr, place.code, place)
    return found
