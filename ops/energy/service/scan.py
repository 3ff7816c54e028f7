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

from ops.db import zone_of
from ops.energy.models import Alert, Register
from ops.energy.queries import alerts as queries
from ops.energy.queries.registers import dirty_register_ids, lock_registers, newest_received
from ops.energy.rules.arrays import Floats
from ops.energy.rules.causes import family
from ops.energy.rules.day_types import HourGrid, epoch_hour, hour_grid, hour_instant
from ops.energy.rules.detection import detect
from ops.energy.rules.episode import Detection
from ops.energy.rules.intervals import FallenIndex
from ops.energy.rules.lifecycle import OPEN_STATES, is_late, is_normal_again
from ops.energy.rules.series import Series
from ops.energy.service.consumption import Recomputed, recompute
from ops.energy.service.ending import end_if_normal
from ops.energy.service.maintenance_reference import no_model
from ops.energy.service.opening import Sighting, open_or_continue, wake
from ops.energy.service.outcomes import was_right
from ops.energy.service.rulebook import Rulebook
from ops.energy.store import ConsumptionColumns, last_known, load_consumption
from ops.kit.holidays import is_belgian_holiday
from ops.kit.periods import Span
from ops.kit.units import MICRO

CHUNK = 10
#: Read beyond the weeks of reference, for episodes that began before.
_DAYS_BEFORE_REFERENCE = 8
_LATELY = timedelta(days=1)
_LESS_THAN_AN_HOUR = timedelta(hours=1, microseconds=-1)


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


def scan_chunk(session: Session, *, now: datetime, limit: int = CHUNK) -> Scanned:
    """One unit of work: at most `limit` registers that wait. `registers` = 0 tells that none is left."""
    registers = lock_registers(session, dirty_register_ids(session, limit))
    if not registers:
        return Scanned()
    rules = Rulebook(session, now)
    grid = _grid_of(rules, now, zone_of(session))
    news = _news(session, registers, grid, now)
    for each in news:
        each.register.scanned_to = each.known_until
    fresh = timedelta(hours=rules.detection.fresh_within_hours)
    done = _look_at(session, [each for each in news if now - each.known_until <= fresh], grid, rules, now)
    done.registers = len(registers)
    return done


@dataclass(frozen=True)
class _News:
    """A register of which the detectors have not seen all; `known_until` is the end of its last sure hour."""

    register: Register
    recomputed: Recomputed
    known_until: datetime


def _news(session: Session, registers: Sequence[Register], grid: HourGrid, now: datetime) -> list[_News]:
    """Brings the consumption up to date; most readings fall within the running hour and tell the detectors nothing."""
    recomputed = {register.id: done for register in registers if (done := recompute(session, register, now=now))}
    for register in registers:
        register.dirty_from = None
    session.flush()
    known_until = last_known(session, list(recomputed), grid.instant(0), grid.instant(len(grid)))
    heard = [
        _News(register, recomputed[register.id], known_until[register.id])
        for register in registers
        if register.id in known_until
    ]
    return [each for each in heard if _is_new(each)]


def _is_new(news: _News) -> bool:
    seen_until = news.register.scanned_to
    if seen_until is None or news.recomputed.falls:
        return True
    return news.known_until != seen_until or news.recomputed.from_at < news.known_until - timedelta(hours=1)


def _grid_of(rules: Rulebook, now: datetime, zone: ZoneInfo) -> HourGrid:
    days = rules.detection.baseline.reference_weeks * 7 + _DAYS_BEFORE_REFERENCE
    return _grid(epoch_hour(now) - days * 24, epoch_hour(now) + 1, zone)


@lru_cache(maxsize=4)
def _grid(first_hour: int, end_hour: int, zone: ZoneInfo) -> HourGrid:
    """All chunks of a scan look at the same hours."""
    return hour_grid(first_hour, end_hour, zone, is_belgian_holiday)


def _look_at(session: Session, news: Sequence[_News], grid: HourGrid, rules: Rulebook, now: datetime) -> Scanned:
    """The detectors, on the weeks of the registers that have news; weeks are only read for those."""
    done = Scanned()
    if not news:
        return done
    ids = [each.register.id for each in news]
    columns = load_consumption(session, ids, grid.instant(0), grid.instant(len(grid)))
    alerts = queries.alerts_since(session, ids, grid.instant(0))
    works = no_model(session, [each.register for each in news], Span(grid.instant(0), now))
    for each in news:
        mine = [alert for alert in alerts if alert.register_id == each.register.id]
        unusual = [alert for alert in mine if _may_be_right(session, alert)]
        series = _series(each, grid, columns, [*_episodes(unusual, rules), *works[each.register.id]])
        found = [*detect(series, rules.detection), *_falls(each.recomputed, now, rules)]
        done += _lead_on(session, each, found, mine, rules, now)
    return done


def _may_be_right(session: Session, alert: Alert) -> bool:
    """Until the work has proved it false, what an alert saw is no example of what is usual."""
    return was_right(session, alert.cause, alert.outcome, alert.closed_at) is not False


def _episodes(alerts: Sequence[Alert], rules: Rulebook) -> list[Span]:
    """The hours of unusual use; what lasts becomes the new normal."""
    longest = timedelta(days=rules.detection.frozen_days)
    return [Span(alert.started_at, min(alert.last_abnormal_at, alert.started_at + longest)) for alert in alerts]


def _series(news: _News, grid: HourGrid, columns: ConsumptionColumns, no_model: Sequence[Span]) -> Series:
    """The register's hours up to the last sure one; those within a span of `no_model` are no reference."""
    end = epoch_hour(news.known_until) - grid.first_hour
    frozen = np.zeros(end, dtype=np.bool_)
    for span in no_model:
        first, end_of = (epoch_hour(at) - grid.first_hour for at in (span.from_at, span.to_at + _LESS_THAN_AN_HOUR))
        frozen[max(first, 0) : max(end_of, 0)] = True
    values = _sure_values(columns, news.register.id, grid)[:end]
    return Series(news.register.meter.medium, grid.part(0, end), values, frozen)


def _sure_values(columns: ConsumptionColumns, register_id: int, grid: HourGrid) -> Floats:
    """Hourly amounts in the register's unit; NaN where nothing is known for sure."""
    mine = (columns.register_id == register_id) & ~columns.estimated
    values = np.full(len(grid), np.nan)
    values[columns.hour_s[mine] // 3600 - grid.first_hour] = columns.value_micro[mine] / MICRO
    return values


def _falls(recomputed: Recomputed, now: datetime, rules: Rulebook) -> list[Detection]:
    """An index that fell lately is a fault for metering."""
    since = now.timestamp() - rules.detection.fresh_within_hours * 3600
    return [_fall(each) for each in recomputed.falls if each.at_s >= since][-1:]


def _fall(fall: FallenIndex) -> Detection:
    at = hour_instant(fall.at_s // 3600)
    params = {"before_micro": fall.before_micro, "after_micro": fall.after_micro}
    return Detection("implausible", at, at + timedelta(hours=1), 0.0, 0.0, 0.0, 0.0, "index_fell", params)


def _lead_on(
    session: Session, news: _News, found: Sequence[Detection], known: Sequence[Alert], rules: Rulebook, now: datetime
) -> Scanned:
    """Opens or continues what was found, and ends the alerts of which nothing was found any more."""
    done = Scanned()
    touched: set[int] = set()
    for detection in found:
        if is_normal_again(detection.until_at, news.known_until, rules.detection.ended_after_normal_hours):
            continue
        sighting = _sighting(session, news, detection, known, rules)
        alert = open_or_continue(session, sighting, known, rules, now)
        if alert is not None:
            done.opened += alert not in known
            touched.add(alert.id)
    for alert in known:
        if alert.state in OPEN_STATES and alert.id not in touched:
            done.ended += end_if_normal(session, alert, news.known_until, rules, now)
    return done


def _sighting(session: Session, news: _News, detection: Detection, known: Sequence[Alert], rules: Rulebook) -> Sighting:
    """An alert that stands already is judged by what came in lately, a new one by all of its evidence."""
    register, since = news.register, detection.started_at
    if any(alert.cause in family(detection.cause) and alert.state in OPEN_STATES for alert in known):
        since = max(since, news.known_until - _LATELY)
    newest = newest_received(session, register.id, since)
    if newest is None:
        return Sighting(register, detection, late=False)
    at, received_at = newest
    if register.kind == "interval":
        at += timedelta(minutes=register.step_minutes)
    return Sighting(register, detection, is_late(at, received_at, rules.detection.late_after_hours))


def wake_sleepers(session: Session, *, now: datetime) -> Scanned:
    """Opens the snoozed alerts whose day has come."""
    sleepers = queries.due_snoozes(session, now)
    for alert in sleepers:
        wake(session, alert, now)
    return Scanned(woken=len(sleepers))
