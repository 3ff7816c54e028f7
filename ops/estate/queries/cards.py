"""What somebody needs to know about a place before going there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.estate.models import Firm, Installation, KeyHolder, Location, LocationUse
from ops.estate.queries.installations import installations_at
from ops.estate.queries.locations import ids_on_path
from ops.estate.queries.uses import use_on, uses_of


@dataclass(frozen=True)
class KeyHolderCard:
    """Who opens the door. Personal data: show it only to a reader with `persons.read`."""

    person_code: str
    name: str
    phone: str | None
    language: str
    role: str
    note: str


@dataclass(frozen=True)
class FirmCard:
    code: str
    name: str
    phone: str
    hours: str
    fallback_name: str | None
    fallback_phone: str | None


@dataclass(frozen=True)
class InstallationCard:
    code: str
    kind: str
    name: str
    name_fr: str
    critical: bool
    firm: FirmCard | None


@dataclass(frozen=True)
class LocationCard:
    """Key holders of the nearest place that has any, the installations at the place and below, its uses."""

    key_holders: Sequence[KeyHolderCard]
    installations: Sequence[InstallationCard]
    use: LocationUse | None
    uses: Sequence[LocationUse]

    @property
    def concierge(self) -> KeyHolderCard | None:
        return next((holder for holder in self.key_holders if holder.role == "concierge"), None)


def location_card(session: Session, location: Location, *, on: date) -> LocationCard:
    """The card of a place on a local date."""
    return LocationCard(
        key_holders=key_holders_of(session, location, on),
        installations=[installation_card(found) for found in installations_at(session, location)],
        use=use_on(session, location, on),
        uses=uses_of(session, location.id),
    )


def key_holders_of(session: Session, location: Location, on: date) -> Sequence[KeyHolderCard]:
    """Those of the place and of all places above it, the nearest first, concierges before others."""
    near_first = ids_on_path(location)[::-1]
    statement = (
        select(KeyHolder)
        .where(KeyHolder.location_id.in_(near_first), KeyHolder.from_on <= on, on < KeyHolder.to_on)
        .options(joinedload(KeyHolder.person))
    )
    found = sorted(session.scalars(statement), key=lambda k: (near_first.index(k.location_id), k.role, k.id))
    return [_key_holder_card(holder) for holder in found]


def _key_holder_card(holder: KeyHolder) -> KeyHolderCard:
    person = holder.person
    return KeyHolderCard(person.code, person.name, person.phone, person.language, holder.role, holder.note)


def installation_card(found: Installation) -> InstallationCard:
    """Needs the firm and its fall-back loaded."""
    firm = firm_card(found.firm) if found.firm else None
    return InstallationCard(found.code, found.kind, found.name, found.name_fr, found.critical, firm)


def firm_card(firm: Firm) -> FirmCard:
    second = firm.fallback
    return FirmCard(
        firm.code, firm.name, firm.phone, firm.hours, second.name if second else None, second.phone if second else None
    )
