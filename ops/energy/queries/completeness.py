"""Which hours of the registers are measured, estimated or missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Scopes
from ops.energy.models import Meter, Register
from ops.energy.queries.meters import Building
from ops.energy.queries.spans import hours_known
from ops.energy.rules.arrays import Ints
from ops.energy.rules.completeness import HOUR_S, Completeness, Gap, asked_hours, completeness, gaps
from ops.energy.rules.figures import SilenceFigures
from ops.energy.rules.silence import allowed_silence
from ops.energy.store import load_consumption
from ops.estate.models import Location
from ops.estate.queries import in_scope
from ops.kit.periods import local_date, local_midnight


@dataclass(frozen=True)
class Hung:
    """A register with the building in which it hangs."""

    register: Register
    building: Location


@dataclass(frozen=True, eq=False)
class Weeks:
    """Local weeks, the last one under way: S+1 edges, and the hours of each register in them."""

    edges: Sequence[datetime]
    registers: Sequence[Hung]
    hours: Completeness
    #: Until when each register owes its hours, in epoch seconds.
    until_s: Ints


def registers_of(
    session: Session, scopes: Scopes, *, medium: str | None = None, building: str | None = None
) -> Sequence[Hung]:
    """In the order of their codes."""
    statement = (
        select(Register, Building)
        .join(Register.meter)
        .join(Meter.location)
        .join(Building, Building.id == func.coalesce(Location.building_id, Location.id))
        .where(in_scope(scopes))
        .options(joinedload(Register.meter))
        .order_by(Register.code)
    )
    if medium:
        statement = statement.where(Meter.medium == medium)
    if building:
        statement = statement.where(Building.code == building)
    return [Hung(register, place) for register, place in session.execute(statement)]


def week_edges(now: datetime, zone: ZoneInfo, weeks: int) -> list[datetime]:
    """Local Mondays; the last edge is the Monday to come."""
    today = local_date(now, zone)
    monday = today - timedelta(days=today.weekday())
    return [local_midnight(monday + timedelta(weeks=number), zone) for number in range(1 - weeks, 2)]


def by_week(
    session: Session,
    registers: Sequence[Hung],
    figures: SilenceFigures,
    *,
    now: datetime,
    zone: ZoneInfo,
    weeks: int,
) -> Weeks:
    """The last weeks of these registers."""
    edges = week_edges(now, zone, weeks)
    edges_s = np.array([int(edge.timestamp()) for edge in edges], dtype=np.int64)
    from_s, until_s = _owed(registers, figures, now, zone)
    known, estimated = _known(session, registers, edges_s, from_s, until_s)
    return Weeks(edges, registers, completeness(asked_hours(edges_s, from_s, until_s), known, estimated), until_s)


def _known(
    session: Session, registers: Sequence[Hung], edges_s: Ints, from_s: Ints, until_s: Ints
) -> tuple[Ints, Ints]:
    """Only hours that are owed: one that came early would hide one that is missing. One look for each such stretch."""
    known, estimated = (np.zeros((len(registers), len(edges_s) - 1), dtype=np.int64) for _ in range(2))
    owed = np.stack([np.maximum(from_s, edges_s[0]), until_s], axis=1)
    for begin, end in np.unique(owed, axis=0):
        places = np.flatnonzero((owed == (begin, end)).all(axis=1)).tolist()
        edges = [datetime.fromtimestamp(int(edge), UTC) for edge in np.clip(edges_s, begin, max(begin, end))]
        known[places], estimated[places] = hours_known(session, [registers[at].register.id for at in places], edges)
    return known, estimated


def _owed(registers: Sequence[Hung], figures: SilenceFigures, now: datetime, zone: ZoneInfo) -> tuple[Ints, Ints]:
    """From the day on which a register begins, until as long ago as it may keep silent; whole hours."""
    owed = [owed_span(each.register, figures, now, zone) for each in registers]
    from_s, until_s = np.array(owed, dtype=np.int64).reshape(-1, 2).T
    return from_s, until_s


def owed_span(register: Register, figures: SilenceFigures, now: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """Epoch seconds [from, until) of the hours that a register owes."""
    begins = int(local_midnight(register.valid_from, zone).timestamp())
    until = int((now - allowed_silence(register.step_minutes, figures)).timestamp()) // HOUR_S * HOUR_S
    return begins, until


def gaps_of(
    session: Session, register: Register, from_at: datetime, figures: SilenceFigures, *, now: datetime, zone: ZoneInfo
) -> list[Gap]:
    """What is not measured since `from_at`, the latest first."""
    begins, until = owed_span(register, figures, now, zone)
    columns = load_consumption(session, [register.id], from_at, now)
    from_s = max(begins, int(from_at.timestamp()))
    return gaps(columns.hour_s, columns.estimated.astype(np.int64), from_s, until)
