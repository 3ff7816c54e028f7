"""When breakdowns that come back are a defect of their own."""

from typing import Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.triage import Priority

RECURRENCE = "repairs.recurrence"
_RECURRENCE: dict[str, Any] = {
    "window_days": 90,
    "at_least": 3,
    "p_below": 0.01,
    "compared_over_days": 365,
    "least_in_group": 4,
    "order_priority": "P4",
    "trades_by_line": {
        "riser": ["plumbing", "sanitation"],
        "stack": ["plumbing", "sanitation"],
        "boiler_house": ["heating", "plumbing"],
        "lift": ["lift"],
    },
}


class RecurrenceBody(Strict):
    window_days: int = Field(ge=7, le=366)
    at_least: int = Field(ge=2, le=100)
    #: Of the Poisson tail.
    p_below: float = Field(gt=0, le=0.2)
    #: How far back the rate of the group is counted.
    compared_over_days: int = Field(ge=30, le=1100)
    #: A group of fewer objects says little: the next wider one is taken.
    least_in_group: int = Field(ge=2, le=1000)
    order_priority: Priority
    trades_by_line: dict[str, list[str]]


rulesets.register_default(
    RECURRENCE, _RECURRENCE, RecurrenceBody.model_validate, owner=OWNER, title=N_("Recurring defects")
)
