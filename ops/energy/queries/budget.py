"""What counts in the alert budget: alerts of waste that reached the coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Scopes
from ops.energy.models import Alert, AlertEvent, Register
from ops.energy.queries.maintenance_hold import HELD, RELEASED
from ops.energy.rules.causes import WASTE
from ops.estate.models import Location
from ops.estate.queries import in_scope


@dataclass(frozen=True)
class Counted:
    """One alert as the budget counts it; the outcome only where its work was closed."""

    ref: str
    cause: str
    detected_at: datetime
    closed_at: datetime | None
    outcome: str | None


def _told() -> ColumnElement[bool]:
    """What works hold back was told to nobody."""
    steps = select(AlertEvent.kind).where(AlertEvent.alert_id == Alert.id, AlertEvent.kind.in_((HELD, RELEASED)))
    last = steps.order_by(AlertEvent.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(last, RELEASED) == RELEASED


def _visible(scopes: Scopes) -> ColumnElement[bool]:
    return true() if scopes.everything else and_(Alert.location_id.is_not(None), in_scope(scopes))


_COLUMNS = (Alert.ref, Alert.cause, Alert.detected_at, Alert.closed_at, Alert.outcome)


def raised_since(session: Session, scopes: Scopes, since: datetime) -> Sequence[Counted]:
    """Alerts of waste that were found since, the first one first."""
    statement = select(*_COLUMNS).outerjoin(Location, Location.id == Alert.location_id)
    counted = (_visible(scopes), Alert.cause.in_(WASTE), Alert.detected_at >= since, _told())
    return [Counted(*row) for row in session.execute(statement.where(*counted).order_by(Alert.id))]


def judged_since(session: Session, scopes: Scopes, since: datetime) -> Sequence[Counted]:
    """Alerts of waste that closed with their work since, the first one first."""
    statement = select(*_COLUMNS).outerjoin(Location, Location.id == Alert.location_id)
    closed = (Alert.closed_at >= since, Alert.ticket_ref.is_not(None), Alert.state == "closed")
    found = session.execute(statement.where(_visible(scopes), Alert.cause.in_(WASTE), *closed).order_by(Alert.id))
    return [Counted(*row) for row in found]


def alerts_named(session: Session, refs: Sequence[str]) -> Sequence[Alert]:
    """With place and register, the newest first."""
    loaded = (joinedload(Alert.location), joinedload(Alert.register).joinedload(Register.meter))
    statement = select(Alert).where(Alert.ref.in_(refs)).options(*loaded)
    return session.scalars(statement.order_by(Alert.detected_at.desc(), Alert.id.desc())).all()


def first_live(session: Session) -> Sequence[datetime]:
    """Since when each connected register is heard."""
    found = session.scalars(select(Register.first_live_at).where(Register.first_live_at.is_not(None)))
    return [at for at in found if at is not None]
