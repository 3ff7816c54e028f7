"""Which alerts are kept back because of works, by the last step that says so."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.energy.models import AlertEvent

HELD, RELEASED = "held", "released"


def held_among(session: Session, alert_ids: Collection[int]) -> frozenset[int]:
    """Those of the alerts that nobody was told of yet."""
    last = (
        select(func.max(AlertEvent.id))
        .where(AlertEvent.alert_id.in_(alert_ids), AlertEvent.kind.in_((HELD, RELEASED)))
        .group_by(AlertEvent.alert_id)
    )
    statement = select(AlertEvent.alert_id).where(AlertEvent.id.in_(last), AlertEvent.kind == HELD)
    return frozenset(session.scalars(statement)) if alert_ids else frozenset()


def is_held(session: Session, alert_id: int) -> bool:
    return alert_id in held_among(session, [alert_id])
