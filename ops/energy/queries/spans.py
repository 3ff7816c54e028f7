"""What many registers counted in spans of time, summed by the database."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from ops.energy.models import Consumption
from ops.energy.rules.arrays import Ints
from ops.kit.periods import local_date, local_midnight


def hours_known(session: Session, register_ids: Sequence[int], edges: Sequence[datetime]) -> tuple[Ints, Ints]:
    """(hours that are known, hours of them that are estimated), each [registers, spans]."""
    estimated = func.sum(case((Consumption.quality == "estimated", 1), else_=0))
    known, guessed = _table(register_ids, edges), _table(register_ids, edges)
    places = _places(register_ids)
    for span, register_id, count, of_gaps in _grouped(session, register_ids, edges, estimated):
        known[places[register_id], span], guessed[places[register_id], span] = count, of_gaps
    return known, guessed


def amounts(session: Session, register_ids: Sequence[int], edges: Sequence[datetime]) -> tuple[Ints, Ints]:
    """(amount in millionths of the register's unit, hours that are known), each [registers, spans]."""
    micro, known = _table(register_ids, edges), _table(register_ids, edges)
    places = _places(register_ids)
    for span, register_id, count, counted in _grouped(session, register_ids, edges, func.sum(Consumption.value_micro)):
        micro[places[register_id], span], known[places[register_id], span] = counted, count
    return micro, known


def last_days(session: Session, register_id: int, days: Sequence[int], now: datetime, zone: ZoneInfo) -> Sequence[int]:
    """What was counted in the last so many local days, today up to now being one; `days` rise, in millionths."""
    today = local_date(now, zone)
    starts = [local_midnight(today - timedelta(days=each - 1), zone) for each in reversed(days)]
    micro, _ = amounts(session, [register_id], [*starts, now])
    summed: list[int] = np.cumsum(micro[0][::-1]).tolist()
    return summed


def _places(register_ids: Collection[int]) -> dict[int, int]:
    return {register_id: place for place, register_id in enumerate(register_ids)}


def _table(register_ids: Sequence[int], edges: Sequence[datetime]) -> Ints:
    return np.zeros((len(register_ids), len(edges) - 1), dtype=np.int64)


def _grouped(
    session: Session, register_ids: Sequence[int], edges: Sequence[datetime], wanted: ColumnElement[int]
) -> Iterator[tuple[int, int, int, int]]:
    """(span, register, hours, what is wanted): a select for each span reads only the partitions of that span."""
    for span, (from_at, to_at) in enumerate(pairwise(edges)):
        statement = (
            select(Consumption.register_id, func.count(), wanted)
            .where(Consumption.register_id.in_(register_ids))
            .where(Consumption.hour_at >= from_at, Consumption.hour_at < to_at)
            .group_by(Consumption.register_id)
        )
        for register_id, count, value in session.execute(statement):
            yield span, register_id, count, int(value)
