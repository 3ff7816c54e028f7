"""The batteries of dataloggers: their level, since when it is low, and when it will be empty."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models_batteries import BatteryDay
from ops.energy.rules.batteries import Level, empty_on, low_since

_LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class BatteryState:
    """As last heard; a voltage alone says no level, since that depends on the cell."""

    percent: int | None
    millivolts: int | None
    heard_at: datetime
    low_since: date | None
    empty_on: date | None


def batteries(session: Session, low_percent: float, *, now: datetime) -> dict[str, BatteryState]:
    """By name of the logger, of those that ever said something; the level falls as in the days since 30 days ago."""
    told: defaultdict[str, list[BatteryDay]] = defaultdict(list)
    for each in session.scalars(select(BatteryDay).order_by(BatteryDay.logger, BatteryDay.day)):
        told[each.logger].append(each)
    return {logger: _state(days, low_percent, now) for logger, days in told.items()}


def _state(days: list[BatteryDay], low_percent: float, now: datetime) -> BatteryState:
    last = days[-1]
    levels = [Level(each.day, each.percent) for each in days if each.percent is not None]
    lately = [
        Level(each.day, each.percent) for each in days if each.percent is not None and each.heard_at >= now - _LOOK_BACK
    ]
    is_told = last.percent is not None
    return BatteryState(
        last.percent,
        last.millivolts,
        last.heard_at,
        low_since(levels, low_percent) if is_told else None,
        empty_on(lately) if is_told else None,
    )
