"""What waits, for the navigation."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.models import DeadLetter
from ops.energy.queries.alerts import AlertFilter, counts_by


def count_open_alerts(session: Session, who: Principal, now: datetime) -> int:
    """Waste that nobody looks at yet; faults of the data are counted apart."""
    counts = counts_by(session, who.places("alerts.read"), AlertFilter(state="open", data_faults=False))
    return sum(counts.values())


def count_waiting_dead_letters(session: Session, who: Principal, now: datetime) -> int:
    return session.scalar(select(func.count()).select_from(DeadLetter).where(DeadLetter.state == "waiting")) or 0
