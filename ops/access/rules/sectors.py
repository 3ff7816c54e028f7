"""The sectors of the house that a centre may switch off; estate, people and access carry all others."""

SECTORS = ("repairs", "energy")

#: What a permission's first word belongs to; a word that is missing here belongs to every centre.
_OWNERS = {
    "tickets": "repairs",
    "meters": "energy",
    "readings": "energy",
    "alerts": "energy",
    "mappings": "energy",
    "dead_letters": "energy",
}


def sector_of(permission: str) -> str | None:
    """The sector that has to be on for a route with this permission."""
    return _OWNERS.get(permission.partition(".")[0])
