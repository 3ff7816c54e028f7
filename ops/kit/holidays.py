"""Belgian legal holidays, computed for any year: a list that somebody typed ends one day without a warning."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def belgian_holidays(year: int) -> frozenset[date]:
    """The ten legal holidays of a year, Easter and Whit Sunday; one that falls on a Sunday moves nothing by itself."""
    return frozenset(holidays.country_holidays("BE", years=year))


def is_belgian_holiday(day: date) -> bool:
    return day in belgian_holidays(day.year)
