"""Selects on the sectors that are switched on and off."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.kit.models import Sector


def disabled_sectors(session: Session) -> frozenset[str]:
    """A sector without a row was never switched off."""
    return frozenset(session.scalars(select(Sector.code).where(Sector.enabled.is_(False))))


def sector_rows(session: Session) -> Sequence[Sector]:
    return session.scalars(select(Sector)).all()
