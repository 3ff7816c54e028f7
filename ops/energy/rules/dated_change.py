"""Changes that a house knows the day of: from then on, what was usual before is no model."""

from collections.abc import Iterable
from datetime import date

#: What changed; "use" is who is there and when.
KINDS = ("insulation", "heating", "valves", "equipment", "use", "meter", "other")


def model_from(changes: Iterable[date], today: date) -> date | None:
    """The local day since which hours are a model; None when nothing changed. What is planned changes nothing yet."""
    return max((each for each in changes if each <= today), default=None)
