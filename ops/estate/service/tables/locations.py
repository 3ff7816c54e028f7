"""`import locations`: the tree, parents before children or in earlier files."""

from datetime import date

from sqlalchemy import select

from ops.estate.models import Location, LocationUse
from ops.estate.rules.kinds import LOCATION_KINDS, PARENT_KINDS, USES, ZONES, location_search_text
from ops.estate.service.tables.engine import ADDED, CHANGED, UNCHANGED, Intake, TableKind, assign
from ops.kit.imports import Cells
from ops.kit.periods import OPEN_END

COLUMNS = ("code", "kind", "name", "parent", "zone", "street", "house_number", "postcode", "city")
OPTIONAL = ("floor_area_m2", "use", "use_from", "night_use")
_ADDRESS = (("street", 120), ("house_number", 20), ("postcode", 10), ("city", 80))


def _take(intake: Intake, cells: Cells) -> str | None:
    code, kind = cells.text("code", limit=60), cells.choice("kind", LOCATION_KINDS)
    parent = intake.place(cells, "parent") if cells.optional("parent") else None
    values = _values(cells, parent)
    use, use_from = cells.optional("use"), cells.day("use_from")
    if use and use not in USES:
        cells.fault("use", "not_allowed", value=use[:40], allowed=", ".join(USES))
    if kind and cells.are_good and (parent.kind if parent else None) not in PARENT_KINDS[kind]:
        allowed = ", ".join(each or "-" for each in PARENT_KINDS[kind])
        cells.fault("parent", "not_allowed", value=parent.code if parent else "-", allowed=allowed)
    known = intake.places.get(code)
    if known and (known.kind != kind or known.parent_id != (parent.id if parent else None)):
        cells.fault("code", "already_there", value=code)
    if not cells.are_good:
        return None
    place, result = (known, None) if known else (_add(intake, code, kind, parent), ADDED)
    assert place is not None  # noqa: S101  (either it was known, or it was added)
    changed = _write(place, values)
    changed |= _write_use(intake, place, use, use_from or intake.now.date(), cells.flag("night_use"))
    intake.session.flush()
    if changed:
        intake.audit("location.change", "location", code)
    return result or (CHANGED if changed else UNCHANGED)


def _values(cells: Cells, parent: Location | None) -> dict[str, object]:
    """What the line leaves empty is that of the parent."""
    values: dict[str, object] = {"name": cells.text("name")}
    for column, limit in _ADDRESS:
        values[column] = cells.optional(column, limit=limit) or (getattr(parent, column) if parent else "")
    zone_of_parent = cells.optional("parent") and not cells.optional("zone")
    values["zone"] = (parent.zone if parent else "") if zone_of_parent else cells.choice("zone", ZONES)
    values["floor_area_m2"] = cells.whole("floor_area_m2", low=1, high=10_000_000)
    return values


def _add(intake: Intake, code: str, kind: str, parent: Location | None) -> Location:
    place = Location(
        code=code, kind=kind, parent_id=parent.id if parent else None, name="", path="", zone="", version=0
    )
    intake.session.add(place)
    intake.session.flush()
    place.path = f"{parent.path if parent else '/'}{place.id}/"
    place.building_id = place.id if kind == "building" else parent.building_id if parent else None
    intake.places[code] = place
    return place


def _write(place: Location, values: dict[str, object]) -> bool:
    if not assign(place, values):
        return False
    place.version += 1
    place.search_text = location_search_text(
        place.code, place.name, place.street, place.house_number, place.postcode, place.city
    )
    return True


def _write_use(intake: Intake, place: Location, use: str | None, from_on: date, night_use: bool) -> bool:
    """A new use ends the former one on its first day."""
    if use is None:
        return False
    statement = select(LocationUse).where(LocationUse.location_id == place.id, LocationUse.to_on == OPEN_END)
    current = intake.session.scalar(statement)
    if current and (current.use, current.night_use) == (use, night_use):
        return False
    if current and current.from_on < from_on:
        current.to_on = from_on
    elif current:
        return assign(current, {"use": use, "night_use": night_use})
    intake.session.add(LocationUse(location_id=place.id, use=use, from_on=from_on, to_on=OPEN_END, night_use=night_use))
    return True


LOCATIONS = TableKind(COLUMNS, OPTIONAL, ("code",), _take)
