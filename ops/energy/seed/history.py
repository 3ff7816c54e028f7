"""Thirteen months of hourly index readings and consumption, made in arrays and loaded in bulk.

It stops one full hour before the seed's instant: the first live reading, at that full hour, completes the leak's
twentieth hour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ops.energy import store
from ops.energy.rules.arrays import Floats, Ints
from ops.energy.rules.day_types import epoch_hour, hour_instant
from ops.energy.seed.calendar import Hours, hours_between, noise
from ops.energy.seed.profiles import Load, at_night, hourly
from ops.energy.seed.registers import NOT_CONNECTED, Metered
from ops.kit.periods import at_local, local_date
from ops.kit.units import MICRO

HISTORY_DAYS = 396
LEAKING, HEATING_AT_NIGHT = "ADM-01-W1", "ANT-03-G1"
#: Where a setting was changed some weeks ago, and where last weekend ran like a Friday.
DRIFTING, WEEKEND_RUN = "VES-G1", "ANT-02-E1"
DRIFT_WEEKS, DRIFT_SHARE = 5, 0.2
LEAK_HOURS, NIGHTS = 20, 12
LEAK_M3_PER_HOUR = 0.3
#: What burns at night against frost in the building of the heating story, and what burns too much since it began.
FROST_KWH_PER_HOUR, NIGHT_HEAT_KWH_PER_HOUR = 2.0, 62.0
#: The building whose dataloggers all fell silent.
SILENT_BUILDING = "ADM-02"
#: By register or building, so many hours of readings are missing at the end.
HIDDEN_HOURS = {NOT_CONNECTED: 24, SILENT_BUILDING: 7}
_BATCH = 40

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Window:
    """Epoch hours: consumption of [first, last), readings from `first` up to and including `last`."""

    first: int
    last: int
    #: Start of the leak, and the evening on which the heating was first left on.
    leak_from: int
    nights_from: int
    #: The Monday since which a building uses more, and the Saturday of the last weekend that is over.
    drift_from: int
    weekend_from: int


def window_of(now: datetime, zone: ZoneInfo) -> Window:
    full_hour = epoch_hour(now)
    today = local_date(now, zone)
    first = at_local(today - timedelta(days=HISTORY_DAYS), time(), zone)
    evening = at_local(today - timedelta(days=NIGHTS), time(22), zone)
    monday = last_monday(now, zone)
    weeks, weekend = (at_local(monday - timedelta(days=back), time(), zone) for back in (DRIFT_WEEKS * 7, 2))
    leak = full_hour - LEAK_HOURS
    return Window(epoch_hour(first), full_hour - 1, leak, *(epoch_hour(at) for at in (evening, weeks, weekend)))


def last_monday(now: datetime, zone: ZoneInfo) -> date:
    """The last one of which the early morning is over."""
    yesterday = local_date(now, zone) - timedelta(days=1)
    return yesterday - timedelta(days=yesterday.weekday())


def amounts(load: Load, hours: Hours, window: Window) -> Floats:
    """What the register counts in each hour, the stories included."""
    amount = hourly(load, hours)
    if load.code == LEAKING:
        amount = np.where(hours.epoch_hour >= window.leak_from, amount + LEAK_M3_PER_HOUR, amount)
        # Nothing was drawn in the hour before, so that the leak's own hours are the whole evidence.
        return np.where(hours.epoch_hour == window.leak_from - 1, 0.0, amount)
    if load.code == HEATING_AT_NIGHT:
        amount = np.where(at_night(hours), usual_night_heat(load, hours), amount)
        running = at_night(hours) & (hours.epoch_hour >= window.nights_from)
        return np.where(running, amount + NIGHT_HEAT_KWH_PER_HOUR, amount)
    if load.code == DRIFTING:
        return np.where(hours.epoch_hour >= window.drift_from, amount * (1 + DRIFT_SHARE), amount)
    return _with_weekend(amount, hours, window) if load.code == WEEKEND_RUN else amount


def _with_weekend(amount: Floats, hours: Hours, window: Window) -> Floats:
    """Saturday and Sunday as the Thursday and the Friday before them."""
    begin = window.weekend_from - int(hours.epoch_hour[0])
    if not 48 <= begin <= len(amount) - 48:
        return amount
    ran = amount.copy()
    ran[begin : begin + 48] = amount[begin - 48 : begin]
    return ran


def usual_night_heat(load: Load, hours: Hours) -> Floats:
    return np.asarray(FROST_KWH_PER_HOUR * np.exp(0.05 * noise(hours.epoch_hour, load.salt)), dtype=np.float64)


def load_history(
    session: Session, metered: Sequence[Metered], *, now: datetime, zone: ZoneInfo, progress: Progress
) -> None:
    """Readings and consumption of all registers; marks the registers as scanned up to where history stops."""
    window = window_of(now, zone)
    hours = hours_between(window.first, window.last, zone)
    with store.checked_at_the_end(session):
        for start in range(0, len(metered), _BATCH):
            _load_batch(session, metered[start : start + _BATCH], hours, window, now)
            progress(min(start + _BATCH, len(metered)), len(metered))
    for each in metered:
        end = hour_instant(window.last - hidden_hours(each))
        each.register.scanned_to = end
        if hidden_hours(each) == HIDDEN_HOURS[SILENT_BUILDING]:
            # It was heard live until then, so that its silence is one.
            each.register.first_live_at, each.register.last_live_at = hour_instant(window.first), end


def hidden_hours(each: Metered) -> int:
    """How many hours of its last readings a register lacks."""
    building = each.register.code.rpartition("-")[0]
    return HIDDEN_HOURS.get(each.register.code) or HIDDEN_HOURS.get(building, 0)


def _load_batch(session: Session, batch: Sequence[Metered], hours: Hours, window: Window, now: datetime) -> None:
    counters = [counter(each, hours, window) for each in batch]
    ids = np.array([each.register.id for each in batch], dtype=np.int64)
    at_s = np.arange(window.first, window.last + 1, dtype=np.int64) * 3600
    kept = np.concatenate([np.arange(len(at_s)) < len(at_s) - hidden_hours(each) for each in batch])
    readings = store.ReadingColumns(
        np.repeat(ids, len(at_s))[kept], np.tile(at_s, len(batch))[kept], np.concatenate(counters)[kept]
    )
    store.bulk_load_readings(session, readings, source="history", received_at=now)
    used = np.concatenate([np.diff(each) for each in counters])
    ended = np.concatenate([np.arange(1, len(at_s)) < len(at_s) - hidden_hours(each) for each in batch])
    hour_s = np.tile(at_s[:-1], len(batch))[ended]
    columns = store.ConsumptionColumns(
        np.repeat(ids, len(at_s) - 1)[ended], hour_s, used[ended], np.zeros(len(hour_s), dtype=np.bool_)
    )
    store.bulk_load_consumption(session, columns)


def counter(each: Metered, hours: Hours, window: Window) -> Ints:
    """What the meter shows at the start of each hour, in whole steps of its resolution."""
    step = each.register.resolution_micro
    begun = (each.load.salt % 90_000) * MICRO
    shown = np.concatenate(([0.0], np.cumsum(amounts(each.load, hours, window)))) * (MICRO / step)
    return np.asarray(begun + np.floor(shown).astype(np.int64) * step, dtype=np.int64)
