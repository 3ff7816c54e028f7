"""How much of what registers should have told is known, by week, as JSON."""

from datetime import date
from typing import Annotated

from fastapi import Query

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.energy.api.pages import Cursor, Limit, Word, part_of
from ops.energy.queries.completeness import Weeks, by_week, registers_of
from ops.energy.rules.figures import Medium
from ops.energy.schemas.trust import CompleteList, CompleteOut, HoursOut
from ops.energy.service.rulebook import Rulebook
from ops.kit.http import Now, ReadSession, SettingsDep
from ops.kit.periods import local_date

router = ApiRouter(tags=["energy"])

_READ = "meters.read"


@router.get("/completeness", permission=_READ)
def list_completeness(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    settings: SettingsDep,
    medium: Medium | None = None,
    building: Word = None,
    weeks: Annotated[int, Query(ge=1, le=53)] = 4,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> CompleteList:
    """Registers in the order of their codes; the last week is under way, and owes its hours until now."""
    every = registers_of(session, who.places(_READ), medium=medium, building=building)
    shown, following = part_of(every, limit, cursor)
    figures, zone = Rulebook(session, now).silence, settings.zone
    found = by_week(session, shown, figures, now=now, zone=zone, weeks=weeks)
    mondays = [local_date(edge, zone) for edge in found.edges[:-1]]
    return CompleteList(
        items=[
            CompleteOut(
                register_=each.register.code,
                building=each.building.code,
                medium=each.register.meter.medium,
                weeks=[_hours(found, row, week, monday) for week, monday in enumerate(mondays)],
            )
            for row, each in enumerate(found.registers)
        ],
        next=following,
    )


def _hours(found: Weeks, row: int, week: int, monday: date) -> HoursOut:
    hours = found.hours
    return HoursOut(
        from_=monday,
        owed=int(hours.asked[row, week]),
        measured=int(hours.measured[row, week]),
        estimated=int(hours.estimated[row, week]),
        missing=int(hours.missing[row, week]),
    )
