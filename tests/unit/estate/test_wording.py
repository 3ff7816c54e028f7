from dataclasses import dataclass

import pytest

from ops.estate.seed.french import french_of
from ops.estate.wording import (
    Placed,
    address_of,
    both_addresses,
    installation_search_text,
    name_of,
    place_search_text,
    short_name_of,
    street_of,
)
from ops.kit.folding import words_of
from ops.kit.locale import Bilingual, Text


@dataclass
class Place:
    code: str = "R-042"
    name: str = "Woning 3B"
    name_fr: str = "Logement 3B"
    street: str = "Fransmanstraat"
    street_fr: str = "Rue Fransman"
    house_number: str = "64/3B"
    postcode: str = "1020"
    city: str = "Laken"
    city_fr: str = "Laeken"
    kind: str = "lot"
    building: "Place | None" = None


@dataclass
class Lift:
    code: str = "R-042-L1"
    name: str = "Lift"
    name_fr: str = "Ascenseur"
    serial: str | None = None


BOTH = Place()
ONLY_DUTCH = Place(name="Borgval", name_fr="", street="Borgval", street_fr="", city="Haren", city_fr="")
OPEN_LAND = Place(name="Weide", name_fr="Prairie", street="", street_fr="")


@pytest.mark.parametrize(
    ("place", "language", "name", "street", "address"),
    [
        (BOTH, "nl", "Woning 3B", "Fransmanstraat 64/3B", "Fransmanstraat 64/3B, 1020 Laken"),
        (BOTH, "fr", "Logement 3B", "Rue Fransman 64/3B", "Rue Fransman 64/3B, 1020 Laeken"),
        (BOTH, "en", "Woning 3B", "Fransmanstraat 64/3B", "Fransmanstraat 64/3B, 1020 Laken"),
        (ONLY_DUTCH, "fr", "Borgval", "Borgval 64/3B", "Borgval 64/3B, 1020 Haren"),
        (OPEN_LAND, "nl", "Weide", "Weide", "Weide"),
        (OPEN_LAND, "fr", "Prairie", "Prairie", "Prairie"),
    ],
    ids=[
        "a Dutch reader gets the Dutch words",
        "a French reader gets the French words",
        "an English reader gets the Dutch words",
        "what has no French words keeps the Dutch ones",
        "without a street the name stands in its place",
        "and so it does in French",
    ],
)
def test_a_place_is_worded_for_its_reader(place: Placed, language: str, name: str, street: str, address: str) -> None:
    assert name_of(place, language) == name
    assert street_of(place, language) == street
    assert address_of(place, language) == address


HOME = Place(name="Residentie De Wilde Rozen", name_fr="", house_number="88", kind="building")
CENTRE = Place(
    name="Lokaal dienstencentrum 3", name_fr="Centre de services local 3", house_number="88", kind="building"
)


@pytest.mark.parametrize(
    ("place", "nl", "fr"),
    [
        (BOTH, "Fransmanstraat 64/3B", "Rue Fransman 64/3B"),
        (HOME, "De Wilde Rozen", "De Wilde Rozen"),
        (CENTRE, "Fransmanstraat 88", "Rue Fransman 88"),
        (
            Place(name="Kamer 215", name_fr="Chambre 215", kind="room", building=HOME),
            "De Wilde Rozen, kamer 215",
            "De Wilde Rozen, chambre 215",
        ),
        (
            Place(name="Dak", name_fr="Toit", kind="common_part", building=CENTRE),
            "Fransmanstraat 88, dak",
            "Rue Fransman 88, toit",
        ),
        (Place(name="Weide", name_fr="Prairie", street="", street_fr="", kind="site"), "Weide", "Prairie"),
    ],
    ids=["a dwelling", "a home", "a house with a long name", "a room", "a common part", "open land"],
)
def test_a_line_of_a_list_says_in_which_house_a_room_is(place: Place, nl: str, fr: str) -> None:
    assert (short_name_of(place, "nl"), short_name_of(place, "fr")) == (nl, fr)


def test_a_street_without_a_number_ends_without_a_blank() -> None:
    assert street_of(Place(house_number=""), "fr") == "Rue Fransman"


@pytest.mark.parametrize("typed", ["rue fransman 64", "fransmanstraat 64", "laeken woning", "LAKEN logement"])
def test_a_place_is_found_by_the_words_of_either_language(typed: str) -> None:
    for held in (place_search_text(BOTH), installation_search_text(Lift(), BOTH)):
        assert all(word in held for word in words_of(typed))


def test_a_message_words_a_place_for_whoever_reads_it_also_after_it_was_stored() -> None:
    stored = Text.from_json(Text("%(place)s", {"place": both_addresses(BOTH)}).to_json())
    assert stored.params["place"] == both_addresses(BOTH)
    assert stored.render("fr") == "Rue Fransman 64/3B, 1020 Laeken"
    assert stored.render("nl") == "Fransmanstraat 64/3B, 1020 Laken"


def test_a_name_that_is_the_same_in_both_languages_is_given_once() -> None:
    assert Bilingual("Borgval").render("fr") == "Borgval"


@pytest.mark.parametrize(
    ("dutch", "french"),
    [
        ("Kelder", "Cave"),
        ("Woning 1A", "Logement 1A"),
        ("Kruitmolenstraat 18", "Rue de la Poudrière 18"),
        ("Depot centrum", "Dépôt centre"),
        ("Antenne 3", ""),
        ("Residentie De Wilde Rozen", ""),
    ],
    ids=["a word", "a word with its number", "a house named after its street", "two words", "the same in French",
         "a home keeps its Dutch name"],
)  # fmt: skip
def test_the_demo_has_french_names(dutch: str, french: str) -> None:
    assert french_of(dutch) == french
