"""What makes an open ticket likely to be the same trouble, in points, and from when on a caller is added to it."""

from typing import Any, Literal

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

LIKENESS = "repairs.likeness"

_LIKENESS: dict[str, Any] = {
    "points": {
        "same_installation": 50, "same_place": 40, "same_line": 40, "next_door": 25, "same_building": 10,
        "same_hazard": 30, "kin_hazard": 25, "same_trade": 15, "fresh": 15,
    },
    "fresh_within_hours": 12,
    "least_points": 20,
    "joins_from_points": 70,
    "kin": [["leak", "burst_pipe", "leak_near_power"], ["part_of_service", "only_lift"]],
    "vague": ["part_of_service", "routine", "with_other_work"],
    "lines": {
        "riser": ["plumbing"],
        "stack": ["plumbing", "sanitation"],
        "boiler_house": ["heating"],
        "lift": ["lift"],
    },
}  # fmt: skip


class _Points(Strict):
    same_installation: int = Field(ge=0, le=100)
    same_place: int = Field(ge=0, le=100)
    same_line: int = Field(ge=0, le=100)
    next_door: int = Field(ge=0, le=100)
    same_building: int = Field(ge=0, le=100)
    same_hazard: int = Field(ge=0, le=100)
    kin_hazard: int = Field(ge=0, le=100)
    same_trade: int = Field(ge=0, le=100)
    fresh: int = Field(ge=0, le=100)


class LikenessBody(Strict):
    points: _Points
    fresh_within_hours: int = Field(ge=1, le=336)
    least_points: int = Field(ge=0, le=400)
    joins_from_points: int = Field(ge=0, le=400)
    #: Hazards that one cause may show as.
    kin: list[list[str]]
    #: Hazards that say too little to be the same.
    vague: list[str]
    lines: dict[Literal["riser", "stack", "boiler_house", "lift"], list[str]]


rulesets.register_default(
    LIKENESS, _LIKENESS, LikenessBody.model_validate, owner=OWNER, title=N_("When two calls are the same trouble")
)
