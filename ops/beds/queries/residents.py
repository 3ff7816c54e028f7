"""Couples, care categories, and rooms that a death leaves too large."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from ops.beds.models import BedOccupation, Couple, KatzAssessment
from ops.beds.queries.recorded import known
from ops.beds.rules.kinds import DEATH


def couples_of(session: Session, resident_ids: Sequence[int]) -> Sequence[Couple]:
    halves = or_(Couple.first_id.in_(resident_ids), Couple.second_id.in_(resident_ids))
    return session.scalars(select(Couple).where(halves, known(Couple)).order_by(Couple.from_on)).all()


def katz_of(session: Session, resident_id: int) -> Sequence[KatzAssessment]:
    """As they count, in the order in which they were assessed."""
    wanted = (KatzAssessment.resident_id == resident_id, known(KatzAssessment))
    return session.scalars(select(KatzAssessment).where(*wanted).order_by(KatzAssessment.assessed_on)).all()


def rooms_to_review(session: Session, on: date) -> Sequence[BedOccupation]:
    """Stays of those whose other half died in the home: the room may be too large for one. Derived, never noted."""
    dead, left = aliased(BedOccupation), aliased(BedOccupation)
    pair = or_(
        and_(Couple.first_id == dead.resident_id, Couple.second_id == left.resident_id),
        and_(Couple.second_id == dead.resident_id, Couple.first_id == left.resident_id),
    )
    statement = (
        select(left)
        .select_from(Couple)
        .join(dead, or_(Couple.first_id == dead.resident_id, Couple.second_id == dead.resident_id))
        .join(left, pair)
        .where(known(Couple))
        .where(left.kind == "stay", left.superseded_at.is_(None), left.from_on <= on, on < left.to_on)
        .where(dead.kind == "stay", dead.superseded_at.is_(None), dead.cause == DEATH)
        .where(Couple.from_on <= dead.to_on, dead.to_on <= on, dead.to_on < Couple.to_on)
    )
    return session.scalars(statement.order_by(left.id)).all()
