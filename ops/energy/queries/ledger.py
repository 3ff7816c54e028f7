"""The conservation ledger of many registers at once: what their readings say, beside what their hours add up to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ops.energy.models import Reading, Register
from ops.energy.queries.segments import counters_of, falls_of, instant
from ops.energy.queries.series import next_month
from ops.energy.rules.arrays import Ints
from ops.energy.rules.falls import REACH_S, Fall
from ops.energy.rules.ledger import LedgerMonth, ledger_of_index, ledger_of_sums, ledger_without_readings, left_out
from ops.energy.rules.retention import Days
from ops.energy.rules.segments import Counted, Counter, counted
from ops.energy.store import ConsumptionColumns, ReadingColumns, load_consumption, load_readings
from ops.energy.store.rollups import first_countable, load_days
from ops.kit.periods import days as days_between
from ops.kit.periods import local_midnight

_HOUR_S = 3600


@dataclass(frozen=True)
class _Month:
    """A local month, or a day of one."""

    first: date
    end: date
    span_s: tuple[int, int]


@dataclass(frozen=True, eq=False)
class _Series:
    """One register's readings over the months and around them."""

    at_s: Ints
    value_micro: Ints


def ledger(session: Session, register: Register, months: Sequence[date], zone: ZoneInfo) -> list[LedgerMonth]:
    """For each local month (its first day), in the order asked."""
    return ledgers(session, [register], months, zone)[register.id]


def ledgers(
    session: Session, registers: Sequence[Register], months: Sequence[date], zone: ZoneInfo
) -> dict[int, list[LedgerMonth]]:
    """By the register's id; the months lie near each other, as everything between the first and the last is read."""
    return _ledgers(session, registers, [_between(first, next_month(first), zone) for first in months], zone)


def ledger_days(session: Session, register: Register, month: date, zone: ZoneInfo) -> list[LedgerMonth]:
    """The same, day by day of one month: where a deviation sits. A day has 23, 24 or 25 hours."""
    days = [_between(day, day + timedelta(days=1), zone) for day in days_between(month, next_month(month))]
    return _ledgers(session, [register], days, zone)[register.id]


def ledger_hours(session: Session, register: Register, day: date, zone: ZoneInfo) -> list[LedgerMonth]:
    """The same, hour by hour of one local day; without its readings the hours stand alone."""
    span = _between(day, day + timedelta(days=1), zone).span_s
    hours = [_Month(day, day, (start, start + _HOUR_S)) for start in range(*span, _HOUR_S)]
    whole_at = first_countable(session, [register.id]).get(register.id)
    if whole_at is None or span[0] >= whole_at.timestamp():
        return _checked(session, [register], hours)[register.id]
    known = load_consumption(session, [register.id], instant(span[0]), instant(span[1]))
    columns = (known.hour_s.tolist(), known.value_micro.tolist(), known.estimated.tolist())
    said = {hour: (micro, int(estimated)) for hour, micro, estimated in zip(*columns, strict=True)}
    return [ledger_without_readings(day, *said.get(each.span_s[0], (0, 0))) for each in hours]


def _ledgers(
    session: Session, registers: Sequence[Register], asked: Sequence[_Month], zone: ZoneInfo
) -> dict[int, list[LedgerMonth]]:
    """A month of which the first readings are gone is not checked by the others."""
    found = _checked(session, registers, asked)
    for register_id, whole_at in first_countable(session, list(found)).items():
        gone = [month for month in asked if month.span_s[0] < whole_at.timestamp()]
        unchecked = _unchecked(session, register_id, gone, zone) if gone else {}
        found[register_id] = [unchecked.get(month.month, month) for month in found[register_id]]
    return found


def _unchecked(session: Session, register_id: int, months: Sequence[_Month], zone: ZoneInfo) -> dict[date, LedgerMonth]:
    first, end = min(each.first for each in months), max(each.end for each in months)
    days = load_days(session, [register_id], first, end, zone)
    return {each.first: _of_days(each, days) for each in months}


def _of_days(month: _Month, days: Days) -> LedgerMonth:
    inside = (days.day >= month.first.toordinal()) & (days.day < month.end.toordinal())
    summed, estimated = (int(column[inside].sum()) for column in (days.value_micro, days.estimated_hours))
    return ledger_without_readings(month.first, summed, estimated)


def _checked(session: Session, registers: Sequence[Register], asked: Sequence[_Month]) -> dict[int, list[LedgerMonth]]:
    from_at, to_at = (instant(f(at for each in asked for at in each.span_s)) for f in (min, max))
    ids = [register.id for register in registers]
    hours = load_consumption(session, ids, from_at, to_at)
    last = _last_readings(session, ids)
    series = _series(session, registers, from_at, to_at)
    indexes = _indexes(session, registers, series, from_at, to_at)
    return {
        each.id: [
            _month(each, month, series[each.id], indexes.get(each.id), hours, last.get(each.id)) for month in asked
        ]
        for each in registers
    }


def _between(first: date, end: date, zone: ZoneInfo) -> _Month:
    start_at, end_at = (local_midnight(day, zone) for day in (first, end))
    return _Month(first, end, (int(start_at.timestamp()), int(end_at.timestamp())))


def _month(
    register: Register,
    month: _Month,
    series: _Series,
    index: Counted | None,
    hours: ConsumptionColumns,
    last_at: datetime | None,
) -> LedgerMonth:
    first, end = np.searchsorted(hours.register_id, (register.id, register.id + 1))
    hour_s = hours.hour_s[first:end]
    inside = (hour_s >= month.span_s[0]) & (hour_s < month.span_s[1])
    # The hour under way is not wholly counted yet: that is no estimate.
    is_over = hour_s + _HOUR_S <= _known_until(register, last_at)
    summed = int(hours.value_micro[first:end][inside].sum())
    estimated = int((hours.estimated[first:end] & inside & is_over).sum())
    if index is not None:
        ignored = left_out(series.at_s, index, month.span_s)
        return ledger_of_index(month.first, month.span_s, index, summed, estimated, ignored)
    told = (series.at_s >= month.span_s[0]) & (series.at_s < month.span_s[1])
    said = int(series.value_micro[told].sum()) if register.kind == "interval" else summed
    return ledger_of_sums(month.first, said, summed, estimated)


def _known_until(register: Register, last_at: datetime | None) -> int:
    """End of what the readings cover; an interval covers the step that it begins."""
    if last_at is None:
        return 0
    step_s = register.step_minutes * 60 if register.kind == "interval" else 0
    return int(last_at.timestamp()) + step_s


def _series(session: Session, registers: Sequence[Register], from_at: datetime, to_at: datetime) -> dict[int, _Series]:
    """The readings within, and of an index the nearest on both sides too."""
    ids = [register.id for register in registers]
    columns = load_readings(session, ids, from_at, to_at)
    around = [register.id for register in registers if register.kind == "index"]
    before, after = _nearest(session, around, from_at, to_at)
    return {each: _joined(_of(columns, each), before.get(each), after.get(each)) for each in ids}


def _of(columns: ReadingColumns, register_id: int) -> _Series:
    first, end = np.searchsorted(columns.register_id, (register_id, register_id + 1))
    return _Series(columns.at_s[first:end], columns.value_micro[first:end])


_Point = tuple[int, int]


def _joined(inside: _Series, before: _Point | None, after: _Point | None) -> _Series:
    ends = [np.array([point] if point else [], dtype=np.int64).reshape(-1, 2) for point in (before, after)]
    at_s = np.concatenate([ends[0][:, 0], inside.at_s, ends[1][:, 0]])
    return _Series(at_s, np.concatenate([ends[0][:, 1], inside.value_micro, ends[1][:, 1]]))


def _nearest(
    session: Session, ids: Collection[int], from_at: datetime, to_at: datetime
) -> tuple[dict[int, _Point], dict[int, _Point]]:
    """The last reading before the span and the first one at or after its end, of each register."""
    mine = Reading.register_id == Register.id
    before = select(Reading.at).where(mine, Reading.at < from_at).order_by(Reading.at.desc())
    after = select(Reading.at).where(mine, Reading.at >= to_at).order_by(Reading.at)
    return _points(session, ids, before), _points(session, ids, after)


def _points(session: Session, ids: Collection[int], nearest: Select[datetime]) -> dict[int, _Point]:
    at = nearest.limit(1).correlate(Register).scalar_subquery()
    statement = (
        select(Reading.register_id, Reading.at, Reading.value_micro)
        .join(Register, Register.id == Reading.register_id)
        .where(Register.id.in_(ids), Reading.at == at)
    )
    return {row.register_id: (int(row.at.timestamp()), row.value_micro) for row in session.execute(statement)}


def _last_readings(session: Session, ids: Collection[int]) -> Mapping[int, datetime]:
    last = (
        select(Reading.at)
        .where(Reading.register_id == Register.id)
        .order_by(Reading.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(Register.id, last).where(Register.id.in_(ids))
    rows: Sequence[tuple[int, datetime | None]] = session.execute(statement).all()
    return {register_id: at for register_id, at in rows if at is not None}


def _indexes(
    session: Session, registers: Sequence[Register], series: dict[int, _Series], from_at: datetime, to_at: datetime
) -> dict[int, Counted]:
    """What each index counted, by its falls as they were judged; the readings around a fall are read too."""
    counting = [register for register in registers if register.kind == "index"]
    counters = counters_of(session, counting)
    falls = falls_of(session, [register.id for register in counting])
    for register in counting:
        if near := _near(falls[register.id], from_at, to_at):
            series[register.id] = _wider(session, register, near, from_at, to_at)
    return {each.id: _index(counters[each.id], series[each.id], falls[each.id]) for each in counting}


def _index(counter: Counter, series: _Series, falls: Sequence[Fall]) -> Counted:
    return counted(counter, series.at_s, series.value_micro, falls)


def _near(falls: Sequence[Fall], from_at: datetime, to_at: datetime) -> list[Fall]:
    from_s, to_s = from_at.timestamp() - REACH_S, to_at.timestamp() + REACH_S
    return [fall for fall in falls if fall.until_s >= from_s and fall.since_s <= to_s]


def _wider(session: Session, register: Register, falls: Sequence[Fall], from_at: datetime, to_at: datetime) -> _Series:
    """A reading that counts on both sides of the months: those next to them may be left out."""
    reach = timedelta(seconds=1)
    first = min([from_at, *(instant(fall.since_s) for fall in falls)])
    last = max([to_at, *(instant(fall.until_s) + reach for fall in falls)])
    before, after = _nearest(session, [register.id], first, last)
    inside = _of(load_readings(session, [register.id], first, last), register.id)
    return _joined(inside, before.get(register.id), after.get(register.id))
