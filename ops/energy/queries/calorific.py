"""Calorific values of gas by local month."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ops.energy.models_counting import CalorificValue
from ops.energy.rules.calorific import Calorific


def standing_value(session: Session, month: date) -> CalorificValue | None:
    """The one that counts; given by the first day of the month."""
    statement = select(CalorificValue).where(CalorificValue.month == month, CalorificValue.superseded_at.is_(None))
    return session.scalar(statement.order_by(CalorificValue.id.desc()).limit(1))


def calorific_values(session: Session, as_known_at: datetime | None = None) -> dict[date, Calorific]:
    """By first day of the month, as they count, or as they counted at an instant."""
    statement = select(CalorificValue.month, CalorificValue.kwh_per_m3_micro, CalorificValue.state)
    if as_known_at is None:
        statement = statement.where(CalorificValue.superseded_at.is_(None))
    else:
        later = or_(CalorificValue.superseded_at.is_(None), CalorificValue.superseded_at > as_known_at)
        statement = statement.where(CalorificValue.recorded_at <= as_known_at, later)
    found = session.execute(statement.order_by(CalorificValue.id))
    return {month: Calorific(micro, state) for month, micro, state in found}


def rows_of_values(session: Session, limit: int = 120) -> Sequence[CalorificValue]:
    """The youngest month first, and of each the value that counts before those it took the place of."""
    statement = select(CalorificValue).order_by(CalorificValue.month.desc(), CalorificValue.id.desc())
    return session.scalars(statement.limit(limit)).all()
