"""What differs between the two engines: instants of a series, mass copies in and out."""

from collections.abc import Collection, Sequence
from datetime import datetime
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Connection, String, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

POSTGRES_EPOCH_S = 946_684_800
COPY_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_TAIL = b"\xff\xff"
_CHUNK = 250_000


def is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def instant_of(session: Session, epoch_sql: str) -> str:
    return f"to_timestamp({epoch_sql})" if is_postgres(session) else epoch_sql


def epoch_of(session: Session, instant_sql: str) -> str:
    return f"extract(epoch FROM {instant_sql})::bigint" if is_postgres(session) else instant_sql


def among(session: Session, column: InstrumentedAttribute[str], values: Collection[str]) -> ColumnElement[bool]:
    """`column IN values`; on PostgreSQL as one parameter, so that no statement has a length of its own."""
    if is_postgres(session):
        return column == any_(literal(list(values), ARRAY(String)))
    return column.in_(values)


def load_columns(session: Session, names: str, data: Sequence[npt.NDArray[Any]], *, instants: Collection[int]) -> None:
    connection = session.connection()
    for start in range(0, len(data[0]), _CHUNK):
        chunk = [column[start : start + _CHUNK] for column in data]
        if is_postgres(session):
            shifted = [(c - POSTGRES_EPOCH_S) * 1_000_000 if i in instants else c for i, c in enumerate(chunk)]
            copy_in(connection, names, shifted)
        else:
            marks = ", ".join("?" * len(chunk))
            plain = [c.astype("U").tolist() if c.dtype.kind == "S" else c.tolist() for c in chunk]
            connection.exec_driver_sql(f"INSERT INTO {names} VALUES ({marks})", list(zip(*plain, strict=True)))  # noqa: S608


def copy_in(connection: Connection, names: str, columns: Sequence[npt.NDArray[Any]], options: str = "") -> None:
    """Writes PostgreSQL's binary COPY format: fields of fixed width, each with its length in front."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for position, column in enumerate(columns):
        wire = column.dtype.str if column.dtype.kind == "S" else ">i8"
        fields += [(f"width_{position}", ">i4"), (f"value_{position}", wire)]
    rows = np.zeros(len(columns[0]), dtype=np.dtype(fields))
    rows["fields"] = len(columns)
    for position, column in enumerate(columns):
        rows[f"width_{position}"] = column.dtype.itemsize if column.dtype.kind == "S" else 8
        rows[f"value_{position}"] = column
    with driver_cursor(connection).copy(f"COPY {names} FROM STDIN (FORMAT BINARY{options})") as copy:
        copy.write(COPY_HEAD + rows.tobytes() + _COPY_TAIL)


def copy_out(connection: Connection, query: str, width: int) -> Ints:
    """Reads rows of `width` columns of 8 bytes that hold no NULL (bigint, timestamptz), one line of the array each."""
    dtype = np.dtype(
        [("fields", ">i2"), *(field for i in range(width) for field in ((f"w{i}", ">i4"), (f"v{i}", ">i8")))]
    )
    with driver_cursor(connection).copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
        data = b"".join(bytes(piece) for piece in copy)
    rows = np.frombuffer(data[len(COPY_HEAD) : -len(_COPY_TAIL)], dtype=dtype)
    return np.stack([rows[f"v{i}"].astype(np.int64) for i in range(width)], axis=1)


def driver_cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def select_rows(
    session: Session,
    table: str,
    instant: str,
    register_ids: Collection[int],
    window: tuple[datetime, datetime],
    values: Sequence[str],
) -> Ints:
    session.flush()
    ids = ", ".join(str(int(register_id)) for register_id in register_ids) or "NULL"
    bounds = [instant_of(session, str(ceil(at.timestamp()))) for at in window]
    query = (
        f"SELECT {', '.join(('register_id', instant, *values))} FROM {table} WHERE register_id IN ({ids})"  # noqa: S608
        f" AND {instant} >= {bounds[0]} AND {instant} < {bounds[1]} ORDER BY register_id, {instant}"
    )
    if is_postgres(session):
        rows = copy_out(session.connection(), query, 2 + len(values))
        rows[:, 1] = rows[:, 1] // 1_000_000 + POSTGRES_EPOCH_S
        return rows
    cursor = driver_cursor(session.connection()).execute(query)
    pieces = [np.array(piece, np.int64) for piece in iter(lambda: cursor.fetchmany(_CHUNK), [])]
    return np.concatenate([np.empty((0, 2 + len(values)), np.int64), *pieces])
