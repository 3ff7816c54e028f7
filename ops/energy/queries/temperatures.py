"""How cold the days of a span were."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.estate.models import DailyTemperature


def means_between(session: Session, from_on: date, to_on: date) -> dict[date, float]:
    """Mean outside temperatures in degrees Celsius of the local days [from_on, to_on), where they are known."""
    known = select(DailyTemperature.day, DailyTemperature.mean_c)
    rows = session.execute(known.where(DailyTemperature.day >= from_on, DailyTemperature.day < to_on))
    return {row.day: row.mean_c for row in rows}
