"""Monthly partitions of `reading` on PostgreSQL; the default partition stays empty."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from ops.energy.store.engine import is_postgres
from ops.kit.periods import local_date


def ensure_partitions(session: Session, first_month: date, last_month: date) -> int:
    """Makes the monthly partitions of `reading` that are missing, and says how many; one table on SQLite."""
    if not is_postgres(session):
        return 0
    missing = [pair for pair in pairwise(_months(first_month, last_month)) if not _has_partition(session, pair[0])]
    if missing:
        # One maker at a time, and what another one made in the meantime is not made again.
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('reading partitions'))"))
    for month, following in missing:
        session.execute(
            text(
                f"CREATE TABLE IF NOT EXISTS {_partition(month)} PARTITION OF reading"
                f" FOR VALUES FROM ('{month} 00:00+00') TO ('{following} 00:00+00')"
            )
        )
    return len(missing)


#: By engine, months of which a partition was seen to be committed. Only young ones, which no retention takes away.
_seen: WeakKeyDictionary[object, set[date]] = WeakKeyDictionary()
_YOUNG = timedelta(days=62)


def ensure_months_of(session: Session, at_s: Collection[int], *, now: datetime) -> None:
    """Makes the partitions that these instants (epoch seconds) fall in."""
    if not is_postgres(session):
        return
    seen = _seen.setdefault(session.get_bind(), set())
    months = np.unique(np.array(list(at_s), "datetime64[s]").astype("datetime64[M]"))
    for month in months.astype("datetime64[D]").tolist():
        was_there = month in seen or not ensure_partitions(session, month, month)
        if was_there and month not in seen and month > local_date(now - _YOUNG, UTC):
            event.listen(session, "after_commit", lambda _session, month=month: seen.add(month), once=True)


def _months(first: date, last: date) -> Iterator[date]:
    """First days of the months from `first` to the one after `last`."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1):
        yield date(number // 12, number % 12 + 1, 1)


def _partition(month: date) -> str:
    return f"reading_y{month:%Ym%m}"


def _has_partition(session: Session, month: date) -> bool:
    return session.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": _partition(month)}) is True
