"""Places, lots and installations as JSON; `id` is the code that people use."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from ops.estate.models import Installation, Location, LocationUse, Lot, LotPeriod
from ops.estate.queries.cards import FirmCard, KeyHolderCard, firm_card
from ops.estate.wording import name_of


class AddressOut(BaseModel):
    street: str
    street_fr: str
    house_number: str
    postcode: str
    city: str
    city_fr: str


class LocationOut(BaseModel):
    """What ends in `_fr` is as French readers see it, also where it is the same as in Dutch."""

    id: str
    kind: str
    name: str
    name_fr: str
    zone: str
    address: AddressOut
    floor_area_m2: int | None


class LocationList(BaseModel):
    items: Sequence[LocationOut]
    next: str | None


class KeyHolderOut(BaseModel):
    person: str
    name: str
    phone: str | None
    language: str
    role: str
    note: str


class FirmOut(BaseModel):
    id: str
    name: str
    phone: str
    hours: str
    fallback_name: str | None
    fallback_phone: str | None


class InstallationOut(BaseModel):
    id: str
    kind: str
    name: str
    name_fr: str
    location: str
    critical: bool
    serial: str | None
    in_service_on: date | None
    power_kw: float | None
    firm: FirmOut | None


class InstallationList(BaseModel):
    items: Sequence[InstallationOut]
    next: str | None


class UseOut(BaseModel):
    use: str
    night_use: bool
    from_on: date
    to_on: date


class PeriodOut(BaseModel):
    kind: str
    from_on: date
    to_on: date


class LotOut(BaseModel):
    kind: str
    subsidised: bool
    bedrooms: int
    rent_eur: Decimal | None
    periods: Sequence[PeriodOut]


class LocationFile(LocationOut):
    """A place with what is above and below it; key holders only for those who may know persons."""

    above: Sequence[LocationOut]
    below: Sequence[LocationOut]
    use: UseOut | None
    uses: Sequence[UseOut]
    lot: LotOut | None
    key_holders: Sequence[KeyHolderOut] | None
    installations: Sequence[InstallationOut]


def location_out(place: Location) -> LocationOut:
    address = AddressOut(
        street=place.street,
        street_fr=place.street_fr or place.street,
        house_number=place.house_number,
        postcode=place.postcode,
        city=place.city,
        city_fr=place.city_fr or place.city,
    )
    return LocationOut(
        id=place.code,
        kind=place.kind,
        name=place.name,
        name_fr=name_of(place, "fr"),
        zone=place.zone,
        address=address,
        floor_area_m2=place.floor_area_m2,
    )


def firm_out(firm: FirmCard) -> FirmOut:
    return FirmOut(
        id=firm.code,
        name=firm.name,
        phone=firm.phone,
        hours=firm.hours,
        fallback_name=firm.fallback_name,
        fallback_phone=firm.fallback_phone,
    )


def installation_out(found: Installation) -> InstallationOut:
    return InstallationOut(
        id=found.code,
        kind=found.kind,
        name=found.name,
        name_fr=name_of(found, "fr"),
        location=found.location.code,
        critical=found.critical,
        serial=found.serial,
        in_service_on=found.in_service_on,
        power_kw=found.power_kw,
        firm=firm_out(firm_card(found.firm)) if found.firm else None,
    )


def key_holder_out(holder: KeyHolderCard) -> KeyHolderOut:
    return KeyHolderOut(
        person=holder.person_code,
        name=holder.name,
        phone=holder.phone,
        language=holder.language,
        role=holder.role,
        note=holder.note,
    )


def use_out(use: LocationUse) -> UseOut:
    return UseOut(use=use.use, night_use=use.night_use, from_on=use.from_on, to_on=use.to_on)


def lot_out(lot: Lot, periods: Sequence[LotPeriod]) -> LotOut:
    return LotOut(
        kind=lot.kind,
        subsidised=lot.subsidised,
        bedrooms=lot.bedrooms,
        rent_eur=None if lot.rent_cents is None else Decimal(lot.rent_cents) / 100,
        periods=[PeriodOut(kind=p.kind, from_on=p.from_on, to_on=p.to_on) for p in periods],
    )
