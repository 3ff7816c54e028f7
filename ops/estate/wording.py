"""How a place is called and found: each in Dutch and French, as Brussels writes its streets and its communes."""

from typing import Protocol

from ops.kit.folding import fold
from ops.kit.locale import Bilingual


class Named(Protocol):
    """A place or an installation; `name_fr` is empty where French says the same."""

    name: str
    name_fr: str


class Placed(Named, Protocol):
    """What has a street too, or none: a site on open land."""

    code: str
    street: str
    street_fr: str
    house_number: str
    postcode: str
    city: str
    city_fr: str


class Standing(Placed, Protocol):
    """A place with the building at or above it; None for a site."""

    kind: str

    @property
    def building(self) -> Placed | None: ...


class Machine(Named, Protocol):
    """An installation with the number that its maker gave it."""

    code: str
    serial: str | None


def both_names(thing: Named) -> Bilingual:
    """For a message that is worded later; a page asks `name_of`."""
    return Bilingual(thing.name, thing.name_fr)


def both_streets(place: Placed) -> Bilingual:
    """Street and number, "Fransmanstraat 64" and "Rue Fransman 64"; the name where there is no street."""
    if not place.street:
        return both_names(place)
    number = place.house_number
    return Bilingual(f"{place.street} {number}".strip(), f"{place.street_fr or place.street} {number}".strip())


def both_addresses(place: Placed) -> Bilingual:
    """The street with postcode and commune; the name where there is no street."""
    if not place.street:
        return both_names(place)
    street, postcode = both_streets(place), place.postcode
    return Bilingual(f"{street.nl}, {postcode} {place.city}", f"{street.fr}, {postcode} {place.city_fr or place.city}")


def name_of(thing: Named, language: str) -> str:
    return both_names(thing).render(language)


def street_of(place: Placed, language: str) -> str:
    return both_streets(place).render(language)


def address_of(place: Placed, language: str) -> str:
    return both_addresses(place).render(language)


def short_name_of(place: Standing, language: str) -> str:
    """For a line of a list: a dwelling by street and box, a house by what is shorter, a room behind its house."""
    if place.kind == "lot":
        return street_of(place, language)
    house = _house(place.building or place, language)
    part = name_of(place, language)
    return house if place.kind in ("building", "site") else f"{house}, {part[:1].lower()}{part[1:]}"


def _house(place: Placed, language: str) -> str:
    return min(name_of(place, language).removeprefix("Residentie "), street_of(place, language), key=len)


def place_search_text(place: Placed) -> str:
    """What a place is found by, in either language."""
    words = (
        place.code, place.name, place.name_fr, place.street, place.street_fr, place.house_number, place.postcode,
        place.city, place.city_fr,
    )  # fmt: skip
    return _found_by(*words)


def installation_search_text(found: Machine, place: Placed) -> str:
    """What an installation is found by: its own words and those of where it stands."""
    return _found_by(found.code, found.name, found.name_fr, found.serial or "", place_search_text(place))


def _found_by(*texts: str) -> str:
    """Each word once: a search asks whether it stands there, not how often."""
    return " ".join(dict.fromkeys(fold(" ".join(texts)).split()))[:600]
