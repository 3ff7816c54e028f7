"""`import locations`: the tree, parents before children or in earlier files."""

from datetime import date

from sqlalchemy import select

from ops.estate.models import Location, LocationUse
from ops.estate.rules.kinds import LOCATION_KINDS, PARENT_KINDS, USES, ZONES
from ops.estate.service.tables.engine import ADDED, CHANGED, UNCHANGED, Intake, TableKind, assign, french
from ops.estate.wording import installation_search_text, place_search_text
from ops.kit.imports import Cells
from ops.kit.periods import OPEN_END

COLUMNS = ("code", "kind", "name", "parent", "zone", "street", "house_number", "postcode", "city")
OPTIONAL = ("floor_area_m2", "use", "use_from", "night_use", "name_fr", "street_fr", "city_fr")
_ADDRESS = (("street", 120), ("house_number", 20), ("postcode", 10), ("city", 80))
_BILINGUAL = ("street", "city")


def _take(intake: Intake, cells: Cells) -> str | None:
    code, kind = cells.text("code", limit=60), cells.choice("kind", LOCATION_KINDS)
    parent = intake.place(cells, "parent") if cells.optional("parent") else None
    known = intake.places.get(code)
    values = _values(cells, parent, known)
    use, use_from = cells.optional("use"), cells.day("use_from")
    if use and use not in USES:
        cells.fault("use", "not_allowed", value=use[:40], allowed=", ".join(USES))
    if kind and cells.are_good and (parent.kind if parent else None) not in PARENT_KINDS[kind]:
        allowed = ", ".join(each or "-" for each in PARENT_KINDS[kind])
        cells.fault("parent", "not_allowed", value=parent.code if parent else "-", allowed=allowed)
    if known and (known.kind != kind or known.parent_id != (parent.id if parent else None)):
        cells.fault("code", "already_there", value=code)
    if not cells.are_good:
        return None
    place, result = (known, None) if known else (_add(intake, code, kind, parent), ADDED)
    assert place is not None  # noqa: S101  (either it was known, or it was added)
    changed = _write(intake, place, values)
    changed |= _write_use(intake, place, use, use_from or intake.today, cells.flag("night_use"))
    intake.session.flush()
    if changed:
        intake.audit("location.change", "location", code)
    return result or (CHANGED if changed else UNCHANGED)


def _values(cells: Cells, parent: Location | None, known: Location | None) -> dict[str, object]:
    """What the line leaves empty is that of the parent."""
    name = cells.text("name")
    values: dict[str, object] = {"name": name, "name_fr": french(cells, "name", name, known)}
    for column, limit in _ADDRESS:
        values |= _address_part(cells, column, limit, parent, known)
    zone_of_parent = cells.optional("parent") and not cells.optional("zone")
    values["zone"] = (parent.zone if parent else "") if zone_of_parent else cells.choice("zone", ZONES)
    values["floor_area_m2"] = cells.whole("floor_area_m2", low=1, high=10_000_000)
    return values


def _address_part(
    cells: Cells, column: str, limit: int, parent: Location | None, known: Location | None
) -> dict[str, str]:
    """One column of the address; the French of a street or a commune comes from where the Dutch comes from."""
    own, beside = cells.optional(column, limit=limit), f"{column}_fr"
    names = (column, beside) if column in _BILINGUAL else (column,)
    if own is None:
        return {name: getattr(parent, name) if parent else "" for name in names}
    return {column: own} | ({beside: french(cells, column, own, known, limit=limit)} if beside in names else {})


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


def _write(intake: Intake, place: Location, values: dict[str, object]) -> bool:
    if not assign(place, values):
        return False
    place.version += 1
    place.search_text = place_search_text(place)
    for each in intake.installations.values():
        if each.location_id == place.id:
            each.search_text = installation_search_text(each, place)
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
