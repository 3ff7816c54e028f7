"""A year of days in Brussels: how cold it was, the same for the same day whenever it is asked."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import cos, pi
from random import Random

from ops.estate.models import DailyTemperature

#: Mean of the year and half the swing between winter and summer, degrees Celsius; the coldest day of the year.
_MEAN_C, _SWING_C, _COLDEST = 11.0, 7.8, 20
#: How much of each of the last days' weather is left today.
_LASTING = (0.45, 0.30, 0.20, 0.12, 0.08)
_GUST_C = 5.2
_DAYS = 400


def temperatures(today: date, now: datetime) -> Iterator[DailyTemperature]:
    """The days up to yesterday."""
    for ago in range(_DAYS, 0, -1):
        day = today - timedelta(days=ago)
        yield DailyTemperature(day=day, mean_c=mean_of(day), source="demo", recorded_at=now)


def mean_of(day: date) -> float:
    """The season, and weather that lasts a few days."""
    season = _MEAN_C - _SWING_C * cos(2 * pi * (day.timetuple().tm_yday - _COLDEST) / 365.25)
    weather = sum(share * _gust(day - timedelta(days=ago)) for ago, share in enumerate(_LASTING))
    return round(season + weather, 1)


def _gust(day: date) -> float:
    return Random(day.toordinal()).gauss(0, _GUST_C)  # noqa: S311
