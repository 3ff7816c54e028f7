"""What the reports count and against which targets."""

from typing import Any, Self

from pydantic import Field, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.triage import Priority

REPORTS = "repairs.reports"
_REPORTS: dict[str, Any] = {
    "emergency": ["P1", "P2"],
    "targets": {
        "in_time_emergency_percent": 97,
        "in_time_other_percent": 94,
        "right_first_time_percent": 85,
        "no_access_at_most_percent": 10,
        "repeated_at_most_percent": 10,
        "backlog_young_percent": 80,
    },
    "repeat_within_days": 90,
    "repeat_leaves_out": ["admin"],
    "age_bands_days": [1, 7, 28, 90],
    "young_days": 28,
}


class _Targets(Strict):
    in_time_emergency_percent: int = Field(ge=0, le=100)
    in_time_other_percent: int = Field(ge=0, le=100)
    right_first_time_percent: int = Field(ge=0, le=100)
    no_access_at_most_percent: int = Field(ge=0, le=100)
    repeated_at_most_percent: int = Field(ge=0, le=100)
    backlog_young_percent: int = Field(ge=0, le=100)


class ReportsBody(Strict):
    emergency: list[Priority]
    targets: _Targets
    repeat_within_days: int = Field(ge=1, le=366)
    repeat_leaves_out: list[str]
    age_bands_days: list[int] = Field(min_length=1, max_length=8)
    young_days: int = Field(ge=1, le=366)

    @model_validator(mode="after")
    def _bands_rise(self) -> Self:
        if any(days < 1 for days in self.age_bands_days) or self.age_bands_days != sorted(set(self.age_bands_days)):
            raise ValueError(N_("The age bands rise, each from a later day than the one before."))
        return self


rulesets.register_default(REPORTS, _REPORTS, ReportsBody.model_validate, owner=OWNER, title=N_("Reports of repairs"))
