"""The kinds of things on the estate, as codes; labels stand in the catalogs."""

from ops.kit.folding import fold

LOCATION_KINDS = ("site", "building", "floor", "room", "common_part", "lot")
#: Which kinds may stand directly under which; None is the top of the tree.
PARENT_KINDS: dict[str, tuple[str | None, ...]] = {
    "site": (None,),
    "building": (None, "site"),
    "floor": ("building",),
    "room": ("building", "floor"),
    "common_part": ("building", "floor"),
    "lot": ("building", "floor"),
}
ZONES = ("centre", "north")
USES = (
    "administration", "social_office", "rest_home", "laundry", "housing", "youth", "school", "depot", "other",
)  # fmt: skip
LOT_KINDS = ("residential", "renobru", "transit", "integration", "commercial", "office")
INSTALLATION_KINDS = (
    "lift", "boiler", "ventilation", "fire_alarm", "nurse_call", "pv", "washing", "cold_store", "server_room",
    "vehicle", "other",
)  # fmt: skip
FIRM_HOURS = ("around_the_clock", "working_hours")
KEY_ROLES = ("concierge", "key_holder")


def location_search_text(code: str, name: str, street: str, house_number: str, postcode: str, city: str) -> str:
    """What a place is found by."""
    return fold(f"{code} {name} {street} {house_number} {postcode} {city}")[:600]


def installation_search_text(code: str, name: str, serial: str | None, place: str) -> str:
    """What an installation is found by; `place` is the search text of where it stands."""
    return fold(f"{code} {name} {serial or ''} {place}")[:600]
