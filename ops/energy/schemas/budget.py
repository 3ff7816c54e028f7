"""The alert budget as the API says and takes it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ops.energy.rules.figures import PerWeek

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class ChannelOut(BaseModel):
    """One cause that a threshold steers. `right` of `judged` alerts of closed work were right; between `low` and
    `high`, shares of 1, the true share lies in nine cases of ten."""

    cause: str
    threshold: float
    proposed: float | None = Field(description="Null where nothing can be solved yet: no register is connected.")
    allowed_per_week: float | None
    expected_per_week: float | None
    right: int
    judged: int
    low: float
    high: float


class BudgetOut(BaseModel):
    """`per_week` is in force; the proposal is what `asked_per_week` would make of the thresholds."""

    per_week: int
    asked_per_week: int
    each_week: bool = Field(description="Whether the thresholds are solved anew each week.")
    wanted_precision: float
    registers: int = Field(description="How many are connected.")
    items: Sequence[ChannelOut]
    next: None = None


class BudgetIn(BaseModel):
    """Both count from today on; `note` stands in the history."""

    model_config = ConfigDict(extra="forbid")
    per_week: PerWeek = Field(examples=[15])
    note: Reason = Field(examples=["Two of us are away until January"])


class AgainIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    note: Reason = Field(examples=["Too many alerts since version 4"])


class ThresholdsOut(BaseModel):
    """A version of the thresholds; a channel that it does not name has the figure of the rule set of detection."""

    version: int
    valid_from: date
    author: str
    note: str
    in_force: bool
    thresholds: dict[str, float]


class ThresholdsList(BaseModel):
    items: Sequence[ThresholdsOut]
    next: str | None
