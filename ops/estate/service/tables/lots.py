"""`import lots`: dwellings, shops and offices, each with its first state."""

from typing import Any

from ops.estate.models import Location, Lot
from ops.estate.rules.kinds import LOT_KINDS
from ops.estate.rules.timeline import KINDS as STATES
from ops.estate.service import lots as service
from ops.estate.service.tables.engine import ADDED, CHANGED, UNCHANGED, Intake, TableKind, assign, french
from ops.estate.wording import place_search_text
from ops.kit.imports import Cells

COLUMNS = ("code", "building", "name", "kind", "subsidised", "bedrooms", "rent_eur", "box")
OPTIONAL = ("floor_area_m2", "state", "state_from", "name_fr")


def _take(intake: Intake, cells: Cells) -> str | None:
    code, building = cells.text("code", limit=60), intake.place(cells, "building")
    known = intake.places.get(code)
    name, box = cells.text("name"), cells.optional("box", limit=10) or ""
    own = {
        "name": name,
        "name_fr": french(cells, "name", name, known),
        "floor_area_m2": cells.whole("floor_area_m2", low=1, high=100_000),
    }
    details = {
        "kind": cells.choice("kind", LOT_KINDS),
        "subsidised": cells.flag("subsidised"),
        "bedrooms": cells.whole("bedrooms", low=0, high=20) or 0,
        "rent_cents": cells.cents("rent_eur"),
    }
    state, state_from = cells.optional("state") or "void", cells.day("state_from")
    if state not in STATES:
        cells.fault("state", "not_allowed", value=state[:40], allowed=", ".join(STATES))
    if known and building and (known.kind != "lot" or known.building_id != building.building_id):
        cells.fault("code", "already_there", value=code)
    if not cells.are_good or building is None:
        return None
    place = known or _add(intake, code, building)
    changed = _write_place(place, building, box, own)
    changed |= _write_lot(intake, place, details)
    if known is None:
        first_day = state_from or intake.today
        service.open_lot(intake.session, place.id, from_on=first_day, kind=state, who=intake.who, now=intake.now)
    if changed:
        intake.audit("location.change", "location", code)
    return ADDED if known is None else CHANGED if changed else UNCHANGED


def _add(intake: Intake, code: str, building: Location) -> Location:
    place = Location(code=code, kind="lot", name="", parent_id=building.id, path="", zone=building.zone, version=0)
    place.building_id = building.building_id
    intake.session.add(place)
    intake.session.flush()
    place.path = f"{building.path}{place.id}/"
    intake.places[code] = place
    return place


def _write_place(place: Location, building: Location, box: str, own: dict[str, Any]) -> bool:
    """The address is that of the building, with the box behind the number."""
    shared = ("street", "street_fr", "postcode", "city", "city_fr", "zone")
    number = f"{building.house_number}/{box}" if box else building.house_number
    if not assign(place, {**{name: getattr(building, name) for name in shared}, "house_number": number, **own}):
        return False
    place.version += 1
    place.search_text = place_search_text(place)
    return True


def _write_lot(intake: Intake, place: Location, details: dict[str, Any]) -> bool:
    lot = intake.session.get(Lot, place.id)
    if lot is not None:
        return assign(lot, details)
    intake.session.add(Lot(location_id=place.id, **details))
    intake.session.flush()
    return True


LOTS = TableKind(COLUMNS, OPTIONAL, ("code",), _take)
