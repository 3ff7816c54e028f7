"""Published months: the first day names a month."""

from collections.abc import Iterator
from datetime import date


def first_of(day: date) -> date:
    return day.replace(day=1)


def following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def touched(months: list[date], from_on: date, to_on: date) -> Iterator[date]:
    """Those that share a night with the span, in order."""
    return (month for month in sorted(months) if month < to_on and from_on < following(month))
