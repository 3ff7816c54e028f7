"""Monthly partitions of `reading` on PostgreSQL; the default partition stays empty."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import pairwise

from sqlalchemy import text
from sqlalchemy.orm import Session

from ops.energy.store.engine import is_postgres


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


def ensure_months_of(session: Session, instants: Iterable[datetime]) -> None:
    """Makes the partitions that these instants fall in."""
    if is_postgres(session):
        months = {(at.year, at.month) for at in (instant.astimezone(UTC) for instant in instants)}
        for year, month in sorted(months):
            ensure_partitions(session, date(year, month, 1), date(year, month, 1))


def _months(first: date, last: date) -> Iterator[date]:
    """First days of the months from `first` to the one after `last`."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1):
        yield date(number // 12, number % 12 + 1, 1)


def _partition(month: date) -> str:
    return f"reading_y{month:%Ym%m}"


def _has_partition(session: Session, month: date) -> bool:
    return session.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": _partition(month)}) is True
