"""The story of R-042: three leaks on one riser in 60 days, and a storm that forty people called about."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time, timedelta

from ops.estate.models import Location
from ops.estate.rules.floors import column_of, floor_of
from ops.kit.periods import at_local, local_date
from ops.repairs.seed.catalogue import DEFECTS, Defect
from ops.repairs.seed.drafts import CallerDraft, Draft, live_through
from ops.repairs.seed.history import Spot, World, draft_for
from ops.repairs.seed.teams import team_for

_BUILDING, _COLUMN = "R-042", "B"
#: Days ago, and on which dwelling of the riser from below.
_LEAKS = ((55, 1), (33, 2), (12, 0))
_CALLERS, _TOLD = 40, 38
_FIRST_CALL, _TOLD_AFTER = timedelta(minutes=66), timedelta(minutes=45)
_LEAK = "Lek onder de gootsteen"
_STORM = "Water door het plafond"


def riser_story(world: World) -> Iterator[Draft]:
    """Each leak repaired, the pipe not."""
    column = _column(world)
    for days_ago, number in _LEAKS:
        day = local_date(world.now, world.zone) - timedelta(days=days_ago)
        aware_at = at_local(day, time(9 + number, 12), world.zone)
        defect = _named(_LEAK)
        draft = draft_for(world, defect, Spot(column[number % len(column)]), aware_at)
        team = team_for(world.teams, draft.trade, draft.priority, draft.place.zone, defect.where)
        live_through(draft, team, defect.finding, defect.report_nl, world.rng, world.at_work)
        yield draft


def storm_story(world: World) -> Draft:
    """Still open, somebody on site; two of the forty called after all others had been told."""
    column = _column(world)
    aware_at = world.now - _FIRST_CALL
    draft = draft_for(world, _named(_STORM), Spot(column[-1]), aware_at)
    draft.callers = _callers(world, draft)
    draft.teams.append(team_for(world.teams, draft.trade, draft.priority, draft.place.zone, "dwelling"))
    sent = aware_at + timedelta(minutes=5)
    draft.then("work_planned", sent, order=0)
    draft.then("work_dispatched", sent, order=0)
    draft.then("work_accepted", sent + timedelta(minutes=4), "crew", 0)
    draft.then("work_started", sent + timedelta(minutes=27), "crew", 0)
    draft.then("told_sent", aware_at + _TOLD_AFTER)
    return draft


def _callers(world: World, draft: Draft) -> Sequence[CallerDraft]:
    """The dwellings of the house from above, then those of the houses around; the last two come late."""
    spots = [Spot(place) for place in sorted(world.dwellings, key=lambda place: _distance(place, draft.place))]
    known = [world.callers_of(spot, draft.aware_at)[0] for spot in spots]
    people = list({caller.person.id: caller for caller in known if caller.person}.values())
    wanted = [people[i % len(people)] for i in range(_CALLERS)]
    return [replace(caller, later=_called_after(i)) for i, caller in enumerate(wanted)]


def _called_after(number: int) -> timedelta:
    if number < _TOLD:
        return timedelta(minutes=number)
    return _TOLD_AFTER + timedelta(minutes=4 * (number - _TOLD + 1))


def _distance(place: Location, top: Location) -> tuple[bool, int, bool, int]:
    """First the dwellings below on the same riser, then the rest of the house, then the next houses."""
    elsewhere = place.building_id != top.building_id
    below = column_of(place.code) != column_of(top.code)
    houses = abs((place.building_id or 0) - (top.building_id or 0))
    return elsewhere, houses, below, -(floor_of(place.code) or 0)


def _column(world: World) -> list[Location]:
    """The dwellings on the riser, from below; a small demo has few."""
    house = [place for place in world.dwellings if place.code.startswith(f"{_BUILDING}-")]
    column = [place for place in house if column_of(place.code) == _COLUMN]
    return sorted(column or house or world.dwellings[:1], key=lambda place: floor_of(place.code) or 0)


def _named(title: str) -> Defect:
    return next(defect for defect in DEFECTS if defect.nl == title)
