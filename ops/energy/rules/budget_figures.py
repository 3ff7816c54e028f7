"""What the dated rule set of the thresholds must hold."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ops.energy.rules.figures import Positive, Share


class ThresholdFigures(BaseModel):
    """How the thresholds are solved, and those that were; a channel without one has that of the detection figures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Solved anew each week; otherwise only when a person asks.
    each_week: bool
    #: A channel whose alerts are right less often gets less of the budget.
    wanted_precision: Share
    #: Over how many days closed work counts.
    precision_days: Annotated[int, Field(ge=7, le=730)]
    thresholds: dict[str, Positive]
