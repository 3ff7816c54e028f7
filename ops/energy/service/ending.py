"""How an alert ends: by itself, by a person, with the work of its ticket; and what takes its end back."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.models import Alert
from ops.energy.queries import alerts as queries
from ops.energy.rules.lifecycle import ENDED_BY_ITSELF, OPEN_STATES, is_normal_again
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.telling import SCAN, note, tell_closed, tell_opened
from ops.energy.service.tickets import tell_ticket
from ops.repairs.events import TicketCancelled, TicketReopened, WorkClosed


def end_if_normal(session: Session, alert: Alert, known_until: datetime, rules: Rulebook, now: datetime) -> bool:
    """Notes that it is normal again; without a ticket at work the alert is closed by that. True when it ended."""
    hours = rules.detection.ended_after_normal_hours
    if alert.ended_at is not None or not is_normal_again(alert.last_abnormal_at, known_until, hours):
        return False
    alert.ended_at = alert.last_abnormal_at
    note(session, alert, "ended", SCAN, now)
    if not tell_ticket(session, alert, now, ended=True):
        close(session, alert, ENDED_BY_ITSELF, SCAN, now)
    return True


def close(
    session: Session, alert: Alert, outcome: str, who: Principal, now: datetime, *, ticket: str | None = None
) -> None:
    alert.state, alert.closed_at, alert.outcome = "closed", now, outcome
    alert.snoozed_until = alert.snooze_reason = alert.snoozed_excess_micro = None
    alert.version += 1
    note(session, alert, "closed", who, now, outcome=outcome, ticket=ticket)
    session.flush()
    tell_closed(session, alert, now)


def close_for_work(session: Session, event: WorkClosed, *, now: datetime) -> None:
    """The finding of the work is the outcome of every alert that shares the ticket."""
    for alert in queries.alerts_of_ticket(session, event.ticket_ref):
        if alert.state in OPEN_STATES:
            close(session, alert, event.finding, SCAN, now, ticket=event.ticket_ref)


def reopen(alert: Alert) -> None:
    """What it was closed with counts no longer; whether it still runs is for the caller to say."""
    alert.state = "open"
    alert.closed_at = alert.outcome = alert.acknowledged_by = None
    alert.reopened_count += 1
    alert.version += 1


def reopen_for_work(session: Session, event: TicketReopened, *, now: datetime) -> None:
    """Takes back the outcome that the work gave, so that its next finding is told too; what a person decided stays."""
    for alert in queries.alerts_of_ticket(session, event.ticket_ref):
        by_work = alert.state == "closed" and alert.outcome == event.finding
        if by_work and queries.in_the_way(session, alert) is None:
            note(session, alert, "reopened", SCAN, now, ticket=event.ticket_ref, outcome_before=alert.outcome)
            reopen(alert)
            session.flush()
            tell_opened(session, alert, now)


def note_cancelled_ticket(session: Session, event: TicketCancelled, *, now: datetime) -> None:
    """Nobody will come: what ended already is closed, what still runs stays on the coordinator's list."""
    for alert in queries.alerts_of_ticket(session, event.ticket_ref):
        if alert.state in OPEN_STATES:
            note(session, alert, "ticket_cancelled", SCAN, now, ticket=event.ticket_ref, reason=event.reason)
            if alert.ended_at is not None:
                close(session, alert, ENDED_BY_ITSELF, SCAN, now)
