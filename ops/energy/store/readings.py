"""Readings: each value once, a changed value with its revision."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

import numpy as np
from sqlalchemy import BigInteger, CursorResult, bindparam, insert, text, update
from sqlalchemy.orm import Session

from ops.db import SeriesInstant
from ops.energy.models import Reading, ReadingRevision
from ops.energy.store.engine import Ints, copy_in, epoch_of, instant_of, is_postgres, load_columns, select_rows
from ops.energy.store.partitions import ensure_months_of, ensure_partitions
from ops.kit.periods import local_date


class ReadingRow(NamedTuple):
    """One value to keep; `at` counts in whole seconds."""

    register_id: int
    at: datetime
    value_micro: int


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of a batch: rows that are new, rows that replaced another value, and how many said nothing new."""

    new: tuple[ReadingRow, ...]
    revised: tuple[ReadingRow, ...]
    repeated: int

    @property
    def changed(self) -> tuple[ReadingRow, ...]:
        return self.new + self.revised


@dataclass(frozen=True, slots=True)
class ReadingColumns:
    """Readings of one or more registers as parallel arrays."""

    register_id: Ints
    at_s: Ints
    value_micro: Ints


def upsert_readings(session: Session, rows: Sequence[ReadingRow], *, source: str, now: datetime) -> Upserted:
    """Stores each value once: the same value again changes nothing, another value leaves the former as a revision."""
    session.flush()
    last, former = _last_of_each_key(rows)
    if not last:
        return Upserted((), (), 0)
    ensure_months_of(session, [at_s for _, at_s in last], now=now)
    sent = _sent(session, last)
    new_keys = _insert_new(session, sent, last, source, now)
    differing = _differing(session, sent, last) if len(new_keys) < len(last) else {}
    _revise(session, last, differing, source, now)
    changed = new_keys | differing.keys()
    _keep_former(session, [row for row in former if _key(row) in changed], source, now)
    new = tuple(row for key, row in last.items() if key in new_keys)
    revised = tuple(row for key, row in last.items() if key in differing)
    return Upserted(new, revised, len(rows) - len(new) - len(revised))


_Key = tuple[int, int]
_MOST_IN_STATEMENT = 2_000
_ARRAYS = (
    "unnest(CAST(:registers AS bigint[]), CAST(:instants AS bigint[]), CAST(:values AS bigint[]))"
    " AS s (register_id, at_s, value_micro)"
)


def _key(row: ReadingRow) -> _Key:
    return row.register_id, int(row.at.timestamp())


def _last_of_each_key(rows: Sequence[ReadingRow]) -> tuple[dict[_Key, ReadingRow], list[ReadingRow]]:
    """The last row of each key, in key order, and the differing ones that it replaces within the batch."""
    last: dict[_Key, ReadingRow] = {}
    former: list[ReadingRow] = []
    for row in rows:
        before = last.get(key := _key(row))
        if before is not None and before.value_micro != row.value_micro:
            former.append(before)
        last[key] = row
    return dict(sorted(last.items())), former


@dataclass(frozen=True, slots=True)
class _Sent:
    """The rows of a batch as `s (register_id, at_s, value_micro)` of a statement, with its parameters."""

    sql: str
    params: Mapping[str, str]


def _sent(session: Session, rows: dict[_Key, ReadingRow]) -> _Sent:
    """PostgreSQL is handed a live batch with the statement itself; COPY pays from some thousands of rows on."""
    values = [(register, at_s, row.value_micro) for (register, at_s), row in rows.items()]
    if is_postgres(session) and len(values) <= _MOST_IN_STATEMENT:
        columns = zip(("registers", "instants", "values"), zip(*values, strict=True), strict=True)
        return _Sent(_ARRAYS, {name: "{" + ",".join(map(str, column)) + "}" for name, column in columns})
    _fill_stage(session, values)
    return _Sent("reading_stage AS s", {})


def _fill_stage(session: Session, values: Sequence[tuple[int, int, int]]) -> None:
    connection = session.connection()
    columns = "(register_id bigint, at_s bigint, value_micro bigint)"
    on_commit = " ON COMMIT DELETE ROWS" if is_postgres(session) else ""
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS reading_stage {columns}{on_commit}")
    connection.exec_driver_sql("DELETE FROM reading_stage")
    if is_postgres(session):
        copy_in(connection, "reading_stage", list(np.array(values, np.int64).T))
        # Without figures about the stage the planner may read all of `reading` to join it.
        connection.exec_driver_sql("ANALYZE reading_stage")
    else:
        connection.exec_driver_sql("INSERT INTO reading_stage VALUES (?, ?, ?)", values)


def _insert_new(session: Session, sent: _Sent, rows: dict[_Key, ReadingRow], source: str, now: datetime) -> Set[_Key]:
    """Nearly always all of them are new, and then none is read back."""
    sql = (
        f"INSERT INTO reading (register_id, at, value_micro, received_at, source)"  # noqa: S608
        f" SELECT s.register_id, {instant_of(session, 's.at_s')}, s.value_micro, :now, :source FROM {sent.sql}"
        f" WHERE true ORDER BY s.register_id, s.at_s ON CONFLICT (register_id, at) DO NOTHING"
        f" RETURNING register_id, {epoch_of(session, 'at')}"
    )
    statement = text(sql).bindparams(bindparam("now", type_=SeriesInstant))
    inserted = session.execute(statement, {"now": now, "source": source, **sent.params})
    if cast(CursorResult[Any], inserted).rowcount == len(rows):
        inserted.close()
        return rows.keys()
    return {(register, at_s) for register, at_s in inserted}


class _Former(NamedTuple):
    value_micro: int
    received_at: datetime
    source: str


def _differing(session: Session, sent: _Sent, rows: dict[_Key, ReadingRow]) -> dict[_Key, _Former]:
    """Sent keys whose stored value is another one, locked in key order against other writers."""
    moments = [at_s for _, at_s in rows]
    bounds = [instant_of(session, str(bound)) for bound in (min(moments), max(moments))]
    lock = " FOR UPDATE OF r" if is_postgres(session) else ""
    sql = (
        f"SELECT r.register_id, s.at_s, r.value_micro, r.received_at, r.source FROM {sent.sql}"  # noqa: S608
        f" JOIN reading r ON r.register_id = s.register_id AND r.at = {instant_of(session, 's.at_s')}"
        f" WHERE r.value_micro <> s.value_micro AND r.at BETWEEN {bounds[0]} AND {bounds[1]}"
        f" ORDER BY r.register_id, s.at_s{lock}"
    )
    types = {"register_id": BigInteger, "at_s": BigInteger, "value_micro": BigInteger, "received_at": SeriesInstant}
    statement = text(sql).columns(**types)
    found = session.execute(statement, sent.params)
    return {(row.register_id, row.at_s): _Former(row.value_micro, row.received_at, row.source) for row in found}


def _revise(
    session: Session, rows: dict[_Key, ReadingRow], differing: dict[_Key, _Former], source: str, now: datetime
) -> None:
    if not differing:
        return
    key_of = {key: {"register_id": key[0], "at": datetime.fromtimestamp(key[1], UTC)} for key in differing}
    revisions = [key_of[key] | former._asdict() | {"superseded_at": now} for key, former in differing.items()]
    session.execute(insert(ReadingRevision), revisions)
    fresh = {"received_at": now, "source": source}
    updates = [key_of[key] | fresh | {"value_micro": rows[key].value_micro} for key in differing]
    session.execute(update(Reading), updates)


def _keep_former(session: Session, rows: Sequence[ReadingRow], source: str, now: datetime) -> None:
    stamps = {"received_at": now, "superseded_at": now, "source": source}
    if rows:
        session.execute(insert(ReadingRevision), [row._asdict() | stamps for row in rows])


def bulk_load_readings(session: Session, columns: ReadingColumns, *, source: str, received_at: datetime) -> None:
    """Loads history into empty keys; sorted by register and time it goes fastest."""
    session.flush()
    if not len(columns.at_s):
        return
    first, last = (datetime.fromtimestamp(int(at_s), UTC) for at_s in (columns.at_s.min(), columns.at_s.max()))
    ensure_partitions(session, local_date(first, UTC), local_date(last, UTC))
    received_s = np.full_like(columns.at_s, int(received_at.timestamp()))
    sources = np.full(len(columns.at_s), source.encode())
    names = "reading (register_id, at, value_micro, received_at, source)"
    data = [columns.register_id, columns.at_s, columns.value_micro, received_s, sources]
    load_columns(session, names, data, instants={1, 3})


def load_readings(
    session: Session, register_ids: Collection[int], from_at: datetime, to_at: datetime
) -> ReadingColumns:
    """The current values at instants in [from_at, to_at)."""
    table = select_rows(session, "reading", "at", register_ids, (from_at, to_at), ("value_micro",))
    return ReadingColumns(table[:, 0], table[:, 1], table[:, 2])
