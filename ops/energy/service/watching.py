"""Registers as the detectors see them: the hours of all at once, which of them are no model, and what came before."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.models import Alert, Register
from ops.energy.models_past import RegisterPast
from ops.energy.queries.alerts import alerts_since
from ops.energy.queries.pasts import pasts_of, replace_pasts
from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.day_types import HourGrid, epoch_hour, hour_grid
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.looking import Past, Watched
from ops.energy.rules.past import past_of
from ops.energy.service.drivers import Roofs, drivers_of
from ops.energy.service.maintenance_reference import no_model
from ops.energy.service.outcomes import was_right
from ops.energy.service.rulebook import Rulebook
from ops.energy.store.sure_hours import sure_hours
from ops.kit.holidays import is_belgian_holiday
from ops.kit.periods import Span, local_date, local_midnight
from ops.kit.units import MICRO

#: Read beyond the weeks of reference, for episodes that began before.
_DAYS_BEFORE_REFERENCE = 14
#: What is read of a register at night: a year, and the month with which it is compared.
HISTORY_DAYS = 396
#: A past that ended so long before the weeks that are read now still serves: the night may have failed.
_SERVES = timedelta(days=3)
#: Months of more registers at once would only take memory.
_MONTHS_TOGETHER = 64
_LESS_THAN_AN_HOUR = timedelta(hours=1, microseconds=-1)


@dataclass(frozen=True, eq=False)
class Panel:
    """Some registers on one grid, with the alerts that may still matter to them."""

    registers: Sequence[Register]
    alerts: Mapping[int, Sequence[Alert]]
    watched: Watched

    def known_until(self, row: int) -> datetime:
        """End of the last sure hour."""
        return self.watched.grid.instant(int(self.watched.known[row]))


def window_start(rules: Rulebook, now: datetime, zone: ZoneInfo) -> datetime:
    """Local midnight from which a scan reads."""
    days = rules.detection.baseline.reference_weeks * 7 + _DAYS_BEFORE_REFERENCE
    return local_midnight(local_date(now, zone) - timedelta(days=days), zone)


def history_start(now: datetime, zone: ZoneInfo) -> datetime:
    return local_midnight(local_date(now, zone) - timedelta(days=HISTORY_DAYS), zone)


def watch(session: Session, registers: Sequence[Register], rules: Rulebook, now: datetime) -> Iterator[Panel]:
    """The last weeks of the registers, with what the months before told; a panel for each first hour."""
    start = window_start(rules, now, zone_of(session))
    pasts = {**pasts_of(session, [each.id for each in registers], start - _SERVES)}
    pasts = {each: past for each, past in pasts.items() if past.until_at <= start}
    missing = [each.id for each in registers if each.id not in pasts]
    pasts |= read_pasts(session, missing, start, rules.detection, now)
    for until_at in sorted({past.until_at for past in pasts.values()}):
        together = [each for each in registers if pasts[each.id].until_at == until_at]
        past = as_past([pasts[each.id] for each in together])
        yield panel_of(session, together, until_at, past, rules, now)


def panel_of(
    session: Session,
    registers: Sequence[Register],
    from_at: datetime,
    past: Past,
    rules: Rulebook,
    now: datetime,
    roofs: Roofs | None = None,
) -> Panel:
    """The hours from an instant up to the one under way."""
    grid = _grid_until(epoch_hour(from_at), now, zone_of(session))
    ids = [each.id for each in registers]
    values = sure_hours(session, ids, grid.first_hour, grid.end_hour)
    alerts = _by_register(ids, alerts_since(session, ids, from_at))
    works = no_model(session, registers, Span(from_at, now))
    wrong = {each: [alert for alert in alerts[each] if _was_wrong(session, alert)] for each in ids}
    # What an alert saw is kept out by the detectors themselves, as in a replay of the same hours.
    normal = {each: _declared_normal(wrong[each], rules) for each in ids}
    media = [each.meter.medium for each in registers]
    drivers = drivers_of(session, registers, grid, rules.detection.yield_loss, now, roofs)
    marks = _marked(grid, ids, works), _marked(grid, ids, normal)
    watched = Watched(media, grid, values, _known(values), *marks, past, drivers)
    return Panel(registers, alerts, watched)


def _grid_until(first_hour: int, now: datetime, zone: ZoneInfo) -> HourGrid:
    """Up to the hour under way."""
    midnight = local_midnight(local_date(now, zone) + timedelta(days=1), zone)
    return _grid(first_hour, epoch_hour(midnight), zone).part(0, epoch_hour(now) + 1 - first_hour)


@lru_cache(maxsize=4)
def _grid(first_hour: int, end_hour: int, zone: ZoneInfo) -> HourGrid:
    """All scans of a day look at the same hours."""
    return hour_grid(first_hour, end_hour, zone, is_belgian_holiday)


def _by_register(ids: Collection[int], alerts: Sequence[Alert]) -> dict[int, list[Alert]]:
    found: dict[int, list[Alert]] = {each: [] for each in ids}
    for alert in alerts:
        if alert.register_id is not None:
            found[alert.register_id].append(alert)
    return found


def _was_wrong(session: Session, alert: Alert) -> bool:
    """Until the work has proved it false, what an alert saw is no example of what is usual."""
    return was_right(session, alert.cause, alert.outcome, alert.closed_at) is False


def _declared_normal(alerts: Sequence[Alert], rules: Rulebook) -> list[Span]:
    """The hours of the use that was declared normal, for as long as it takes to learn them."""
    learned_in = timedelta(days=rules.detection.base_load.reference_days)
    return [Span(alert.started_at, alert.started_at + learned_in) for alert in alerts]


def _known(values: Floats) -> Ints:
    """The place after the last known hour of each row; 0 where none is."""
    sure = ~np.isnan(values[:, ::-1])
    return np.where(sure.any(axis=1), values.shape[1] - sure.argmax(axis=1), 0)


def _marked(grid: HourGrid, ids: Sequence[int], spans: Mapping[int, Sequence[Span]]) -> Bools:
    """[registers, hours] that a span touches."""
    marked = np.zeros((len(ids), len(grid)), dtype=np.bool_)
    for row, register_id in enumerate(ids):
        for span in spans[register_id]:
            first, end = (epoch_hour(at) - grid.first_hour for at in (span.from_at, span.to_at + _LESS_THAN_AN_HOUR))
            marked[row, max(first, 0) : max(end, 0)] = True
    return marked


def read_pasts(
    session: Session, ids: Sequence[int], until_at: datetime, figures: DetectionFigures, now: datetime
) -> dict[int, RegisterPast]:
    """Of registers whose months were not read yet, or changed since; what they told is kept for the next scans."""
    found: dict[int, RegisterPast] = {}
    grid = _grid(epoch_hour(history_start(now, zone_of(session))), epoch_hour(until_at), zone_of(session))
    for start in range(0, len(ids), _MONTHS_TOGETHER):
        part = ids[start : start + _MONTHS_TOGETHER]
        past = past_of(sure_hours(session, part, grid.first_hour, grid.end_hour), grid, figures)
        # The night has not looked at them: it comes to them as if they were new.
        rows = rows_of(part, past, until_at, looked_at=until_at)
        replace_pasts(session, rows)
        found |= {each: RegisterPast(**row) for each, row in zip(part, rows, strict=True)}
    return found


def rows_of(ids: Sequence[int], past: Past, until_at: datetime, *, looked_at: datetime) -> list[dict[str, object]]:
    """As the table holds them."""
    columns = (past.known_hours, past.longest_zero_hours, past.longest_flat_hours, past.highest)
    return [
        {
            "register_id": register_id, "until_at": until_at, "looked_at": looked_at, "known_hours": known,
            "longest_zero_hours": zero, "longest_flat_hours": level,
            "highest_micro": None if np.isnan(highest) else round(highest * MICRO),
        }
        for register_id, known, zero, level, highest in zip(ids, *(each.tolist() for each in columns), strict=True)
    ]  # fmt: skip


def as_past(rows: Sequence[RegisterPast]) -> Past:
    hours = ((each.known_hours, each.longest_zero_hours, each.longest_flat_hours) for each in rows)
    known, zero, level = np.array(list(hours), dtype=np.int64).reshape(-1, 3).T
    highest = [np.nan if each.highest_micro is None else each.highest_micro / MICRO for each in rows]
    return Past(known, zero, level, np.array(highest, dtype=np.float64))
