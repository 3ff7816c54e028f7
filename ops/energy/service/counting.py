"""An index counted anew: its falls judged, its hours shared out, and only what differs written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.models_counting import IndexFall
from ops.energy.queries import segments as queries
from ops.energy.queries.registers import last_reading_at
from ops.energy.rules.falls import RATE_S, REACH_S, Fall, clean_from
from ops.energy.rules.intervals import Hours, hours_of
from ops.energy.rules.segments import Counter, counted, falls_of
from ops.energy.store import ReadingColumns, load_readings

_REACH, _RATE = timedelta(seconds=REACH_S), timedelta(seconds=RATE_S)


@dataclass(frozen=True)
class Recount:
    """Hours and falls from `from_at` on; earlier ones stand as they were."""

    from_at: datetime
    hours: Hours
    falls: Sequence[Fall]


def recount(session: Session, register: Register, from_at: datetime, until_at: datetime) -> Recount:
    """What the index counted since `from_at`, and since the falls whose judgement hangs on it."""
    counter = queries.counters_of(session, [register])[register.id]
    standing = queries.falls_of(session, [register.id])[register.id]
    clean_at = floor_hour(queries.instant(clean_from(int(from_at.timestamp()), standing)))
    readings = _readings(session, register, clean_at, until_at)
    if len(counter.segments) == 1 and not _falls_somewhere(readings, counter):
        _write_falls(session, register, standing, [], clean_at)
        return Recount(clean_at, _hours(counter, readings, []), [])
    return _with_falls(session, register, counter, standing, clean_at, until_at)


def _readings(session: Session, register: Register, from_at: datetime, until_at: datetime) -> ReadingColumns:
    """From the last one at or before `from_at` on, and what the hour of that one needs."""
    anchor = floor_hour(last_reading_at(session, register.id, from_at) or from_at)
    first = last_reading_at(session, register.id, anchor) or anchor
    return load_readings(session, [register.id], first, until_at)


def _falls_somewhere(readings: ReadingColumns, counter: Counter) -> bool:
    return bool(np.any(np.diff(readings.value_micro) < -counter.resolution_micro))


def _with_falls(
    session: Session,
    register: Register,
    counter: Counter,
    standing: Sequence[Fall],
    clean_at: datetime,
    until_at: datetime,
) -> Recount:
    """Falls are judged by the weeks before them; a peak that turns out to be wrong reaches back before its fall."""
    readings = _readings(session, register, clean_at - _REACH - _RATE, until_at)
    decided = queries.decided_falls(session, register.id)
    clean_s = int(clean_at.timestamp())
    falls = falls_of(counter, readings.at_s, readings.value_micro, decided, from_s=clean_s)
    _write_falls(session, register, standing, falls, clean_at)
    from_at = floor_hour(queries.instant(min([clean_s, *(fall.since_s for fall in falls)])))
    return Recount(from_at, _hours(counter, readings, falls), falls)


def floor_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _hours(counter: Counter, readings: ReadingColumns, falls: Sequence[Fall]) -> Hours:
    return hours_of(counted(counter, readings.at_s, readings.value_micro, falls).pieces())


def _write_falls(
    session: Session, register: Register, standing: Sequence[Fall], found: Sequence[Fall], clean_at: datetime
) -> None:
    """Leaves what stands as it was found again."""
    before = {each for each in standing if each.at_s >= clean_at.timestamp()}
    for each in before - set(found):
        gone = (IndexFall.at == queries.instant(each.at_s), IndexFall.before_at == queries.instant(each.before_s))
        session.execute(delete(IndexFall).where(IndexFall.register_id == register.id, *gone))
    rows = [_row(register, each) for each in found if each not in before]
    if rows:
        session.execute(insert(IndexFall), rows)


def _row(register: Register, fall: Fall) -> dict[str, Any]:
    at, left = queries.instant, fall.left_to_s > 0
    return {
        "register_id": register.id, "at": at(fall.at_s), "before_at": at(fall.before_s),
        "before_micro": fall.before_micro, "after_micro": fall.after_micro, "kind": fall.kind,
        "is_decided": fall.is_decided, "left_from_at": at(fall.left_from_s) if left else None,
        "left_to_at": at(fall.left_to_s) if left else None,
        "since_at": at(fall.since_s), "until_at": at(fall.until_s),
    }  # fmt: skip
