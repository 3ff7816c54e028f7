"""How cold it was."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.estate.models import DailyTemperature


def means_until(session: Session, day: date, days: int) -> Mapping[date, float]:
    """Mean outside temperatures in degrees Celsius of a local day and so many days before it, where they are known."""
    statement = select(DailyTemperature.day, DailyTemperature.mean_c)
    known = statement.where(DailyTemperature.day <= day, DailyTemperature.day >= day - timedelta(days=days))
    return {row.day: row.mean_c for row in session.execute(known)}
