"""What the nights found in the demo: a building that drifts, and a weekend that ran like a weekday."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.energy.seed.history import DRIFTING, WEEKEND_RUN, last_monday
from ops.energy.seed.registers import Metered
from ops.energy.service.night_scan import keep_night, see_night
from ops.kit.periods import at_local

_STORIES = (DRIFTING, WEEKEND_RUN)
_NIGHT = time(3, 40)


def look_back(session: Session, metered: Sequence[Metered], *, now: datetime, zone: ZoneInfo) -> None:
    """As the night to Monday saw them, by the detectors themselves."""
    registers = [each.register for each in metered if each.register.code in _STORIES]
    seen_until = [each.scanned_to for each in registers]
    at = at_local(last_monday(now, zone), _NIGHT, zone)
    for each in registers:
        each.scanned_to = None
    keep_night(session, see_night(session, [each.id for each in registers], now=at), now=at)
    for each, until in zip(registers, seen_until, strict=True):
        each.scanned_to = until
