"""What a person does with an alert."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.energy.errors import (
    AlertNotThere,
    CantMerge,
    HasTicket,
    ReasonNeeded,
    SnoozeInPast,
    SnoozeTooLong,
    TooLateToReopen,
    UnknownOutcome,
)
from ops.energy.models import Alert
from ops.energy.queries import alerts as queries
from ops.energy.rules.lifecycle import OPEN_STATES, acts_in, may_reopen, possible
from ops.energy.service import ending
from ops.energy.service.outcomes import possible_outcomes
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.telling import note
from ops.errors import EditedMeanwhile


def take(session: Session, ref: str, who: Principal, permission: str, version: int | None = None) -> Alert:
    """The alert, locked, if the person may change it. Raises NotFound or EditedMeanwhile."""
    alert = queries.alert_by_ref(session, ref, who.scopes(permission), lock=True)
    if version is not None and version != alert.version:
        raise EditedMeanwhile()
    return alert


def acknowledge(session: Session, alert: Alert, *, who: Principal, now: datetime) -> Alert:
    _require(alert, "acknowledge")
    alert.state, alert.acknowledged_by = "acknowledged", who.name
    _done(session, alert, "acknowledged", who, now)
    return alert


def snooze(
    session: Session,
    alert: Alert,
    until: datetime,
    reason: str,
    *,
    who: Principal,
    now: datetime,
) -> Alert:
    """Silent until then, or until the excess has grown by half."""
    _require(alert, "snooze")
    days = Rulebook(session, now).detection.snooze_at_most_days
    if until <= now:
        raise SnoozeInPast(field="until")
    if until - now > timedelta(days=days):
        raise SnoozeTooLong(field="until", days=days)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    alert.state, alert.snoozed_until, alert.snooze_reason = "snoozed", until, reason.strip()
    alert.snoozed_excess_micro = alert.excess_micro_per_hour
    _done(session, alert, "snoozed", who, now, until=until.isoformat(), reason=reason.strip())
    return alert


def merge(session: Session, alert: Alert, into_ref: str, *, who: Principal, now: datetime) -> Alert:
    """The other alert tells the whole story from now on."""
    _require(alert, "merge")
    if into_ref == alert.ref:
        raise CantMerge(field="into", alert=alert.ref)
    into = queries.alert_by_ref(session, into_ref, who.scopes("alerts.write"))
    if into.state not in OPEN_STATES:
        raise CantMerge(field="into", alert=alert.ref)
    alert.state, alert.merged_into_id, alert.closed_at = "merged", into.id, now
    alert.ticket_ref = alert.ticket_ref or into.ticket_ref
    _done(session, alert, "merged", who, now, into=into.ref)
    note(session, into, "took_in", who, now, other=alert.ref)
    return alert


def close(session: Session, alert: Alert, outcome: str, *, who: Principal, now: datetime) -> Alert:
    """Ends it without work; while a ticket is at work, that closes it."""
    _require(alert, "close")
    if outcome not in (known := possible_outcomes(session, now)):
        raise UnknownOutcome(field="outcome", possible=", ".join(known))
    card = queries.ticket_card(session, alert.ticket_ref)
    if card is not None and card.is_live:
        raise HasTicket(alert=alert.ref, ticket=card.ref)
    ending.close(session, alert, outcome, who, now)
    _audit(session, alert, "closed", who, now)
    return alert


def reopen(session: Session, alert: Alert, *, who: Principal, now: datetime) -> Alert:
    """Closed too early. Another alert of the cause that opened since is in the way."""
    _require(alert, "reopen")
    days = Rulebook(session, now).detection.reopen_within_days
    if not may_reopen(alert.closed_at, days, now):
        raise TooLateToReopen(alert=alert.ref, days=days)
    if (other := queries.in_the_way(session, alert)) is not None:
        raise CantMerge(field="into", alert=other.ref)
    ending.reopen(alert)
    alert.ended_at = None
    _done(session, alert, "reopened", who, now)
    return alert


def _require(alert: Alert, act: str) -> None:
    if not possible(act, alert.state):
        raise AlertNotThere(alert=alert.ref, possible=", ".join(acts_in(alert.state)) or "-")


def _done(session: Session, alert: Alert, kind: str, who: Principal, now: datetime, **data: str) -> None:
    alert.version += 1
    note(session, alert, kind, who, now, **data)
    _audit(session, alert, kind, who, now)


def _audit(session: Session, alert: Alert, kind: str, who: Principal, now: datetime) -> None:
    audit.record(session, who, action=f"alert.{kind}", object_kind="alert", object_ref=alert.ref, now=now)
    session.flush()
