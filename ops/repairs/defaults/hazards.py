"""What callers may have, with the priority that it proposes."""

from typing import Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.findings import CallFinding
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.triage import Priority

HAZARDS = "repairs.hazards"


def _hazard(code: str, trade: str, priority: str, out_of_season: str | None = None) -> dict[str, Any]:
    return {"code": code, "trade": trade, "priority": priority, "out_of_season": out_of_season}


_HAZARDS: dict[str, Any] = {
    "heating_season": {"from_month": 10, "to_month": 4},
    "hazards": [
        _hazard("gas_smell", "heating", "P1"),
        _hazard("person_in_lift", "lift", "P1"),
        _hazard("live_wire", "electricity", "P1"),
        _hazard("burst_pipe", "plumbing", "P1"),
        _hazard("leak_near_power", "plumbing", "P1"),
        _hazard("nurse_call_dead", "fire_safety", "P1"),
        _hazard("fire_alarm_dead", "fire_safety", "P1"),
        _hazard("no_heating", "heating", "P2", out_of_season="P3"),
        _hazard("no_water", "plumbing", "P2"),
        _hazard("no_power", "electricity", "P2"),
        _hazard("sewage", "sanitation", "P2"),
        _hazard("only_toilet", "sanitation", "P2"),
        _hazard("door_will_not_lock", "locks_glass", "P2"),
        _hazard("only_lift", "lift", "P2"),
        _hazard("leak", "plumbing", "P3"),
        _hazard("damp", "roof", "P3"),
        _hazard("part_of_service", "other", "P3"),
        _hazard("routine", "other", "P4"),
        _hazard("with_other_work", "other", "P5"),
    ],
}


class _Season(Strict):
    from_month: int = Field(ge=1, le=12)
    to_month: int = Field(ge=1, le=12)


class _HazardBody(CallFinding):
    trade: str
    priority: Priority
    out_of_season: Priority | None


class HazardsBody(Strict):
    heating_season: _Season
    hazards: list[_HazardBody] = Field(min_length=1)


rulesets.register_default(
    HAZARDS, _HAZARDS, HazardsBody.model_validate, owner=OWNER, title=N_("Hazards and the priority they propose")
)
