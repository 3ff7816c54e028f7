"""Alerts: those a register has, those that wait, the portfolio and the file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from ops.access.principal import Scopes
from ops.energy.models import Alert, AlertEvent, Meter, Register
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.rules.causes import DATA_FAULTS, family
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries import in_scope
from ops.repairs.models import Ticket
from ops.repairs.rules.lifecycle import ACTIVE as ACTIVE_TICKETS

_LOADED: tuple[ExecutableOption, ...] = (
    joinedload(Alert.location),
    joinedload(Alert.register).joinedload(Register.meter).joinedload(Meter.location),
)

#: What a filter of the portfolio may ask for beside the states themselves.
ACTIVE = "active"


def _visible(scopes: Scopes) -> ColumnElement[bool]:
    """An alert of the whole house (all loggers silent) is seen by those who see everything."""
    if scopes.everything:
        return true()
    return and_(Alert.location_id.is_not(None), in_scope(scopes))


def _scoped(scopes: Scopes) -> Select[Alert]:
    return select(Alert).outerjoin(Location, Location.id == Alert.location_id).where(_visible(scopes))


def alert_by_ref(session: Session, ref: str, scopes: Scopes = EVERYWHERE, *, lock: bool = False) -> Alert:
    """Raises NotFound, also out of scope."""
    statement = _scoped(scopes).where(Alert.ref == ref).options(*_LOADED)
    alert = session.scalar(statement.with_for_update(of=Alert) if lock else statement)
    if alert is None:
        raise NotFound()
    return alert


def alerts_of_ticket(session: Session, ticket_ref: str) -> Sequence[Alert]:
    statement = select(Alert).where(Alert.ticket_ref == ticket_ref).order_by(Alert.id).options(*_LOADED)
    return session.scalars(statement.with_for_update(of=Alert)).all()


def alerts_since(session: Session, register_ids: Collection[int], since: datetime) -> Sequence[Alert]:
    """All that may still matter to these registers: open ones, and those that ended or closed since."""
    recent = or_(Alert.state.in_(OPEN_STATES), Alert.closed_at >= since, Alert.last_abnormal_at >= since)
    statement = select(Alert).where(Alert.register_id.in_(register_ids), recent)
    return session.scalars(statement.order_by(Alert.id).options(*_LOADED)).all()


def due_snoozes(session: Session, now: datetime) -> Sequence[Alert]:
    statement = select(Alert).where(Alert.state == "snoozed", Alert.snoozed_until <= now)
    return session.scalars(statement.order_by(Alert.id).options(*_LOADED).with_for_update(of=Alert)).all()


def open_of_causes(session: Session, causes: Collection[str]) -> Sequence[Alert]:
    statement = select(Alert).where(Alert.cause.in_(causes), Alert.state.in_(OPEN_STATES))
    return session.scalars(statement.order_by(Alert.id).options(*_LOADED)).all()


def in_the_way(session: Session, alert: Alert) -> Alert | None:
    """The open alert of the same register and waste, which keeps this one from opening again."""
    kin = (Alert.register_id == alert.register_id, Alert.cause.in_(family(alert.cause)), Alert.state.in_(OPEN_STATES))
    return session.scalar(select(Alert).where(Alert.id != alert.id, *kin).limit(1))


def events_of(session: Session, alert_id: int) -> Sequence[AlertEvent]:
    """The newest first."""
    statement = select(AlertEvent).where(AlertEvent.alert_id == alert_id)
    return session.scalars(statement.order_by(AlertEvent.at.desc(), AlertEvent.id.desc())).all()


def priority_asked(session: Session, alert_id: int) -> str | None:
    """The priority that the alert last asked of a ticket; a person may have given it another one since."""
    statement = select(AlertEvent.data).where(AlertEvent.alert_id == alert_id, AlertEvent.kind == "ticket_linked")
    data = session.scalar(statement.order_by(AlertEvent.id.desc()).limit(1))
    return data.get("priority") if data else None


def merged_into(session: Session, alert_id: int) -> Sequence[Alert]:
    return session.scalars(select(Alert).where(Alert.merged_into_id == alert_id).order_by(Alert.id)).all()


@dataclass(frozen=True)
class AlertFilter:
    """What a list of alerts asks for; None asks nothing."""

    state: str | None = None
    medium: str | None = None
    cause: str | None = None
    building: str | None = None
    register: str | None = None
    #: True: only faults of the data; False: only waste.
    data_faults: bool | None = None
    #: Keys of those who acknowledged it: somebody, and for whom he stands in.
    looked_at_by: Collection[str] | None = None


def _conditions(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == ACTIVE:
        found.append(Alert.state.in_(OPEN_STATES))
    elif wanted.state:
        found.append(Alert.state == wanted.state)
    if wanted.medium:
        found.append(Alert.medium == wanted.medium)
    if wanted.cause:
        found.append(Alert.cause == wanted.cause)
    if wanted.building:
        found.append(Location.code == wanted.building)
    if wanted.register:
        found.append(Alert.register.has(Register.code == wanted.register))
    if wanted.looked_at_by is not None:
        found.append(_looked_at_by(wanted.looked_at_by))
    if wanted.data_faults is not None:
        fault = Alert.cause.in_(DATA_FAULTS)
        found.append(fault if wanted.data_faults else ~fault)
    return found


def _looked_at_by(keys: Collection[str]) -> ColumnElement[bool]:
    """Who acknowledged it last, while that counts: an alert that opened again is nobody's."""
    steps = select(AlertEvent.actor).where(AlertEvent.alert_id == Alert.id, AlertEvent.kind == "acknowledged")
    last = steps.order_by(AlertEvent.id.desc()).limit(1).scalar_subquery()
    return and_(Alert.acknowledged_by.is_not(None), last.in_(keys))


def portfolio(
    session: Session, scopes: Scopes, wanted: AlertFilter, *, after: tuple[int, int] | None = None, limit: int = 200
) -> Sequence[Alert]:
    """The dearest first; `after` = (cents a day, id) of the last one seen."""
    statement = _scoped(scopes).where(*_conditions(wanted)).options(*_LOADED)
    if after is not None:
        cents, last_id = after
        statement = statement.where(
            or_(
                Alert.cost_cents_per_day < cents,
                and_(Alert.cost_cents_per_day == cents, Alert.id < last_id),
            )
        )
    return session.scalars(statement.order_by(Alert.cost_cents_per_day.desc(), Alert.id.desc()).limit(limit)).all()


def counts_by(session: Session, scopes: Scopes, wanted: AlertFilter) -> dict[tuple[str, str], int]:
    """(medium, state) -> how many, for the chips above the list."""
    statement = (
        select(Alert.medium, Alert.state, func.count())
        .outerjoin(Location, Location.id == Alert.location_id)
        .where(_visible(scopes), *_conditions(wanted))
        .group_by(Alert.medium, Alert.state)
    )
    return {(medium, state): count for medium, state, count in session.execute(statement)}


def opened_since(session: Session, scopes: Scopes, since: datetime) -> Sequence[tuple[datetime, str]]:
    """(detected_at, cause) of the alerts raised since."""
    statement = select(Alert.detected_at, Alert.cause).outerjoin(Location, Location.id == Alert.location_id)
    rows = session.execute(statement.where(_visible(scopes), Alert.detected_at >= since))
    return [(at, cause) for at, cause in rows]


def outcomes_since(
    session: Session, scopes: Scopes, since: datetime
) -> Sequence[tuple[str, str | None, datetime | None]]:
    """(cause, outcome, closed_at) of the alerts that closed with their work."""
    columns = select(Alert.cause, Alert.outcome, Alert.closed_at)
    statement = columns.outerjoin(Location, Location.id == Alert.location_id)
    closed = (Alert.closed_at >= since, Alert.ticket_ref.is_not(None), Alert.state == "closed")
    rows = session.execute(statement.where(_visible(scopes), *closed))
    return [(cause, outcome, closed_at) for cause, outcome, closed_at in rows]


_STANDING_WASTE = (Alert.state.in_(OPEN_STATES), Alert.cause.not_in(DATA_FAULTS), Alert.ended_at.is_(None))


def standing_cost(session: Session, scopes: Scopes) -> Sequence[tuple[str, str, int]]:
    """(medium, unit, cents a day) of the waste that stands."""
    statement = (
        select(Alert.medium, Alert.unit, func.sum(Alert.cost_cents_per_day))
        .outerjoin(Location, Location.id == Alert.location_id)
        .where(_visible(scopes), *_STANDING_WASTE)
        .group_by(Alert.medium, Alert.unit)
    )
    return [(medium, unit, int(cents)) for medium, unit, cents in session.execute(statement)]


def buildings_affected(session: Session, scopes: Scopes) -> tuple[int, int]:
    """(buildings with waste that stands, buildings with a meter)."""
    affected = (
        select(func.count(Alert.location_id.distinct()))
        .outerjoin(Location, Location.id == Alert.location_id)
        .where(_visible(scopes), *_STANDING_WASTE)
    )
    place = func.coalesce(Location.building_id, Location.id)
    every = select(func.count(place.distinct())).join(Meter, Meter.location_id == Location.id).where(in_scope(scopes))
    return session.scalar(affected) or 0, session.scalar(every) or 0


@dataclass(frozen=True)
class TicketCard:
    """What an alert shows of its ticket."""

    ref: str
    status: str
    priority: str
    trade: str
    next_clock: str | None
    next_due_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.status in ACTIVE_TICKETS


def ticket_cards(session: Session, refs: Collection[str]) -> dict[str, TicketCard]:
    """The tickets of a list of alerts, in one select."""
    if not refs:
        return {}
    statement = select(
        Ticket.ref, Ticket.status, Ticket.priority, Ticket.trade, Ticket.next_clock, Ticket.next_due_at
    ).where(Ticket.ref.in_(set(refs)))
    return {row.ref: TicketCard(*row) for row in session.execute(statement)}


def ticket_card(session: Session, ref: str | None) -> TicketCard | None:
    return ticket_cards(session, [ref]).get(ref) if ref else None


def ref_of(session: Session, alert_id: int) -> str | None:
    return session.scalar(select(Alert.ref).where(Alert.id == alert_id))


def alerts_of_register(session: Session, register_id: int, limit: int = 50) -> Sequence[Alert]:
    """The newest first."""
    statement = select(Alert).where(Alert.register_id == register_id).order_by(Alert.id.desc()).limit(limit)
    return session.scalars(statement.options(*_LOADED)).all()
