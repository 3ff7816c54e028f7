"""Homes, their wards, beds and dated figures."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Scopes
from ops.beds.models import Bed, BedLife, Home, HomeFigure, MonthAdjustment, PublishedMonth, Ward
from ops.beds.queries.recorded import known, meets
from ops.beds.rules.licence import Places
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries.scope import in_scope

EVERYWHERE = Scopes(everything=True)


def homes(session: Session, scopes: Scopes = EVERYWHERE) -> Sequence[Home]:
    """With their places, in the order of their codes."""
    statement = select(Home).join(Home.location).where(in_scope(scopes)).options(joinedload(Home.location))
    return session.scalars(statement.order_by(Location.code)).all()


def home_by_code(session: Session, code: str, scopes: Scopes = EVERYWHERE) -> Home:
    """Raises NotFound, also for a home out of scope."""
    statement = select(Home).join(Home.location).where(Location.code == code, in_scope(scopes))
    home = session.scalar(statement.options(joinedload(Home.location)))
    if home is None:
        raise NotFound()
    return home


def home_code(session: Session, home_id: int) -> str:
    return session.scalars(select(Location.code).where(Location.id == home_id)).one()


def ward_by_code(session: Session, code: str) -> Ward:
    """Raises NotFound."""
    ward = session.scalar(select(Ward).where(Ward.code == code))
    if ward is None:
        raise NotFound()
    return ward


def bed_by_code(session: Session, code: str, scopes: Scopes = EVERYWHERE) -> Bed:
    """Raises NotFound, also for a bed out of scope."""
    statement = select(Bed).join(Location, Location.id == Bed.home_id).where(Bed.code == code, in_scope(scopes))
    bed = session.scalar(statement)
    if bed is None:
        raise NotFound()
    return bed


def life_of(session: Session, bed_id: int) -> BedLife | None:
    return session.scalar(select(BedLife).where(BedLife.bed_id == bed_id, known(BedLife)))


def figures_of(session: Session, home_id: int, kind: str, from_on: date, to_on: date) -> Sequence[HomeFigure]:
    """Those in force on a night of the span, in order."""
    wanted = (HomeFigure.home_id == home_id, HomeFigure.kind == kind, known(HomeFigure))
    statement = select(HomeFigure).where(*wanted, meets(HomeFigure, from_on, to_on))
    return session.scalars(statement.order_by(HomeFigure.from_on)).all()


def licensed_places(session: Session, home_id: int, from_on: date, to_on: date) -> list[Places]:
    rows = figures_of(session, home_id, "licensed", from_on, to_on)
    return [Places(row.from_on, row.to_on, row.places) for row in rows]


def published_months(session: Session, home_ids: Sequence[int]) -> Sequence[PublishedMonth]:
    statement = select(PublishedMonth).where(PublishedMonth.home_id.in_(home_ids))
    return session.scalars(statement.order_by(PublishedMonth.month)).all()


def adjustments_of(session: Session, published_month_id: int) -> Sequence[MonthAdjustment]:
    """The oldest first."""
    statement = select(MonthAdjustment).where(MonthAdjustment.published_month_id == published_month_id)
    return session.scalars(statement.order_by(MonthAdjustment.id)).all()
