"""Places and installations."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from sqlalchemy.orm import Session

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.principal import Principal
from ops.estate import queries
from ops.estate.models import Location, Lot
from ops.estate.schemas import places as out
from ops.estate.schemas.places import InstallationList, InstallationOut, LocationFile, LocationList, LotOut
from ops.kit.cursors import decode_cursor, encode_cursor
from ops.kit.http import MAX_LIMIT, Now, ReadSession, SettingsDep
from ops.kit.periods import local_date

router = ApiRouter(tags=["estate"])
Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Kind = Literal["site", "building", "floor", "room", "common_part", "lot"]
Zone = Literal["centre", "north"]


@router.get("/locations", permission="estate.read")
def list_locations(
    session: ReadSession,
    who: CurrentPrincipal,
    q: Word = "",
    kind: Kind | None = None,
    zone: Zone | None = None,
    limit: Limit = 100,
    cursor: Word = "",
) -> LocationList:
    """Sites, buildings, lots and rooms as one tree, by code."""
    found = queries.list_locations(
        session, who.scopes("estate.read"), q=q, kind=kind, zone=zone, after_code=_after(cursor), limit=limit + 1
    )
    items = [out.location_out(place) for place in found[:limit]]
    return LocationList(items=items, next=encode_cursor([items[-1].id]) if len(found) > limit else None)


@router.get("/locations/{code}", permission="estate.read")
def show_location(
    session: ReadSession, who: CurrentPrincipal, code: str, now: Now, settings: SettingsDep
) -> LocationFile:
    """One place: what is above and below, its use, lot, installations, and who opens the door."""
    place = queries.location_by_code(session, code, who.scopes("estate.read"))
    return _file(session, place, who, local_date(now, settings.zone))


@router.get("/installations", permission="estate.read")
def list_installations(
    session: ReadSession,
    who: CurrentPrincipal,
    q: Word = "",
    kind: Word = "",
    firm: Word = "",
    location: Word = "",
    limit: Limit = 100,
    cursor: Word = "",
) -> InstallationList:
    """Lifts, boilers, machines and vehicles with their firm; `location` means the place and all below it."""
    found = queries.list_installations(
        session, who.scopes("estate.read"), q=q, kind=kind or None, firm=firm or None, location=location or None,
        after_code=_after(cursor), limit=limit + 1,
    )  # fmt: skip
    items = [out.installation_out(each) for each in found[:limit]]
    return InstallationList(items=items, next=encode_cursor([items[-1].id]) if len(found) > limit else None)


@router.get("/installations/{code}", permission="estate.read")
def show_installation(session: ReadSession, who: CurrentPrincipal, code: str) -> InstallationOut:
    return out.installation_out(queries.installation_by_code(session, code, who.scopes("estate.read")))


def _after(cursor: str) -> str:
    values = decode_cursor(cursor, 1)
    return str(values[0]) if values else ""


def _file(session: Session, place: Location, who: Principal, today: date) -> LocationFile:
    card = queries.location_card(session, place, on=today)
    holders = [out.key_holder_out(holder) for holder in card.key_holders] if who.may("persons.read") else None
    return LocationFile(
        **out.location_out(place).model_dump(),
        above=[out.location_out(above) for above in queries.ancestors_of(session, place)],
        below=[out.location_out(below) for below in queries.children_of(session, place.id)],
        use=out.use_out(card.use) if card.use else None,
        uses=[out.use_out(use) for use in card.uses],
        lot=_lot(session, place),
        key_holders=holders,
        installations=[out.installation_out(each) for each in queries.installations_at(session, place)],
    )


def _lot(session: Session, place: Location) -> LotOut | None:
    lot = session.get(Lot, place.id) if place.kind == "lot" else None
    return out.lot_out(lot, queries.lot_periods(session, place.id)) if lot else None
