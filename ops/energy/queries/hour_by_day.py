"""The hours of one register, or of all registers of one medium in a building, as one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.models import Alert
from ops.energy.queries.completeness import Hung
from ops.energy.rules.arrays import Floats
from ops.energy.rules.day_types import HourGrid, epoch_hour, hour_grid, hour_instant
from ops.energy.store import load_consumption
from ops.estate.models import Location
from ops.estate.queries import in_scope
from ops.kit.holidays import is_belgian_holiday
from ops.kit.units import MICRO


@dataclass(frozen=True, eq=False)
class HourRow:
    """Hours in a row; NaN where a register that tells anything at all in the span tells nothing."""

    grid: HourGrid
    values: Floats
    #: Ids of the registers that told anything.
    told: frozenset[int]


def hours_of(
    session: Session, registers: Sequence[Hung], from_at: datetime, to_at: datetime, zone: ZoneInfo
) -> HourRow:
    """The sum over the registers of each hour of [from_at, to_at)."""
    grid = hour_grid(epoch_hour(from_at), epoch_hour(to_at), zone, is_belgian_holiday)
    columns = load_consumption(session, [each.register.id for each in registers], from_at, to_at)
    told = np.unique(columns.register_id)
    place = columns.hour_s // 3600 - grid.first_hour
    sums = np.bincount(place, weights=columns.value_micro / MICRO, minlength=len(grid))
    counts = np.bincount(place, minlength=len(grid))
    whole = (counts == len(told)) & (len(told) > 0)
    return HourRow(grid, np.where(whole, sums, np.nan), frozenset(told.tolist()))


@dataclass(frozen=True)
class Marked:
    """An alert of waste over some hours of a carpet."""

    ref: str
    cause: str
    from_hour: int
    to_hour: int


def marks(session: Session, scopes: Scopes, registers: Sequence[Hung], row: HourRow) -> list[Marked]:
    """The alerts of the registers that touch the row, clipped to it, in the order of their start."""
    first, end = row.grid.first_hour, row.grid.end_hour
    ids = [each.register.id for each in registers]
    statement = (
        select(Alert)
        .join(Location, Location.id == Alert.location_id)
        .where(in_scope(scopes), Alert.register_id.in_(ids), Alert.state != "merged")
        .where(Alert.last_abnormal_at > hour_instant(first), Alert.started_at < hour_instant(end))
        .order_by(Alert.started_at, Alert.id)
    )
    return [
        Marked(
            alert.ref,
            alert.cause,
            max(epoch_hour(alert.started_at) - first, 0),
            min(epoch_hour(alert.last_abnormal_at), end) - first,
        )
        for alert in session.scalars(statement)
    ]
