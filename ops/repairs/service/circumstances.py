"""What the estate knows about a place at the moment of a call: who lives there, what it is for, how cold it was."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.errors import N_
from ops.estate.models import Installation, Location
from ops.estate.queries import count_installations, flags_at, means_until, use_on
from ops.kit.locale import Text
from ops.kit.periods import local_date
from ops.repairs.rules.triage import Circumstances

_FLAGGED = N_("noted for this dwelling")
_REST_HOME = N_("the place is a rest home")
#: Kind of installation -> the service that stands still with it.
_SERVICES: Mapping[str, str] = {"washing": "laundry", "cold_store": "kitchen", "nurse_call": "nurse_call"}
#: Days of weather that the longest mean may ask for.
_DAYS = 14


@dataclass(frozen=True)
class AffectedFact:
    """Somebody at the place whom a defect may hit harder, and how that is known."""

    code: str
    reason: Text


@dataclass(frozen=True)
class Facts:
    """`use` is that of the place; `services` are those of the machine that is named."""

    affected: Sequence[AffectedFact] = ()
    use: str = ""
    services: frozenset[str] = frozenset()
    #: What an assumed hazard is at this place, where it is less than it sounds.
    lesser: Mapping[str, str] = field(default_factory=dict)


def facts_at(
    session: Session, place: Location | None, at: datetime, machine: Installation | None = None, *, private: bool = True
) -> Facts:
    """`private` is whether it counts who is noted to live there: a reader without rights on persons is told nothing."""
    if place is None:
        return Facts()
    day = local_date(at, zone_of(session))
    use = use_on(session, place, day)
    known = [AffectedFact(row.flag, Text(_FLAGGED)) for row in (flags_at(session, place, day) if private else ())]
    if use and use.use == "rest_home":
        known.append(AffectedFact("resident", Text(_REST_HOME)))
    service = _SERVICES.get(machine.kind) if machine else None
    return Facts(
        affected=known,
        use=use.use if use else "",
        services=frozenset({service} if service else ()),
        lesser=_lesser(session, place),
    )


def _lesser(session: Session, place: Location) -> Mapping[str, str]:
    """A toilet outside a dwelling has another beside it, and so has a lift that is one of several."""
    found = {} if place.kind == "lot" else {"only_toilet": "part_of_service"}
    if count_installations(session, place.building_id or place.id, "lift") > 1:
        found["only_lift"] = "part_of_service"
    return found


def circumstances(
    session: Session, facts: Facts, affected: AbstractSet[str], services: AbstractSet[str], at: datetime
) -> Circumstances:
    """All that the matrix weighs, in local time."""
    local = at.astimezone(zone_of(session))
    day = local_date(at, zone_of(session))
    return Circumstances(
        day=day,
        at=local.time(),
        affected=frozenset(affected),
        services=frozenset(services | facts.services),
        use=facts.use,
        means=means_until(session, day, _DAYS),
    )
