"""What one shift tells the next: words of its own, beside what the queue itself says."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.db import zone_of
from ops.kit.periods import at_local, local_date
from ops.repairs import duty_book
from ops.repairs.errors import ReasonNeeded
from ops.repairs.errors.rota import HandoverTaken
from ops.repairs.models import Handover
from ops.repairs.queries import handover as queries

_DAY = timedelta(days=1)


def moments(session: Session, now: datetime) -> tuple[datetime, datetime]:
    """The handover before an instant, and the next one after it."""
    zone, times = zone_of(session), duty_book.rota_rules(session, now).handovers_at
    today = local_date(now, zone)
    around = sorted(at_local(today + n * _DAY, at, zone) for n in (-1, 0, 1) for at in times)
    return max(at for at in around if at <= now), min(at for at in around if at > now)


def add_note(session: Session, text: str, *, who: Principal, now: datetime) -> Handover:
    """For the next handover. Raises ReasonNeeded for nothing said."""
    if not text.strip():
        raise ReasonNeeded(field="text")
    _, at = moments(session, now)
    row = Handover(at=at, text=text.strip(), made_by=who.name, made_at=now)
    session.add(row)
    session.flush()
    return row


def take_over(session: Session, handover_id: int, *, who: Principal, now: datetime) -> Handover:
    """Somebody has read it and goes on from here; by the same person again it changes nothing.

    Raises HandoverNotFound, HandoverTaken.
    """
    row = queries.handover_for_change(session, handover_id)
    if row.taken_at is not None and row.taken_by != who.name:
        raise HandoverTaken(name=row.taken_by or "")
    if row.taken_at is None:
        row.taken_by, row.taken_at = who.name, now
    return row
