"""Windows of maintenance: those that reach a register, and the list of the coordinator."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from ops.energy.models import Register
from ops.energy.models_desk import MaintenanceWindow
from ops.energy.queries.maintenance_reach import of_register, reaching
from ops.errors import NotFound
from ops.kit.periods import Span

_STANDS = MaintenanceWindow.withdrawn_at.is_(None)


def windows_by_register(
    session: Session, registers: Collection[Register], within: Span
) -> Mapping[int, Sequence[MaintenanceWindow]]:
    """Register id -> its windows that touch the span, the first one first."""
    touching = (_STANDS, MaintenanceWindow.from_at < within.to_at, MaintenanceWindow.to_at > within.from_at)
    found = _in_order(session, reaching(MaintenanceWindow, registers), *touching)
    return {register.id: of_register(found, register) for register in registers}


def windows_since(session: Session, since: datetime) -> Sequence[MaintenanceWindow]:
    """Those that are not over since then, with their register or place."""
    return _in_order(session, _STANDS, MaintenanceWindow.to_at > since)


def window_for_change(session: Session, window_id: int) -> MaintenanceWindow:
    """Raises NotFound."""
    statement = select(MaintenanceWindow).where(MaintenanceWindow.id == window_id)
    found = session.scalar(statement.options(*_WITH_PLACE).with_for_update(of=MaintenanceWindow))
    if found is None:
        raise NotFound()
    return found


_WITH_PLACE = (
    joinedload(MaintenanceWindow.register).joinedload(Register.meter),
    joinedload(MaintenanceWindow.location),
)


def _in_order(session: Session, *conditions: ColumnElement[bool]) -> Sequence[MaintenanceWindow]:
    statement = select(MaintenanceWindow).where(*conditions).options(*_WITH_PLACE)
    return session.scalars(statement.order_by(MaintenanceWindow.from_at, MaintenanceWindow.id)).all()
