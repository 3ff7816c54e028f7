"""The same tables out; what is written can be read in again."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from ops.estate.models import DailyTemperature, Installation, Location, LocationUse, Lot, LotPeriod, Tenancy
from ops.estate.service.tables import installations, locations, lots, temperatures, tenancies
from ops.kit.exports import Cell
from ops.kit.money import eur_text
from ops.kit.periods import OPEN_END

Table = tuple[Sequence[str], Iterator[Sequence[Cell]]]


def export_locations(session: Session) -> Table:
    """Every place but lots, parents before children."""
    current = {
        use.location_id: use for use in session.scalars(select(LocationUse).where(LocationUse.to_on == OPEN_END))
    }
    parent = aliased(Location)
    statement = (
        select(Location, parent.code).outerjoin(parent, parent.id == Location.parent_id).where(Location.kind != "lot")
    )
    rows = sorted(session.execute(statement).all(), key=lambda row: (row[0].path.count("/"), row[0].code))
    cells = [_location_cells(place, above, current.get(place.id)) for place, above in rows]
    return (*locations.COLUMNS, *locations.OPTIONAL), iter(cells)


def _location_cells(place: Location, parent: str | None, use: LocationUse | None) -> Sequence[Cell]:
    used = (use.use, use.from_on, use.night_use) if use else (None, None, None)
    return (
        place.code, place.kind, place.name, parent, place.zone, place.street, place.house_number, place.postcode,
        place.city, place.floor_area_m2, *used, place.name_fr, place.street_fr, place.city_fr,
    )  # fmt: skip


def export_lots(session: Session) -> Table:
    building = aliased(Location)
    states = {
        period.lot_id: period
        for period in session.scalars(
            select(LotPeriod).where(LotPeriod.superseded_at.is_(None), LotPeriod.to_on == OPEN_END)
        )
    }
    statement = (
        select(Location, Lot, building.code)
        .join(Lot, Lot.location_id == Location.id)
        .join(building, building.id == Location.building_id)
        .order_by(Location.code)
    )
    cells = [
        _lot_cells(place, lot, above, states.get(lot.location_id)) for place, lot, above in session.execute(statement)
    ]
    return (*lots.COLUMNS, *lots.OPTIONAL), iter(cells)


def _lot_cells(place: Location, lot: Lot, building: str, state: LotPeriod | None) -> Sequence[Cell]:
    box = place.house_number.partition("/")[2]
    rent = None if lot.rent_cents is None else eur_text(lot.rent_cents)
    stands = (state.kind, state.from_on) if state else (None, None)
    return (
        place.code, building, place.name, lot.kind, lot.subsidised, lot.bedrooms, rent, box, place.floor_area_m2,
        *stands, place.name_fr,
    )  # fmt: skip


def export_installations(session: Session) -> Table:
    loaded = (joinedload(Installation.location), joinedload(Installation.firm))
    statement = select(Installation).options(*loaded).order_by(Installation.code)
    cells = [
        (
            each.code, each.kind, each.name, each.location.code, each.firm.code if each.firm else None, each.serial,
            each.in_service_on, each.critical, None if each.power_kw is None else str(each.power_kw),
            *((each.firm.name, each.firm.phone, each.firm.hours) if each.firm else (None, None, None)), None,
            each.name_fr,
        )
        for each in session.scalars(statement)
    ]  # fmt: skip
    return (*installations.COLUMNS, *installations.OPTIONAL), iter(cells)


def export_tenancies(session: Session) -> Table:
    """With persons: a file to be kept as carefully as the persons' file itself."""
    statement = select(Tenancy, Location.code).join(Location, Location.id == Tenancy.lot_id)
    ordered = statement.options(joinedload(Tenancy.person)).order_by(Location.code, Tenancy.from_on)
    cells = [
        (
            lot, each.person.code, each.from_on, None if each.to_on == OPEN_END else each.to_on,
            each.person.given_name, each.person.family_name, each.person.language, each.person.phone,
            each.person.email, each.person.interpreter_language,
        )
        for each, lot in session.execute(ordered)
    ]  # fmt: skip
    return (*tenancies.COLUMNS, *tenancies.OPTIONAL), iter(cells)


def export_temperatures(session: Session) -> Table:
    rows = session.scalars(select(DailyTemperature).order_by(DailyTemperature.day))
    return temperatures.COLUMNS, ((row.day, Decimal(str(row.mean_c)), row.source) for row in rows)
