"""Rows whose keys are known or may stand there already, the same way on both engines."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ops.db import Base


def insert_if_absent(session: Session, row: Base) -> bool:
    """Writes the row unless its key is taken; says whether it was written. Two writers at once: one is told True."""
    return bool(insert_all_if_absent(session, [row]))


def insert_all_if_absent(session: Session, rows: Sequence[Base]) -> list[Any]:
    """The same for rows of one table that say the same columns, in one statement; returns the keys of those written."""
    if not rows:
        return []
    kind, table = type(rows[0]), cast(Table, rows[0].__table__)
    columns = [column for column in table.columns if column.key in rows[0].__dict__]
    values = [{column.name: getattr(row, column.key) for column in columns} for row in rows]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    written = insert(kind).values(values).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return list(session.scalars(written))


def set_sequences(session: Session) -> None:
    """After rows were loaded with their ids, the next id follows the highest one; SQLite needs no telling."""
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        return
    for column in (key for table in Base.metadata.sorted_tables for key in table.primary_key.columns):
        sequence = session.scalar(select(func.pg_get_serial_sequence(column.table.name, column.name)))
        if sequence:
            following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            session.execute(select(func.setval(sequence, following, False)))
