"""Minutes of driving between postcodes, invented and to be confirmed: "about 12 min", never a promise."""

from typing import Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

TRAVEL = "repairs.travel"


def _way(from_postcode: str, to_postcode: str, minutes: int) -> dict[str, Any]:
    return {"from_postcode": from_postcode, "to_postcode": to_postcode, "minutes": minutes}


_TRAVEL: dict[str, Any] = {
    "same_postcode_minutes": 8,
    "other_ways_minutes": 25,
    "ways": [
        _way("1000", "1020", 16),
        _way("1000", "1120", 20),
        _way("1000", "1130", 18),
        _way("1020", "1120", 10),
        _way("1020", "1130", 15),
        _way("1120", "1130", 9),
    ],
}


class _WayBody(Strict):
    """The same in both directions."""

    from_postcode: str = Field(min_length=1, max_length=10)
    to_postcode: str = Field(min_length=1, max_length=10)
    minutes: int = Field(ge=0, le=240)


class TravelBody(Strict):
    same_postcode_minutes: int = Field(ge=0, le=240)
    other_ways_minutes: int = Field(ge=0, le=240)
    ways: list[_WayBody]


rulesets.register_default(TRAVEL, _TRAVEL, TravelBody.model_validate, owner=OWNER, title=N_("Travel between places"))
