"""In which order a technician goes through his day."""

from datetime import date, datetime

_SOME_DAY = date.max


def turn(priority: str, due_on: date | None, due_at: datetime | None, today: date) -> tuple[date, bool, float]:
    """A sort key. Danger goes before all else of its day; what is late belongs to today."""
    on = max(due_on, today) if due_on else _SOME_DAY
    return on, priority != "P1", due_at.timestamp() if due_at else 0.0
