"""Which duties must always be filled, and how the house makes sure that they are."""

from datetime import time
from typing import Any, Literal

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

ROTA = "repairs.rota"
_ROTA: dict[str, Any] = {
    "duties_needed": ["technician", "second", "lead"],
    "warn_ahead_hours": 24,
    "warn_every_hours": 4,
    "self_test_at": "20:00",
    "self_test_answer_minutes": 30,
    "handovers_at": ["06:00", "14:00", "22:00"],
}


class RotaBody(Strict):
    #: A technician is needed in each zone.
    duties_needed: list[Literal["technician", "second", "lead"]]
    warn_ahead_hours: int = Field(ge=1, le=14 * 24)
    warn_every_hours: int = Field(ge=1, le=24)
    self_test_at: time
    self_test_answer_minutes: int = Field(ge=5, le=240)
    handovers_at: list[time] = Field(min_length=1)


rulesets.register_default(ROTA, _ROTA, RotaBody.model_validate, owner=OWNER, title=N_("Rota, self-test and handover"))
