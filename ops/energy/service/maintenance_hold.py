"""Waste that works explain is noted, but opens no ticket and is told to nobody until the works are over."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.energy.models import Alert, Register
from ops.energy.models_desk import MaintenanceWindow
from ops.energy.queries.maintenance import windows_by_register
from ops.energy.queries.maintenance_hold import HELD, RELEASED, is_held
from ops.energy.rules.causes import is_waste
from ops.energy.rules.episode import Detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.maintenance import holds_back
from ops.energy.service.telling import SCAN, note, tell_opened
from ops.kit.periods import Span


def works_behind(
    session: Session, register: Register, found: Detection, figures: DetectionFigures
) -> MaintenanceWindow | None:
    """The works that explain what was found; None for a fault of the data, which goes to metering in any case."""
    if not is_waste(found.cause):
        return None
    settles = timedelta(hours=figures.ended_after_normal_hours)
    near = windows_by_register(session, [register], Span(found.started_at - settles, found.until_at))[register.id]
    for each in near:
        if holds_back([Span(each.from_at, each.to_at)], found.started_at, found.until_at, settles):
            return each
    return None


def hold(session: Session, alert: Alert, works: MaintenanceWindow, now: datetime) -> None:
    note(session, alert, HELD, SCAN, now, reason=works.reason, until=works.to_at.isoformat())
    session.flush()


def release(session: Session, alert: Alert, now: datetime) -> None:
    """The works are over and it goes on: from now on it is an alert like any other, and is told as one."""
    if is_held(session, alert.id):
        note(session, alert, RELEASED, SCAN, now)
        session.flush()
        tell_opened(session, alert, now)
