"""Which hours of a register are no model of what is usual: works, and all up to the last change of its use."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.models import Register
from ops.energy.models_desk import DatedChange
from ops.energy.queries.dated_change import changes_by_register
from ops.energy.queries.maintenance import windows_by_register
from ops.energy.rules.dated_change import model_from
from ops.kit.periods import Span, local_date, local_midnight


def no_model(session: Session, registers: Collection[Register], seen: Span) -> Mapping[int, Sequence[Span]]:
    """Register id -> the spans within `seen`, which ends now, that say nothing about what is usual."""
    zone = zone_of(session)
    windows = windows_by_register(session, registers, seen)
    changes = changes_by_register(session, registers)
    today = local_date(seen.to_at, zone)
    return {
        register.id: [
            *(Span(each.from_at, each.to_at) for each in windows[register.id]),
            *_until_changed(changes[register.id], today, seen, zone),
        ]
        for register in registers
    }


def _until_changed(changes: Sequence[DatedChange], today: date, seen: Span, zone: ZoneInfo) -> Sequence[Span]:
    """The day of the change is no model either: it may hold hours of both uses."""
    changed_on = model_from((each.from_on for each in changes), today)
    return [Span(seen.from_at, local_midnight(changed_on + timedelta(days=1), zone))] if changed_on else []
