"""From what was seen to its alert: a new one, the one that goes on, or the one that comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.energy.models import Alert, Register
from ops.energy.models_desk import MaintenanceWindow
from ops.energy.queries.meters import building_of
from ops.energy.rules.causes import BETTER_KNOWN, family, is_waste
from ops.energy.rules.cost import cents_per_day, severity
from ops.energy.rules.episode import Detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.lifecycle import OPEN_STATES, Snooze, wakes
from ops.energy.service.consumption import consumption_unit
from ops.energy.service.ending import reopen
from ops.energy.service.maintenance_hold import hold, release, works_behind
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.tariffs import Prices
from ops.energy.service.telling import SCAN, note, tell_opened
from ops.energy.service.tickets import ask_more, link_ticket, reopen_ticket, tell_ticket
from ops.kit.refs import next_ref
from ops.kit.units import MICRO

LEGITIMATE = "legitimate_use"
_AN_HOUR = timedelta(hours=1)
#: What was first seen at night may turn out to run all day, too; it stays the same alert.
_BETTER_KNOWN = BETTER_KNOWN | {("night_left_on", "base_load")}


@dataclass(frozen=True)
class Sighting:
    """A detection with what the life of its alert needs to know."""

    register: Register
    detection: Detection
    #: The evidence came in so late that nobody should be woken for it.
    late: bool


def open_or_continue(
    session: Session, sighting: Sighting, known: Sequence[Alert], rules: Rulebook, now: datetime
) -> Alert | None:
    """The alert of what was seen: a new one, or the one that goes on; None when a person has settled it already."""
    kin = [alert for alert in known if alert.cause in family(sighting.detection.cause)]
    current = next((alert for alert in kin if alert.state in OPEN_STATES), None)
    works = works_behind(session, sighting.register, sighting.detection, rules.detection)
    if current is not None:
        return _continue(session, current, sighting, works, rules, now)
    before = _same_episode(kin, sighting.detection)
    if before is None:
        return _open(session, sighting, works, rules, now)
    if works is None and _reopens(before, rules.detection, now):
        return _reopen(session, before, sighting, rules, now)
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


def _open(
    session: Session, sighting: Sighting, works: MaintenanceWindow | None, rules: Rulebook, now: datetime
) -> Alert:
    alert = _new(session, sighting, rules, now)
    note(session, alert, "opened", SCAN, now, cents_per_day=alert.cost_cents_per_day)
    if works is not None:
        hold(session, alert, works, now)
        return alert
    link_ticket(session, alert, rules, now, late=sighting.late)
    tell_opened(session, alert, now)
    return alert


def _new(session: Session, sighting: Sighting, rules: Rulebook, now: datetime) -> Alert:
    register = sighting.register
    alert = Alert(
        ref=next_ref(session, "A", now),
        register=register,
        location=building_of(session, register),
        medium=register.meter.medium,
        cause=sighting.detection.cause,
        state="open",
        detected_at=now,
        late_evidence=sighting.late,
        reopened_count=0,
        version=1,
    )
    _take_figures(alert, sighting, rules)
    session.add(alert)
    session.flush()
    return alert


def _take_figures(alert: Alert, sighting: Sighting, rules: Rulebook) -> None:
    """Priced as on the last day on which it was abnormal."""
    found = sighting.detection
    excess = found.excess_per_hour if is_waste(alert.cause) else 0.0
    alert.unit = consumption_unit(sighting.register.unit)
    figures, last_hour = rules.detection, found.until_at - _AN_HOUR
    price = Prices(rules.session).at(last_hour, alert.medium, alert.unit)
    cents = cents_per_day(excess, found.hours_per_day, price.eur)
    alert.started_at, alert.last_abnormal_at = found.started_at, found.until_at
    alert.expected_micro, alert.measured_micro = _micro(found.expected), _micro(found.measured)
    alert.excess_micro_per_hour, alert.cost_cents_per_day = _micro(excess), cents
    alert.severity = severity(cents, figures.low_under_eur_per_day, figures.high_over_eur_per_day)
    alert.evidence = {
        "code": found.code,
        "params": dict(found.params),
        "hours_per_day": round(found.hours_per_day, 2),
        "summed_from": found.started_at.isoformat(),
        "night_excess_over_band_per_hour": round(found.night_excess_over_band_per_hour, 4),
    }


def _micro(value: float) -> int:
    return round(value * MICRO)


def _continue(
    session: Session,
    alert: Alert,
    sighting: Sighting,
    works: MaintenanceWindow | None,
    rules: Rulebook,
    now: datetime,
) -> Alert:
    """What goes on asks the dispatchers for more when it grew, unless it sleeps or works explain it."""
    _grow(session, alert, sighting, rules, now)
    if works is not None:
        return alert
    if _wakes(alert, rules, now):
        wake(session, alert, now)
    if alert.state != "snoozed":
        ask_more(session, alert, rules, now, late=sighting.late)
        release(session, alert, now)
    return alert


def _grow(session: Session, alert: Alert, sighting: Sighting, rules: Rulebook, now: datetime) -> None:
    """The figures grow without a word; a step is noted when the alert becomes worse or starts again."""
    started_before, severity_before = alert.started_at, alert.severity
    if (alert.cause, sighting.detection.cause) in _BETTER_KNOWN:
        alert.cause = sighting.detection.cause
        note(session, alert, "cause_known", SCAN, now, cause=alert.cause)
    _take_figures(alert, sighting, rules)
    alert.started_at = min(alert.started_at, started_before)
    if alert.severity != severity_before:
        note(session, alert, "grown", SCAN, now, severity=alert.severity, cents_per_day=alert.cost_cents_per_day)
    if alert.ended_at is not None:
        alert.ended_at = None
        note(session, alert, "again_abnormal", SCAN, now)
        tell_ticket(session, alert, now, ended=False)


def _wakes(alert: Alert, rules: Rulebook, now: datetime) -> bool:
    snooze = Snooze(alert.snoozed_until, alert.snoozed_excess_micro)
    growth = rules.detection.snooze_wakes_at_growth
    return alert.state == "snoozed" and wakes(snooze, alert.excess_micro_per_hour, growth, now)


def wake(session: Session, alert: Alert, now: datetime) -> None:
    alert.state = "open"
    alert.snoozed_until = alert.snooze_reason = alert.snoozed_excess_micro = None
    alert.version += 1
    note(session, alert, "woken", SCAN, now, excess_micro=alert.excess_micro_per_hour)


def _reopen(session: Session, alert: Alert, sighting: Sighting, rules: Rulebook, now: datetime) -> Alert:
    """The work did not help: the alert stands again, and with it its ticket."""
    note(session, alert, "reopened", SCAN, now, outcome_before=alert.outcome)
    reopen(alert)
    alert.ended_at = None
    _take_figures(alert, sighting, rules)
    reopen_ticket(session, alert, rules, now, late=sighting.late)
    tell_opened(session, alert, now)
    return alert
