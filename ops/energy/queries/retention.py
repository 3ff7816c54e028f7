"""What retention asks: which registers there are, whether their hours stand, and what is kept of readings."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.rules.retention import LEAST_MONTHS
from ops.energy.store import rollups

#: Younger readings are kept by any rule, so nobody asks for them.
_SURELY_KEPT = timedelta(days=28 * LEAST_MONTHS)


def register_chunks(session: Session, size: int = 500) -> Iterator[Sequence[int]]:
    """The ids of all registers, so many at once."""
    last = 0
    while ids := session.scalars(select(Register.id).where(Register.id > last).order_by(Register.id).limit(size)).all():
        last = ids[-1]
        yield ids


def is_recount_due(session: Session, before: datetime) -> bool:
    """Whether an hour that starts before then must still be computed again."""
    return bool(session.scalar(select(exists().where(Register.dirty_from < before))))


def closed_before(
    session: Session, register_ids: Collection[int], oldest_at: datetime, now: datetime
) -> Mapping[int, datetime]:
    """By register, before when its hours are closed and readings no longer taken; one that is not named takes all.

    `oldest_at` is the instant of the oldest reading in question: nearly always none is old enough to ask.
    """
    day = rollups.kept_from(session, rollups.RAW) if oldest_at < now - _SURELY_KEPT else None
    if day is None:
        return {}
    return dict.fromkeys(rollups.with_days(session, register_ids), datetime.combine(day, time(), UTC))
