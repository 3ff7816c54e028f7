"""Days that outlive their hours, and the end of what is kept no longer: whole months on PostgreSQL, steps on SQLite."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, CursorResult, delete, exists, func, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from ops.energy.models import Consumption, Reading, ReadingRevision, Register
from ops.energy.models_rollup import ConsumptionDay, RetentionMark
from ops.energy.rules.retention import Days, days_of
from ops.energy.store.consumption import load_consumption
from ops.energy.store.engine import is_postgres
from ops.kit.periods import local_date, local_midnight

_PARTITION = re.compile(r"reading_y(\d{4})m(\d{2})")
RAW, HOUR = "raw", "hour"
#: A register that speaks each minute says 20,000 things in that time: others wait some hundredths of a second for it.
_AT_ONCE = timedelta(days=14)


def kept_from(session: Session, series: str) -> date | None:
    """From which day on the series is whole; None while all of it is."""
    return session.scalar(select(RetentionMark.kept_from_on).where(RetentionMark.series == series))


def move_mark(session: Session, series: str, day: date, now: datetime) -> None:
    mark = session.get(RetentionMark, series)
    if mark is None:
        session.add(RetentionMark(series=series, kept_from_on=day, moved_at=now))
    else:
        mark.kept_from_on, mark.moved_at = day, now
    session.flush()


def with_days(session: Session, register_ids: Collection[int]) -> frozenset[int]:
    """Those of which days are written: what lies before the mark is closed for them, and open for all others."""
    written = exists().where(ConsumptionDay.register_id == Register.id)
    return frozenset(session.scalars(select(Register.id).where(Register.id.in_(register_ids), written)))


def first_countable(session: Session, register_ids: Collection[int]) -> Mapping[int, datetime]:
    """By register: hours that start before it stand as they are, because their readings are gone.

    One that is not named has all of them.
    """
    day = kept_from(session, RAW)
    closed = with_days(session, register_ids) if day is not None else frozenset()
    if day is None or not closed:
        return {}
    own = select(Reading.at).where(Reading.register_id == Register.id, Reading.at >= _utc(day))
    first = own.order_by(Reading.at).limit(1).correlate(Register).scalar_subquery()
    rows: Sequence[tuple[int, datetime | None]] = session.execute(
        select(Register.id, first).where(Register.id.in_(closed))
    ).all()
    return {register_id: _next_hour(at) if at else _utc(day) for register_id, at in rows}


def _next_hour(at: datetime) -> datetime:
    """The first whole hour that does not start before."""
    return datetime.fromtimestamp(ceil(at.timestamp() / 3600) * 3600, UTC)


def _utc(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def oldest_hour(session: Session, register_ids: Collection[int] | None = None) -> datetime | None:
    """The first that stands, found by one step into the index for each of these registers, or of all."""
    own = select(Consumption.hour_at).where(Consumption.register_id == Register.id)
    first = own.order_by(Consumption.hour_at).limit(1).correlate(Register).scalar_subquery()
    query = select(func.min(first)).select_from(Register)
    return session.scalar(query if register_ids is None else query.where(Register.id.in_(register_ids)))


def write_days(session: Session, register_ids: Collection[int], from_on: date, to_on: date, zone: ZoneInfo) -> int:
    """The local days in [from_on, to_on) of these registers, from their hours; says how many."""
    days = _from_hours(session, register_ids, from_on, to_on, zone)
    window = ConsumptionDay.register_id.in_(register_ids), ConsumptionDay.day >= from_on, ConsumptionDay.day < to_on
    session.execute(delete(ConsumptionDay).where(*window).execution_options(synchronize_session=False))
    if rows := _rows(days):
        session.execute(insert(ConsumptionDay), rows)
    return len(rows)


def _from_hours(session: Session, register_ids: Collection[int], from_on: date, to_on: date, zone: ZoneInfo) -> Days:
    hours = load_consumption(session, register_ids, local_midnight(from_on, zone), local_midnight(to_on, zone))
    return days_of(hours.register_id, hours.hour_s, hours.value_micro, hours.estimated, zone)


def _rows(days: Days) -> list[dict[str, Any]]:
    columns = (days.register_id, days.day, days.value_micro, days.hours, days.estimated_hours)
    return [
        {
            "register_id": register, "day": date.fromordinal(day), "value_micro": micro, "hours": hours,
            "estimated_hours": estimated,
        }
        for register, day, micro, hours, estimated in zip(*(each.tolist() for each in columns), strict=True)
    ]  # fmt: skip


def load_days(session: Session, register_ids: Collection[int], from_on: date, to_on: date, zone: ZoneInfo) -> Days:
    """The local days in [from_on, to_on): from the hours where they are kept, else as they were written."""
    hours_from = kept_from(session, HOUR) or date.min
    written = _written(session, register_ids, from_on, min(to_on, hours_from))
    counted = _from_hours(session, register_ids, max(from_on, hours_from), to_on, zone) if hours_from < to_on else None
    if counted is None:
        return written
    joined = [np.concatenate(pair) for pair in zip(_columns(written), _columns(counted), strict=True)]
    order = np.lexsort((joined[1], joined[0]))
    return Days(*(column[order] for column in joined))


def _written(session: Session, register_ids: Collection[int], from_on: date, to_on: date) -> Days:
    day = ConsumptionDay
    query = select(day.register_id, day.day, day.value_micro, day.hours, day.estimated_hours)
    query = query.where(day.register_id.in_(register_ids), day.day >= from_on, day.day < to_on)
    found = [
        (row[0], row[1].toordinal(), *row[2:]) for row in session.execute(query.order_by(day.register_id, day.day))
    ]
    table = np.array(found, np.int64).reshape(-1, 5)
    return Days(*table.T)


def _columns(days: Days) -> tuple[Any, ...]:
    return days.register_id, days.day, days.value_micro, days.hours, days.estimated_hours


def drop_months(session: Session, before: date) -> int:
    """Takes away the partitions that end by then, and says how many; on SQLite rows go in steps instead."""
    if not is_postgres(session):
        return 0
    children = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    names = session.scalars(text(f"{children} WHERE i.inhparent = 'reading'::regclass")).all()
    gone = [name for name in names if _ends_by(name, before)]
    for name in gone:
        session.execute(text(f"DROP TABLE {name}"))
    return len(gone)


def _ends_by(partition: str, day: date) -> bool:
    found = _PARTITION.fullmatch(partition)
    return found is not None and (int(found[1]), int(found[2])) < (day.year, day.month)


def delete_readings(session: Session, register_id: int, before: date) -> int:
    """The oldest weeks of one register, with what they replaced; says how many rows, 0 when none is left."""
    own, limit = Reading.register_id == register_id, _utc(before)
    revised = ReadingRevision.register_id == register_id
    return _oldest_go(session, Reading.at, own, limit) or _oldest_go(session, ReadingRevision.at, revised, limit)


def delete_hours(session: Session, register_id: int, before: date, zone: ZoneInfo) -> int:
    """Like the readings, by local days."""
    own = Consumption.register_id == register_id
    return _oldest_go(session, Consumption.hour_at, own, local_midnight(before, zone))


def _oldest_go(session: Session, at: InstrumentedAttribute[datetime], own: ColumnElement[bool], end: datetime) -> int:
    first_at = session.scalar(select(at).where(own).order_by(at).limit(1))
    if first_at is None or first_at >= end:
        return 0
    old = delete(at.class_).where(own, at < min(end, first_at + _AT_ONCE))
    gone = session.execute(old.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], gone).rowcount


def first_day_of(at: datetime, zone: ZoneInfo) -> date:
    """First day of the local month of an instant."""
    return local_date(at, zone).replace(day=1)
