"""Works, a change of use and a deputy, as the energy coordinator notes them; all to come, so that nothing changes."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.energy.models_desk import DatedChange, Deputyship, MaintenanceWindow
from ops.energy.queries.deputy import coordinators, possible_deputies
from ops.energy.service.dated_change import Change, note_change
from ops.energy.service.deputy import Stand, note_deputy
from ops.energy.service.maintenance import Works, note_works

_WHO = system("tests")
_WEEK = timedelta(days=7)


def note_works_at(session: Session, place: str, now: datetime) -> MaintenanceWindow:
    works = Works(place, now + _WEEK, now + _WEEK + timedelta(hours=4), "Pipes are flushed")
    return note_works(session, works, who=_WHO, now=now)


def note_change_at(session: Session, place: str, now: datetime) -> DatedChange:
    change = Change(place, (now + _WEEK).date(), "insulation", "gas", "Roof")
    return note_change(session, change, who=_WHO, now=now)


def note_deputy_of_somebody(session: Session, now: datetime) -> Deputyship:
    away = coordinators(session)[0]
    stands = next(user for user in possible_deputies(session) if user.id != away.id)
    stand = Stand(away.id, stands.id, now + _WEEK, now + 2 * _WEEK)
    return note_deputy(session, stand, who=_WHO, now=now)


def note_desk(session: Session, now: datetime) -> None:
    note_works_at(session, "ADM-01", now)
    note_change_at(session, "ADM-01", now)
    note_deputy_of_somebody(session, now)
