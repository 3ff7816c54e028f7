"""The life of alerts as the machine leads it: open, go on, end, close with the work, open again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.energy.models import Alert, Register
from ops.energy.queries import alerts as queries
from ops.energy.queries.meters import building_of
from ops.energy.rules.causes import family, is_waste
from ops.energy.rules.cost import cents_per_day, eur_per_unit, severity
from ops.energy.rules.episode import Detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.lifecycle import ENDED_BY_ITSELF, OPEN_STATES, Snooze, is_normal_again, wakes
from ops.energy.service.consumption import consumption_unit
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.telling import SCAN, note, tell_closed, tell_opened
from ops.energy.service.tickets import ask_more, link_ticket, reopen_ticket, tell_ticket
from ops.kit.refs import next_ref
from ops.kit.units import MICRO
from ops.repairs.events import TicketCancelled, TicketReopened, WorkClosed

LEGITIMATE = "legitimate_use"
#: What was first seen at night may turn out to run all day; it stays the same alert.
_BETTER_KNOWN = {("night_left_on", "base_load")}


@dataclass(frozen=True)
class Finding:
    """A detection with what the life of its alert needs to know."""

    register: Register
    detection: Detection
    #: The evidence came in so late that nobody should be woken for it.
    late: bool


def open_or_continue(
    session: Session, finding: Finding, known: Sequence[Alert], rules: Rulebook, now: datetime
) -> Alert | None:
    """The alert of the finding: a new one, or the one that goes on; None when a person has settled it already."""
    kin = [alert for alert in known if alert.cause in family(finding.detection.cause)]
    current = next((alert for alert in kin if alert.state in OPEN_STATES), None)
    if current is not None:
        return _continue(session, current, finding, rules, now)
    before = _same_episode(kin, finding.detection)
    if before is None:
        return _open(session, finding, rules, now)
    if _reopens(before, rules.detection, now):
        return _reopen(session, before, finding, rules, now)
    return None


def _same_episode(kin: Sequence[Alert], found: Detection) -> Alert | None:
    """The last closed or merged alert whose excess simply goes on."""
    over = [each for each in kin if each.closed_at is not None and found.started_at < each.closed_at]
    return max(over, key=lambda each: each.id, default=None)


def _reopens(before: Alert, figures: DetectionFigures, now: datetime) -> bool:
    """Still abnormal two days after the work; what somebody declared legitimate or closed by hand stays closed."""
    if before.state != "closed" or before.ticket_ref is None or before.outcome == LEGITIMATE or not before.closed_at:
        return False
    since = now - before.closed_at
    first, last = figures.still_abnormal_after_work_hours, figures.reopen_within_days
    return timedelta(hours=first) <= since <= timedelta(days=last)


def _open(session: Session, finding: Finding, rules: Rulebook, now: datetime) -> Alert:
    register = finding.register
    alert = Alert(
        ref=next_ref(session, "A", now),
        register=register,
        location=building_of(session, register),
        medium=register.meter.medium,
        cause=finding.detection.cause,
        state="open",
        detected_at=now,
        late_evidence=finding.late,
        reopened_count=0,
        version=1,
    )
    _take_figures(alert, finding, rules)
    session.add(alert)
    session.flush()
    note(session, alert, "opened", SCAN, now, cents_per_day=alert.cost_cents_per_day)
    link_ticket(session, alert, rules, now, late=finding.late)
    tell_opened(session, alert, now)
    return alert


def _take_figures(alert: Alert, finding: Finding, rules: Rulebook) -> None:
    found = finding.detection
    excess = found.excess_per_hour if is_waste(alert.cause) else 0.0
    alert.unit = consumption_unit(finding.register.unit)
    cents = cents_per_day(excess, found.hours_per_day, eur_per_unit(rules.tariffs, alert.medium, alert.unit))
    figures = rules.detection
    alert.started_at, alert.last_abnormal_at = found.started_at, found.until_at
    alert.expected_micro, alert.measured_micro = _micro(found.expected), _micro(found.measured)
    alert.excess_micro_per_hour, alert.cost_cents_per_day = _micro(excess), cents
    alert.severity = severity(cents, figures.low_under_eur_per_day, figures.high_over_eur_per_day)
    alert.evidence = {
        "code": found.code,
        "params": dict(found.params),
        "hours_per_day": round(found.hours_per_day, 2),
        "night_excess_over_band_per_hour": round(found.night_excess_over_band_per_hour, 4),
    }


def _micro(value: float) -> int:
    return round(value * MICRO)


def _continue(session: Session, alert: Alert, finding: Finding, rules: Rulebook, now: datetime) -> Alert:
    """The figures grow without a word; a step is noted when the alert wakes, becomes worse or starts again."""
    started_before, severity_before = alert.started_at, alert.severity
    if (alert.cause, finding.detection.cause) in _BETTER_KNOWN:
        alert.cause = finding.detection.cause
        note(session, alert, "cause_known", SCAN, now, cause=alert.cause)
    _take_figures(alert, finding, rules)
    alert.started_at = min(alert.started_at, started_before)
    if alert.severity != severity_before:
        note(session, alert, "grown", SCAN, now, severity=alert.severity, cents_per_day=alert.cost_cents_per_day)
    if alert.ended_at is not None:
        alert.ended_at = None
        note(session, alert, "again_abnormal", SCAN, now)
        tell_ticket(session, alert, now, ended=False)
    if _wakes(alert, rules, now):
        wake(session, alert, now)
    if alert.state != "snoozed":
        ask_more(session, alert, rules, now, late=finding.late)
    return alert


def _wakes(alert: Alert, rules: Rulebook, now: datetime) -> bool:
    snooze = Snooze(alert.snoozed_until, alert.snoozed_excess_micro)
    growth = rules.detection.snooze_wakes_at_growth
    return alert.state == "snoozed" and wakes(snooze, alert.excess_micro_per_hour, growth, now)


def wake(session: Session, alert: Alert, now: datetime) -> None:
    alert.state = "open"
    alert.snoozed_until = alert.snooze_reason = alert.snoozed_excess_micro = None
    alert.version += 1
    note(session, alert, "woken", SCAN, now, excess_micro=alert.excess_micro_per_hour)


def _reopen(session: Session, alert: Alert, finding: Finding, rules: Rulebook, now: datetime) -> Alert:
    """The work did not help: the alert stands again, and with it its ticket."""
    note(session, alert, "reopened", SCAN, now, outcome_before=alert.outcome)
    reopen(alert)
    alert.ended_at = None
    _take_figures(alert, finding, rules)
    reopen_ticket(session, alert, rules, now, late=finding.late)
    tell_opened(session, alert, now)
    return alert


def reopen(alert: Alert) -> None:
    """What it was closed with counts no longer; whether it still runs is for the caller to say."""
    alert.state = "open"
    alert.closed_at = alert.outcome = alert.acknowledged_by = None
    alert.reopened_count += 1
    alert.version += 1


def end_if_normal(session: Session, alert: Alert, known_until: datetime, rules: Rulebook, now: datetime) -> bool:
    """Notes that it is normal again; without a ticket at work the alert is closed by that. True when it ended."""
    hours = rules.detection.ended_after_normal_hours
    if alert.ended_at is not None or not is_normal_again(alert.last_abnormal_at, known_until, hours):
        return False
    alert.ended_at = alert.last_abnormal_at
    note(session, alert, "ended", SCAN, now)
    if not tell_ticket(session, alert, now, ended=True):
        _settle(session, alert, ENDED_BY_ITSELF, now)
    return True


def close(session: Session, alert: Alert, outcome: str, now: datetime) -> None:
    alert.state, alert.closed_at, alert.outcome = "closed", now, outcome
    alert.snoozed_until = alert.snooze_reason = alert.snoozed_excess_micro = None
    alert.version += 1
    session.flush()
    tell_closed(session, alert, now)


def _settle(session: Session, alert: Alert, outcome: str, now: datetime, *, ticket: str | None = None) -> None:
    """Closed by the machine, which says so in the alert's timeline."""
    close(session, alert, outcome, now)
    note(session, alert, "closed", SCAN, now, outcome=outcome, ticket=ticket)


def close_for_work(session: Session, event: WorkClosed, *, now: datetime) -> None:
    """The finding of the work is the outcome of every alert that shares the ticket."""
    for alert in queries.alerts_of_ticket(session, event.ticket_ref):
        if alert.state in OPEN_STATES:
            _settle(session, alert, event.finding, now, ticket=event.ticket_ref)


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
                _settle(session, alert, ENDED_BY_ITSELF, now)
