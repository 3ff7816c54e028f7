"""What raises a priority by one step: who is hit, a service that stops, frost, the hour."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.triage import AFFECTED, SERVICES, Affected, Service

TRIAGE = "repairs.triage"

_TRIAGE: dict[str, Any] = {
    "hits": {
        "infant": ["no_heating", "no_water", "no_power", "sewage", "damp"],
        "oxygen": ["no_heating", "no_power", "only_lift", "damp"],
        "pregnancy": ["no_heating", "no_water", "sewage", "only_toilet", "only_lift"],
        "disability": [
            "no_heating",
            "no_water",
            "no_power",
            "sewage",
            "only_toilet",
            "door_will_not_lock",
            "only_lift",
        ],
        "resident": ["no_heating", "no_water", "no_power", "sewage", "only_toilet", "only_lift"],
    },
    "services": {
        "laundry": ["rest_home", "laundry"],
        "kitchen": ["rest_home", "social_office", "youth"],
        "nurse_call": ["rest_home"],
    },
    "cool": {"days": 3, "below_c": 12.0},
    "frost": {"below_c": 0.0, "hazards": ["no_heating"]},
    "hours": [{"hazards": ["door_will_not_lock"], "from": "22:00", "to": "06:00"}],
}

_Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Cool(Strict):
    days: int = Field(ge=1, le=14)
    below_c: float = Field(ge=-30, le=40)


class _Frost(Strict):
    below_c: float = Field(ge=-30, le=40)
    hazards: list[str]


class _Hours(Strict):
    hazards: list[str]
    from_time: _Clock = Field(alias="from")
    to_time: _Clock = Field(alias="to")


class TriageBody(Strict):
    hits: dict[Affected, list[str]]
    services: dict[Service, list[str]]
    cool: _Cool
    frost: _Frost
    hours: list[_Hours]

    @model_validator(mode="after")
    def _names_everybody(self) -> "TriageBody":
        if set(self.hits) != set(AFFECTED) or set(self.services) != set(SERVICES):
            raise ValueError(f"hits needs {', '.join(AFFECTED)}; services needs {', '.join(SERVICES)}")
        return self


rulesets.register_default(
    TRIAGE, _TRIAGE, TriageBody.model_validate, owner=OWNER, title=N_("What makes a call more urgent")
)
