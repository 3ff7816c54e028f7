"""How long each thing may take, by priority."""

from typing import Any, Self, get_args

from pydantic import Field, RootModel, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.clocks import TargetClock
from ops.repairs.rules.triage import Priority

TARGETS = "repairs.targets"
_HOUR = 60
_TARGETS: dict[str, Any] = {
    "targets": {
        "P1": {
            "respond": {"minutes": 10},
            "make_safe": {"minutes": 2 * _HOUR},
            "complete": {"minutes": 24 * _HOUR},
            "inform_caller": {"minutes": 30},
        },
        "P2": {
            "respond": {"minutes": 30},
            "make_safe": {"minutes": 8 * _HOUR},
            "complete": {"working_days": 3},
            "inform_caller": {"minutes": 2 * _HOUR},
        },
        "P3": {
            "respond": {"working_days": 1},
            "complete": {"working_days": 5},
            "inform_caller": {"working_days": 1},
        },
        "P4": {
            "respond": {"working_days": 2},
            "complete": {"working_days": 20},
            "inform_caller": {"working_days": 2},
        },
        "P5": {
            "respond": {"working_days": 5},
            "complete": {"working_days": 60},
            "inform_caller": {"working_days": 5},
        },
    },
    "pausing_clocks": ["complete"],
    "never_paused": ["P1"],
    "paging_priorities": ["P1", "P2"],
}


class TargetBody(Strict):
    minutes: int | None = Field(None, gt=0, le=60 * 24 * 365)
    working_days: int | None = Field(None, gt=0, le=250)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.minutes is None) == (self.working_days is None):
            raise ValueError(N_("Give minutes around the clock, or working days, not both."))
        return self


class _TargetTable(RootModel[dict[Priority, dict[TargetClock, TargetBody]]]):
    @model_validator(mode="after")
    def _each_priority_responds_and_completes(self) -> Self:
        for priority in get_args(Priority):
            if not {"respond", "complete"} <= set(self.root.get(priority, {})):
                raise ValueError(N_("Each priority needs a time to respond and a time to complete."))
        return self


class TargetsBody(Strict):
    targets: _TargetTable
    pausing_clocks: list[TargetClock]
    never_paused: list[Priority]
    paging_priorities: list[Priority]


rulesets.register_default(
    TARGETS, _TARGETS, TargetsBody.model_validate, owner=OWNER, title=N_("Priorities and their clocks")
)
