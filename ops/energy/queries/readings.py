"""The records behind an hour: its readings, those around it, and the values that they took the place of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Reading, ReadingRevision
from ops.energy.store import load_consumption, load_readings
from ops.kit.periods import Span


@dataclass(frozen=True)
class HourRecords:
    """What stands behind an hour: how many readings lie in it, and its quality ("" = nothing is known of it)."""

    readings: int
    quality: str


def records_by_hour(session: Session, register_id: int, span: Span) -> dict[int, HourRecords]:
    """By epoch second of the hour's start, for every hour of the span."""
    readings = load_readings(session, [register_id], span.from_at, span.to_at)
    hours = load_consumption(session, [register_id], span.from_at, span.to_at)
    counts = dict(
        zip(*(each.tolist() for each in np.unique(readings.at_s // 3600 * 3600, return_counts=True)), strict=True)
    )
    estimated = dict(zip(hours.hour_s.tolist(), hours.estimated.tolist(), strict=True))
    words = {True: "estimated", False: "measured", None: ""}
    starts = range(int(span.from_at.timestamp()), int(span.to_at.timestamp()), 3600)
    return {start: HourRecords(counts.get(start, 0), words[estimated.get(start)]) for start in starts}


def readings_of(session: Session, register_id: int, span: Span, limit: int) -> Sequence[Reading]:
    """Those of the span in order of time, after the last one before it and before the first one after it."""
    mine = select(Reading).where(Reading.register_id == register_id)
    before = session.scalars(mine.where(Reading.at < span.from_at).order_by(Reading.at.desc()).limit(1)).all()
    inside = mine.where(Reading.at >= span.from_at, Reading.at < span.to_at).order_by(Reading.at).limit(limit)
    after = session.scalars(mine.where(Reading.at >= span.to_at).order_by(Reading.at).limit(1)).all()
    return [*before, *session.scalars(inside), *after]


def former_values(session: Session, register_id: int, span: Span) -> Mapping[datetime, Sequence[ReadingRevision]]:
    """By instant, the values that no longer count, the oldest first."""
    statement = select(ReadingRevision).where(
        ReadingRevision.register_id == register_id, ReadingRevision.at >= span.from_at, ReadingRevision.at <= span.to_at
    )
    found: dict[datetime, list[ReadingRevision]] = defaultdict(list)
    for each in session.scalars(statement.order_by(ReadingRevision.id)):
        found[each.at].append(each)
    return found
