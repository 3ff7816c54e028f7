"""How cold the days of the demo were: the very weather that its gas and heat follow."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy.rules.day_types import epoch_hour
from ops.energy.seed.calendar import hours_between
from ops.estate.models import DailyTemperature
from ops.kit.periods import local_midnight

#: Thirteen months and the days before them that degree days look at.
_DAYS = 400
_SOURCE = "demo"


def temperatures(today: date, now: datetime, zone: ZoneInfo) -> Iterator[DailyTemperature]:
    """The local days up to yesterday, to a tenth of a degree Celsius."""
    first = today - timedelta(days=_DAYS)
    start, end = (epoch_hour(local_midnight(day, zone)) for day in (first, today))
    hours = hours_between(start, end, zone)
    ordinals, places = np.unique(hours.grid.day_ordinal, return_index=True)
    for ordinal, outside_c in zip(ordinals, np.split(hours.outside_c, places[1:]), strict=True):
        mean_c = round(float(outside_c.mean()), 1)
        yield DailyTemperature(day=date.fromordinal(int(ordinal)), mean_c=mean_c, source=_SOURCE, recorded_at=now)
