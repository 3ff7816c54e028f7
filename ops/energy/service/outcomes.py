"""What an alert may end with and what that proves: the dated findings of repairs say both."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.energy.rules.causes import is_waste
from ops.energy.rules.lifecycle import ENDED_BY_ITSELF
from ops.repairs.rulebook import findings
from ops.repairs.rules.findings import after_visit, proves


def possible_outcomes(session: Session, now: datetime) -> Sequence[str]:
    """What a person may close an alert with: a finding of work, or that it ended by itself."""
    return (*after_visit(findings(session, now), "alert"), ENDED_BY_ITSELF)


def was_right(session: Session, cause: str, outcome: str | None, closed_at: datetime | None) -> bool | None:
    """Whether the alert was right, by the findings in force when it closed; None: open, or nobody can tell."""
    if closed_at is None:
        return None
    return proves(findings(session, closed_at), outcome, data_fault=not is_waste(cause))
