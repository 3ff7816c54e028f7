"""Lots: their periods and who lives there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.estate.models import LotPeriod, Tenancy


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


def tenancies_of(session: Session, lot_id: int) -> Sequence[Tenancy]:
    """Who lived in a lot, the latest first, with the person."""
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
