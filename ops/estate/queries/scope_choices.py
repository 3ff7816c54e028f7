"""Where a role can count: the homes, zones, firms and buildings that a grant may name."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.estate.models import Firm, Location, LocationUse
from ops.estate.rules.kinds import ZONES


@dataclass
class ScopeChoice:
    """One scope as it is written (`home:heizel`), with the name of the place or firm."""

    scope: str
    name: str
    name_fr: str = ""


@dataclass(frozen=True)
class ScopeChoices:
    zones: Sequence[str]
    homes: Sequence[ScopeChoice]
    buildings: Sequence[ScopeChoice]
    firms: Sequence[ScopeChoice]


def scope_choices(session: Session, on: date) -> ScopeChoices:
    """What exists on a local date; a rest home is offered as a home, every other building as a building."""
    in_use = (LocationUse.use == "rest_home", LocationUse.from_on <= on, LocationUse.to_on > on)
    homes = select(LocationUse.location_id).where(*in_use)
    named = select(Location.code, Location.name, Location.name_fr)
    buildings = named.where(Location.kind == "building").order_by(Location.code)
    return ScopeChoices(
        zones=[f"zone:{zone}" for zone in ZONES],
        homes=[ScopeChoice(f"home:{c}", *n) for c, *n in session.execute(buildings.where(Location.id.in_(homes)))],
        buildings=[
            ScopeChoice(f"building:{c}", *n) for c, *n in session.execute(buildings.where(Location.id.not_in(homes)))
        ],
        firms=[
            ScopeChoice(f"firm:{c}", n) for c, n in session.execute(select(Firm.code, Firm.name).order_by(Firm.name))
        ],
    )


def scope_names(session: Session, scopes: Set[tuple[str, str]]) -> dict[tuple[str, str], ScopeChoice]:
    """The places and firms behind (kind, code), with their names; zones and everywhere have none."""
    places = [code for kind, code in scopes if kind in ("home", "building")]
    firms = [code for kind, code in scopes if kind == "firm"]
    named = select(Location.code, Location.name, Location.name_fr).where(Location.code.in_(places))
    found = {code: (name, name_fr) for code, name, name_fr in session.execute(named)} if places else {}
    of_firms = select(Firm.code, Firm.name).where(Firm.code.in_(firms))
    contracted = {code: (name,) for code, name in session.execute(of_firms)} if firms else {}
    return {
        (kind, code): ScopeChoice(f"{kind}:{code}", *names)
        for kind, code in scopes
        if (names := (contracted if kind == "firm" else found).get(code))
    }
