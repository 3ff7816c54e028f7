"""Works, a change of use, a deputy and a table, as the energy coordinator brings them; so that nothing changes yet."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.energy.models_desk import DatedChange, Deputyship, MaintenanceWindow, ReadingUpload
from ops.energy.queries.deputy import coordinators, possible_deputies
from ops.energy.service.dated_change import Change, note_change
from ops.energy.service.deputy import Stand, note_deputy
from ops.energy.service.maintenance import Works, note_works
from ops.energy.service.readings_upload import Brought, keep
from ops.kit.imports import FAULT_TEXTS

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


def bring_table(session: Session, now: datetime) -> ReadingUpload:
    """A row without its bytes, with a series that nobody knows and a line that is refused."""
    found = {
        "profile": "plain", "readings": 1, "repeated": 0, "refused": 1,
        "registers": [{"code": "ADM-01-E1", "from": now.isoformat(), "to": now.isoformat(), "readings": 1,
                       "new": 1, "changed": 0, "same": 0}],
        "unknown": [{"series": "541448860000000001/Afname Dag", "lines": 1}],
        "faults": [{"line": 3, "column": "register", "text": FAULT_TEXTS["unknown_code"],
                    "params": {"value": "541448860000000001/Afname Dag"}}],
    }  # fmt: skip
    return keep(session, Brought(b"", "history.csv", ""), "0" * 64, found, who=_WHO, now=now)
