"""From new readings to alerts: recomputes what changed, looks at it once, and leads the alerts on.

Only registers that heard something new are touched, in chunks of one transaction each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ops.energy.models import Alert, Register
from ops.energy.queries import alerts as queries
from ops.energy.queries.registers import dirty_register_ids, lock_registers, newest_received
from ops.energy.rules.causes import family, is_waste
from ops.energy.rules.day_types import HourGrid, epoch_hour, hour_grid, hour_instant
from ops.energy.rules.detection import detect
from ops.energy.rules.episode import Detection
from ops.energy.rules.intervals import FallenIndex
from ops.energy.rules.lifecycle import OPEN_STATES, is_late, is_normal_again, was_true
from ops.energy.rules.series import Series
from ops.energy.service.alerts import Finding, end_if_normal, open_or_continue, wake
from ops.energy.service.consumption import Recomputed, recompute
from ops.energy.service.rulebook import BRUSSELS, Rulebook, rulebook
from ops.energy.store import ConsumptionColumns, load_consumption
from ops.kit.holidays import is_belgian_holiday
from ops.kit.units import MICRO

CHUNK = 10
#: The weeks of reference, and some days more for episodes that began before.
_WINDOW_DAYS = 8


@dataclass
class Scanned:
    """What a scan did, as counts."""

    registers: int = 0
    opened: int = 0
    ended: int = 0
    woken: int = 0

    def __iadd__(self, other: "Scanned") -> "Scanned":
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self


@dataclass(frozen=True, eq=False)
class _Window:
    """The hours that are looked at, and what is known of a chunk of registers in them."""

    grid: HourGrid
    columns: ConsumptionColumns

    def values(self, register_id: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Hourly amounts in the register's unit; NaN where nothing is known for sure."""
        mine = (self.columns.register_id == register_id) & ~self.columns.estimated
        values = np.full(len(self.grid), np.nan)
        values[self.columns.hour_s[mine] // 3600 - self.grid.first_hour] = self.columns.value_micro[mine] / MICRO
        return values


def scan_chunk(session: Session, *, now: datetime, zone: ZoneInfo = BRUSSELS, limit: int = CHUNK) -> Scanned:
    """One unit of work: at most `limit` registers that wait. `registers` = 0 tells that none is left."""
    registers = lock_registers(session, dirty_register_ids(session, limit))
    if not registers:
        return Scanned()
    rules = rulebook(session, now, zone)
    changed = {register.id: recompute(session, register, now=now) for register in registers}
    session.flush()
    window = _load(session, registers, rules, now, zone)
    since = window.grid.instant(0)
    known = queries.alerts_since(session, [register.id for register in registers], since)
    done = Scanned(registers=len(registers))
    for register in registers:
        mine = [alert for alert in known if alert.register_id == register.id]
        done += _look_at(session, register, changed[register.id], mine, window, rules, now)
    return done


def _load(session: Session, registers: Sequence[Register], rules: Rulebook, now: datetime, zone: ZoneInfo) -> _Window:
    days = rules.detection.baseline.reference_weeks * 7 + _WINDOW_DAYS
    first, end = epoch_hour(now) - days * 24, epoch_hour(now) + 1
    ids = [register.id for register in registers]
    columns = load_consumption(session, ids, hour_instant(first), hour_instant(end))
    return _Window(_grid(first, end, zone), columns)


@lru_cache(maxsize=4)
def _grid(first_hour: int, end_hour: int, zone: ZoneInfo) -> HourGrid:
    """All chunks of a scan look at the same hours."""
    return hour_grid(first_hour, end_hour, zone, is_belgian_holiday)


def _look_at(
    session: Session,
    register: Register,
    changed: Recomputed | None,
    known: Sequence[Alert],
    window: _Window,
    rules: Rulebook,
    now: datetime,
) -> Scanned:
    values = window.values(register.id)
    places = np.flatnonzero(~np.isnan(values))
    if not len(places):
        return Scanned()
    end = int(places[-1]) + 1
    known_until = window.grid.instant(end)
    if not _is_news(register, changed, known_until):
        return Scanned()
    register.scanned_to = known_until
    if now - known_until > timedelta(hours=rules.detection.fresh_within_hours):
        return Scanned()
    series = _series(register, window.grid, values, end, known, rules)
    found = [*detect(series, rules.detection), *_falls(register, changed, now, rules)]
    return _lead_on(session, register, found, known, known_until, rules, now)


def _is_news(register: Register, changed: Recomputed | None, known_until: datetime) -> bool:
    """Readings within the running hour change nothing that the detectors look at."""
    if changed is None or register.scanned_to is None or changed.falls:
        return True
    return known_until != register.scanned_to or changed.from_at < known_until - timedelta(hours=1)


def _series(
    register: Register,
    grid: HourGrid,
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
    end: int,
    known: Sequence[Alert],
    rules: Rulebook,
) -> Series:
    frozen = np.zeros(end, dtype=np.bool_)
    for alert in known:
        if alert.state in OPEN_STATES or was_true(alert.outcome, is_waste(alert.cause)) is not False:
            first = epoch_hour(alert.started_at) - grid.first_hour
            last = epoch_hour(alert.last_abnormal_at) - grid.first_hour
            frozen[max(first, 0) : max(min(last, first + rules.detection.frozen_days * 24), 0)] = True
    return Series(register.meter.medium, grid.part(0, end), values[:end], frozen)


def _falls(register: Register, changed: Recomputed | None, now: datetime, rules: Rulebook) -> list[Detection]:
    """An index that fell lately is a fault for metering."""
    since = now.timestamp() - rules.detection.fresh_within_hours * 3600
    return [_fall(each) for each in (changed.falls if changed else ()) if each.at_s >= since][-1:]


def _fall(fall: FallenIndex) -> Detection:
    at = hour_instant(fall.at_s // 3600)
    params = {"before_micro": fall.before_micro, "after_micro": fall.after_micro}
    return Detection("implausible", at, at + timedelta(hours=1), 0.0, 0.0, 0.0, 0.0, "index_fell", params)


def _lead_on(
    session: Session,
    register: Register,
    found: Sequence[Detection],
    known: Sequence[Alert],
    known_until: datetime,
    rules: Rulebook,
    now: datetime,
) -> Scanned:
    done = Scanned()
    touched: set[int] = set()
    for detection in found:
        if is_normal_again(detection.until_at, known_until, rules.detection.ended_after_normal_hours):
            continue
        alert = open_or_continue(session, _finding(session, register, detection, known, rules), known, rules, now)
        if alert is not None:
            done.opened += alert not in known
            touched.add(alert.id)
    for alert in known:
        if alert.state in OPEN_STATES and alert.id not in touched:
            done.ended += end_if_normal(session, alert, known_until, rules, now)
    return done


def _finding(
    session: Session, register: Register, detection: Detection, known: Sequence[Alert], rules: Rulebook
) -> Finding:
    """Lateness only matters to an alert that opens now."""
    if any(alert.cause in family(detection.cause) and alert.state in OPEN_STATES for alert in known):
        return Finding(register, detection, late=False)
    newest = newest_received(session, register.id, detection.started_at)
    if newest is None:
        return Finding(register, detection, late=False)
    at, received_at = newest
    if register.kind == "interval":
        at += timedelta(minutes=register.step_minutes)
    return Finding(register, detection, is_late(at, received_at, rules.detection.late_after_hours))


def wake_sleepers(session: Session, *, now: datetime) -> Scanned:
    """Opens the snoozed alerts whose day has come."""
    sleepers = queries.due_snoozes(session, now)
    for alert in sleepers:
        wake(session, alert, now)
    return Scanned(woken=len(sleepers))
