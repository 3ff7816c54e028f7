"""On which floor a dwelling is, by its box: "2B" is on the second floor."""

import re

#: The box stands after the last slash of a house number ("64/3B") and after the last dash of a code ("R-042-3B").
_BOX = re.compile(r"[/-](\d{1,2})([A-Z])$")


def floor_of(code: str, house_number: str = "") -> int | None:
    """None for a place without a box."""
    found = _BOX.search(house_number) or _BOX.search(code)
    return int(found.group(1)) if found else None


def column_of(code: str, house_number: str = "") -> str:
    """The letter of the box: dwellings above each other share it. Empty without a box."""
    found = _BOX.search(house_number) or _BOX.search(code)
    return found.group(2) if found else ""
