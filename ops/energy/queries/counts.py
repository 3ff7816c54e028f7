"""How much waits, for the navigation."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.models import DeadLetter
from ops.energy.queries.alerts import ACTIVE, AlertFilter, counts_by


def count_open_alerts(session: Session, who: Principal, _now: datetime) -> int:
    """Waste that nobody has looked at; faults of the data are counted on their own page."""
    found = counts_by(session, who.scopes("alerts.read"), AlertFilter(state=ACTIVE, data_faults=False))
    return sum(count for (_, state), count in found.items() if state == "open")


def count_waiting_dead_letters(session: Session, _who: Principal, _now: datetime) -> int:
    return session.scalar(select(func.count()).select_from(DeadLetter).where(DeadLetter.state == "waiting")) or 0
