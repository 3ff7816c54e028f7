"""The sure hours of many registers as one array: what the detectors look at."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ops.energy.store.engine import COPY_HEAD, POSTGRES_EPOCH_S, Ints, driver_cursor, is_postgres
from ops.kit.units import MICRO

Floats = NDArray[np.float64]

_HOUR_S = 3600
_ITEM = np.dtype([("width", ">i4"), ("value", ">i8")])
#: In front of the items of an array: dimensions, flags, type, length, first place.
_ARRAY_HEAD = struct.Struct(">5i")


def sure_hours(session: Session, register_ids: Sequence[int], first_hour: int, end_hour: int) -> Floats:
    """[registers, hours] of the epoch hours [first_hour, end_hour) in the unit of each register.

    NaN where nothing is known, or only an estimate.
    """
    session.flush()
    values = np.full((len(register_ids), end_hour - first_hour), np.nan)
    rows = _from_postgres if is_postgres(session) else _from_sqlite
    for row, hour_s, micro in rows(session, register_ids, first_hour * _HOUR_S, end_hour * _HOUR_S):
        values[row, hour_s // _HOUR_S - first_hour] = micro / MICRO
    return values


def _from_postgres(
    session: Session, register_ids: Sequence[int], from_s: int, to_s: int
) -> Iterator[tuple[int, Ints, Ints]]:
    """Two arrays a register: a line for each hour would cost ten times as much to hand over."""
    ids = ",".join(str(int(each)) for each in register_ids)
    query = (
        f"COPY (SELECT r.place, h.hours, h.amounts FROM unnest('{{{ids}}}'::bigint[]) WITH ORDINALITY r (id, place),"  # noqa: S608
        " LATERAL (SELECT array_agg(hour_at) AS hours, array_agg(value_micro) AS amounts FROM consumption"
        f" WHERE register_id = r.id AND quality = 'measured' AND hour_at >= to_timestamp({int(from_s)})"
        f" AND hour_at < to_timestamp({int(to_s)})) h WHERE h.hours IS NOT NULL) TO STDOUT (FORMAT BINARY)"
    )
    with driver_cursor(session.connection()).copy(query) as copy:
        data = b"".join(bytes(piece) for piece in copy)
    yield from _lines(data)


def _lines(data: bytes) -> Iterator[tuple[int, Ints, Ints]]:
    """Each line holds a number and two arrays of 8 bytes without NULL; a count of -1 fields ends the file."""
    at = len(COPY_HEAD)
    while int.from_bytes(data[at : at + 2], "big", signed=True) > 0:
        place = int.from_bytes(data[at + 6 : at + 14], "big")
        hours, at = _array(data, at + 14)
        amounts, at = _array(data, at)
        yield place - 1, hours // 1_000_000 + POSTGRES_EPOCH_S, amounts


def _array(data: bytes, at: int) -> tuple[Ints, int]:
    """The array whose length in bytes stands at a place, and where it ends."""
    start, size = at + 4, int.from_bytes(data[at : at + 4], "big")
    count = _ARRAY_HEAD.unpack_from(data, start)[3]
    items = np.frombuffer(data, dtype=_ITEM, count=count, offset=start + _ARRAY_HEAD.size)
    return items["value"].astype(np.int64), start + size


def _from_sqlite(
    session: Session, register_ids: Sequence[int], from_s: int, to_s: int
) -> Iterator[tuple[int, Ints, Ints]]:
    query = (
        "SELECT hour_at, value_micro FROM consumption"
        " WHERE register_id = ? AND quality = 'measured' AND hour_at >= ? AND hour_at < ?"
    )
    cursor: Any = driver_cursor(session.connection())
    for row, register_id in enumerate(register_ids):
        found = np.array(cursor.execute(query, (register_id, from_s, to_s)).fetchall(), np.int64).reshape(-1, 2)
        yield row, found[:, 0], found[:, 1]
