"""From what the detectors say of a register to its alerts: opened, continued, ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.energy.models import Alert, Register
from ops.energy.queries.registers import newest_received
from ops.energy.rules.causes import family
from ops.energy.rules.episode import Detection
from ops.energy.rules.lifecycle import OPEN_STATES, is_late, is_normal_again
from ops.energy.service.ending import end_if_normal
from ops.energy.service.opening import Sighting, open_or_continue
from ops.energy.service.rulebook import Rulebook

_LATELY = timedelta(days=1)


@dataclass
class Scanned:
    """What a scan did, as counts."""

    registers: int = 0
    opened: int = 0
    ended: int = 0
    woken: int = 0

    def __iadd__(self, other: "Scanned") -> "Scanned":
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self


@dataclass(frozen=True)
class Seen:
    """What was found of a register up to the end of its last sure hour, and the alerts that may still matter to it."""

    register: Register
    known_until: datetime
    found: Sequence[Detection]
    alerts: Sequence[Alert]


def lead_on(
    session: Session, seen: Seen, rules: Rulebook, now: datetime, *, spared: Collection[str] = frozenset()
) -> Scanned:
    """Opens or continues what was found, and ends the alerts of which nothing was found any more.

    Alerts of a `spared` cause don't end: who looked could not have found it.
    """
    done = Scanned()
    touched: set[int] = set()
    for detection in seen.found:
        if is_normal_again(detection.until_at, seen.known_until, rules.detection.ended_after_normal_hours):
            continue
        alert = open_or_continue(session, _sighting(session, seen, detection, rules), seen.alerts, rules, now)
        if alert is not None:
            done.opened += alert not in seen.alerts
            touched.add(alert.id)
    for alert in seen.alerts:
        if alert.state in OPEN_STATES and alert.id not in touched and alert.cause not in spared:
            done.ended += end_if_normal(session, alert, seen.known_until, rules, now)
    return done


def _sighting(session: Session, seen: Seen, detection: Detection, rules: Rulebook) -> Sighting:
    """An alert that stands already is judged by what came in lately, a new one by all of its evidence."""
    register, since = seen.register, detection.started_at
    if any(alert.cause in family(detection.cause) and alert.state in OPEN_STATES for alert in seen.alerts):
        since = max(since, seen.known_until - _LATELY)
    newest = newest_received(session, register.id, since)
    if newest is None:
        return Sighting(register, detection, late=False)
    at, received_at = newest
    if register.kind == "interval":
        at += timedelta(minutes=register.step_minutes)
    return Sighting(register, detection, is_late(at, received_at, rules.detection.late_after_hours))
