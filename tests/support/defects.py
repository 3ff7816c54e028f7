"""A recurring defect that waits for a decision."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ops.repairs.models import RecurringDefect
from tests.support.world import NOW


def add_defect(session: Session, object_id: int, **other: Any) -> int:
    """Returns its id."""
    values = {
        "object_kind": "building", "object_id": object_id, "trade": "plumbing", "from_on": date(2026, 8, 22),
        "to_on": date(2026, 11, 21), "count": 3, "expected": 0.2, "p_value": 0.001, "spent_cents": 0,
        "first_seen_at": NOW, "last_seen_at": NOW, **other,
    }  # fmt: skip
    row = RecurringDefect(**values)
    session.add(row)
    session.flush()
    return row.id
