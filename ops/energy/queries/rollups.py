"""Consumption by hour, local day or local month over any span, also where only the days are kept."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.energy.queries.series import Amount, by_day, by_month, hourly, next_month
from ops.energy.store import rollups
from ops.kit.periods import local_date, local_midnight

Step = Literal["hour", "day", "month"]


class _Day(NamedTuple):
    day: date
    micro: int
    hours: int
    estimated_hours: int


def amounts(
    session: Session, register_id: int, from_at: datetime, to_at: datetime, step: Step, zone: ZoneInfo
) -> list[Amount]:
    """By the hours that start in [from_at, to_at); where hours are gone, by the days that begin in it."""
    hours_from_on = rollups.kept_from(session, rollups.HOUR)
    begin = local_midnight(hours_from_on, zone) if hours_from_on else from_at
    hours = hourly(session, register_id, max(from_at, begin), to_at)
    if step == "hour":
        return hours
    kept = by_day(hours, zone) if step == "day" else by_month(hours, zone)
    if from_at >= begin or not hours_from_on:
        return kept
    first_on, end_on = (_first_day_from(at, zone) for at in (from_at, to_at))
    days = _days(session, register_id, first_on, min(end_on, hours_from_on), zone)
    return [*_of_days(days, step, zone), *kept]


def _first_day_from(at: datetime, zone: ZoneInfo) -> date:
    """The first local day that does not begin before."""
    day = local_date(at, zone)
    return day if local_midnight(day, zone) >= at else day + timedelta(days=1)


def _days(session: Session, register_id: int, from_on: date, to_on: date, zone: ZoneInfo) -> list[_Day]:
    days = rollups.load_days(session, [register_id], from_on, to_on, zone)
    columns = (days.day, days.value_micro, days.hours, days.estimated_hours)
    return [_Day(date.fromordinal(day), *rest) for day, *rest in zip(*(each.tolist() for each in columns), strict=True)]


def _of_days(days: Sequence[_Day], step: Step, zone: ZoneInfo) -> list[Amount]:
    """Each day, or the days of each month together."""
    if step == "day":
        return [_summed([each], each.day, each.day + timedelta(days=1), zone) for each in days]
    months = groupby(days, key=lambda each: each.day.replace(day=1))
    return [_summed(list(group), first, next_month(first), zone) for first, group in months]


def _summed(days: Sequence[_Day], first: date, end: date, zone: ZoneInfo) -> Amount:
    from_at, to_at = local_midnight(first, zone), local_midnight(end, zone)
    if any(each.estimated_hours for each in days):
        quality = "estimated"
    else:
        is_whole = sum(each.hours for each in days) == (to_at - from_at) // timedelta(hours=1)
        quality = "measured" if is_whole else "incomplete"
    return Amount(from_at, to_at, sum(each.micro for each in days), quality)
