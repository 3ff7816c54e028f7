"""Lots: their periods and who lives there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Scopes
from ops.estate.models import Location, Lot, LotPeriod, Tenancy
from ops.estate.queries.scope import tenants_in_scope


def lot_periods(session: Session, lot_id: int) -> Sequence[LotPeriod]:
    """The periods that count now, in time order."""
    statement = select(LotPeriod).where(LotPeriod.lot_id == lot_id, LotPeriod.superseded_at.is_(None))
    return session.scalars(statement.order_by(LotPeriod.from_on)).all()


def periods_on(session: Session, lot_ids: Sequence[int], on: date) -> dict[int, LotPeriod]:
    """What each lot is on a local date, by lot."""
    statement = select(LotPeriod).where(
        LotPeriod.lot_id.in_(lot_ids), LotPeriod.superseded_at.is_(None), LotPeriod.from_on <= on, on < LotPeriod.to_on
    )
    return {period.lot_id: period for period in session.scalars(statement)}


def knows_tenants(session: Session, lot_id: int, scopes: Scopes) -> bool:
    """Whether a reader of persons may know who lives in this lot."""
    return session.scalar(select(Location.id).where(Location.id == lot_id, tenants_in_scope(scopes))) is not None


def tenancies_of(session: Session, lot_id: int) -> Sequence[Tenancy]:
    """Who lived in a lot, the latest first, with the person. Personal data: ask `knows_tenants` first."""
    statement = select(Tenancy).where(Tenancy.lot_id == lot_id).options(joinedload(Tenancy.person))
    return session.scalars(statement.order_by(Tenancy.from_on.desc())).all()


def tenancy_on(session: Session, lot_id: int, on: date) -> Tenancy | None:
    """Who lives in a lot on a local date, with the person."""
    statement = (
        select(Tenancy)
        .where(Tenancy.lot_id == lot_id, Tenancy.from_on <= on, on < Tenancy.to_on)
        .options(joinedload(Tenancy.person))
    )
    return session.scalar(statement.order_by(Tenancy.from_on.desc()).limit(1))


def tenancies_between(session: Session, lot_id: int, from_on: date, to_on: date) -> Sequence[Tenancy]:
    """The leases that share at least a day with [from_on, to_on)."""
    statement = select(Tenancy).where(Tenancy.lot_id == lot_id, Tenancy.from_on < to_on, from_on < Tenancy.to_on)
    return session.scalars(statement.order_by(Tenancy.from_on)).all()


@dataclass(frozen=True)
class LotRow:
    """A lot of a building with what it is on the day asked for."""

    place: Location
    lot: Lot
    period: LotPeriod | None


def lots_of(session: Session, building: Location, on: date) -> Sequence[LotRow]:
    """The lots at or below a place, by code."""
    statement = (
        select(Location, Lot)
        .join(Lot, Lot.location_id == Location.id)
        .where(Location.path.startswith(building.path))
        .order_by(Location.code)
    )
    found = session.execute(statement).all()
    states = periods_on(session, [lot.location_id for _, lot in found], on)
    return [LotRow(place, lot, states.get(lot.location_id)) for place, lot in found]


def lot_counts(session: Session, building_ids: Collection[int], on: date) -> dict[int, tuple[int, int]]:
    """(lots, of which void on the day) of each building that has lots."""
    void = and_(
        LotPeriod.lot_id == Lot.location_id,
        LotPeriod.superseded_at.is_(None),
        LotPeriod.kind == "void",
        LotPeriod.from_on <= on,
        on < LotPeriod.to_on,
    )
    statement = (
        select(Location.building_id, func.count(), func.count(LotPeriod.id))
        .join(Lot, Lot.location_id == Location.id)
        .outerjoin(LotPeriod, void)
        .where(Location.building_id.in_(building_ids))
        .group_by(Location.building_id)
    )
    return {building_id: (lots, empty) for building_id, lots, empty in session.execute(statement) if building_id}
