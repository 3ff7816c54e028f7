"""Dated changes: those that reach a register, and the list of the coordinator."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from ops.energy.models import Register
from ops.energy.models_desk import DatedChange
from ops.energy.queries.maintenance_reach import of_register, reaching
from ops.errors import NotFound

_STANDS = DatedChange.withdrawn_at.is_(None)


def changes_by_register(session: Session, registers: Collection[Register]) -> Mapping[int, Sequence[DatedChange]]:
    """Register id -> the changes of its use, the first one first. The registers have their meter and place loaded."""
    found = _in_order(session, reaching(DatedChange, registers), _STANDS)
    return {
        register.id: [each for each in of_register(found, register) if each.medium in ("", register.meter.medium)]
        for register in registers
    }


def changes_of(session: Session, register: Register) -> Sequence[DatedChange]:
    """For the page of one meter: the first one first."""
    return changes_by_register(session, [register])[register.id]


def every_change(session: Session) -> Sequence[DatedChange]:
    """The newest first, with register or place."""
    return list(reversed(_in_order(session, _STANDS)))


def change_for_update(session: Session, change_id: int) -> DatedChange:
    """Raises NotFound."""
    statement = select(DatedChange).where(DatedChange.id == change_id)
    found = session.scalar(statement.options(*_WITH_PLACE).with_for_update(of=DatedChange))
    if found is None:
        raise NotFound()
    return found


_WITH_PLACE = (joinedload(DatedChange.register).joinedload(Register.meter), joinedload(DatedChange.location))


def _in_order(session: Session, *conditions: ColumnElement[bool]) -> Sequence[DatedChange]:
    statement = select(DatedChange).where(*conditions).options(*_WITH_PLACE)
    return session.scalars(statement.order_by(DatedChange.from_on, DatedChange.id)).all()
