"""The kinds of things on the estate, as codes; labels stand in the catalogs."""

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
