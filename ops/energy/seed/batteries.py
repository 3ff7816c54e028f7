"""The batteries of the demo's radio dataloggers, at gas and water meters; one is nearly empty."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.energy.models_batteries import BatteryDay
from ops.energy.seed.registers import Metered
from ops.kit.periods import local_date

_RADIO_MEDIA = ("gas", "water")
_ONE_IN, _DAYS, _EVERY_DAYS = 3, 30, 3
_LOW_PERCENT, _LOW_LOSES_A_DAY = 14, 0.3
_FULLEST_PERCENT, _LOSES_A_DAY = 97, 0.03


def load_batteries(session: Session, metered: Sequence[Metered], *, now: datetime, zone: ZoneInfo) -> None:
    """A level every few days of the last month; the first datalogger by name is low, and falls quickest."""
    radios = {each.register.logger for each in metered if each.meter.medium in _RADIO_MEDIA and each.register.logger}
    for place, logger in enumerate(sorted(radios)[::_ONE_IN]):
        level = _FULLEST_PERCENT - place * 7 % 60 if place else _LOW_PERCENT
        lost_a_day = _LOSES_A_DAY if place else _LOW_LOSES_A_DAY
        for ago in range(_DAYS, -1, -_EVERY_DAYS):
            percent = min(round(level + ago * lost_a_day), 100)
            day, heard_at = local_date(now, zone) - timedelta(days=ago), now - timedelta(days=ago, hours=2)
            session.add(BatteryDay(logger=logger, day=day, heard_at=heard_at, percent=percent))
