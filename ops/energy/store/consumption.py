"""Hourly consumption, as columns of many registers at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from ops.db import SeriesInstant
from ops.energy.models import Consumption, Register
from ops.energy.store.engine import Flags, Ints, load_columns, select_rows


@dataclass(frozen=True, slots=True)
class ConsumptionColumns:
    """Hourly consumption of one or more registers as parallel arrays."""

    register_id: Ints
    hour_s: Ints
    value_micro: Ints
    estimated: Flags


class ConsumptionRow(NamedTuple):
    """What a register counted in the hour that starts at `hour_at`."""

    hour_at: datetime
    value_micro: int
    estimated: bool


def bulk_load_consumption(session: Session, columns: ConsumptionColumns) -> None:
    """Loads hours that are not there yet; sorted by register and hour it goes fastest."""
    session.flush()
    for quality, chosen in ((b"measured", ~columns.estimated), (b"estimated", columns.estimated)):
        values = [column[chosen] for column in (columns.register_id, columns.hour_s, columns.value_micro)]
        qualities = np.full(len(values[0]), quality)
        load_columns(
            session, "consumption (register_id, hour_at, value_micro, quality)", [*values, qualities], instants={1}
        )


def replace_consumption(
    session: Session, register_id: int, from_at: datetime, to_at: datetime, rows: Iterable[ConsumptionRow]
) -> None:
    """Puts `rows` in the place of all hours of the window [from_at, to_at)."""
    session.flush()
    window = text(
        "DELETE FROM consumption WHERE register_id = :register AND hour_at >= :from_at AND hour_at < :to_at"
    ).bindparams(bindparam("from_at", type_=SeriesInstant), bindparam("to_at", type_=SeriesInstant))
    session.execute(window, {"register": register_id, "from_at": from_at, "to_at": to_at})
    values = [(int(row.hour_at.timestamp()), row.value_micro, row.estimated) for row in rows]
    if values:
        hours, micro, estimated = (np.array(column) for column in zip(*values, strict=True))
        register = np.full(len(values), register_id, np.int64)
        columns = ConsumptionColumns(register, hours, micro.astype(np.int64), estimated.astype(np.bool_))
        bulk_load_consumption(session, columns)


def load_consumption(
    session: Session, register_ids: Collection[int], from_at: datetime, to_at: datetime
) -> ConsumptionColumns:
    """The hours that start in [from_at, to_at)."""
    flag = "CAST(CASE quality WHEN 'estimated' THEN 1 ELSE 0 END AS bigint)"
    table = select_rows(session, "consumption", "hour_at", register_ids, (from_at, to_at), ("value_micro", flag))
    return ConsumptionColumns(table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(np.bool_))


def last_known(
    session: Session, register_ids: Collection[int], from_at: datetime, to_at: datetime
) -> dict[int, datetime]:
    """End of each register's last measured hour that starts in [from_at, to_at); a register without one is left out."""
    last = (
        select(Consumption.hour_at)
        .where(Consumption.register_id == Register.id, Consumption.quality == "measured")
        .where(Consumption.hour_at >= from_at, Consumption.hour_at < to_at)
        .order_by(Consumption.hour_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(Register.id, last).where(Register.id.in_(register_ids))
    rows: Sequence[tuple[int, datetime | None]] = session.execute(statement).all()
    return {register_id: hour_at + timedelta(hours=1) for register_id, hour_at in rows if hour_at is not None}
