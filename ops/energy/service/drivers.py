"""What drives consumption from outside, as the rules in force say: days off, school breaks and degree days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from ops.energy.calendar_defaults import DEGREE_DAYS, SCHOOL_BREAKS
from ops.energy.queries.temperatures import means_between
from ops.energy.rules.degree_days import DegreeDayFigures, DegreeDaySum, degree_day_sum
from ops.energy.rules.school_breaks import SchoolBreakFigures, days_in_breaks
from ops.kit.holidays import is_belgian_holiday
from ops.kit.rulesets import current


def school_breaks(session: Session, at: datetime) -> SchoolBreakFigures:
    return SchoolBreakFigures.model_validate(current(session, SCHOOL_BREAKS, at).body)


def degree_day_figures(session: Session, at: datetime) -> DegreeDayFigures:
    return DegreeDayFigures.model_validate(current(session, DEGREE_DAYS, at).body)


def days_off(session: Session, at: datetime, building: str | None) -> Callable[[date], bool]:
    """Tells of a local day whether a building, by its code, is used as on a Sunday: holiday or its school break."""
    figures = school_breaks(session, at)
    breaks = days_in_breaks(figures.community_of(building), figures)
    if not breaks:
        return is_belgian_holiday
    return lambda day: day in breaks or is_belgian_holiday(day)


def degree_days_between(session: Session, from_on: date, to_on: date, figures: DegreeDayFigures) -> DegreeDaySum:
    """Of the local days [from_on, to_on), by the temperatures that were imported."""
    means = means_between(session, from_on - timedelta(days=figures.days_back), to_on)
    return degree_day_sum(means, from_on, to_on, figures)
