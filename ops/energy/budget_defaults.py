"""The dated rule set of the alert budget: how thresholds are solved, and those in force; to be confirmed."""

from typing import Any

from ops.energy.rules.budget_figures import ThresholdFigures
from ops.errors import N_
from ops.kit.rulesets import register_default

THRESHOLDS = "energy.thresholds"

THRESHOLD_BODY: dict[str, Any] = {
    "each_week": True,
    "wanted_precision": 0.5,
    "precision_days": 90,
    "thresholds": {},
}

register_default(
    THRESHOLDS,
    THRESHOLD_BODY,
    ThresholdFigures.model_validate,
    title=N_("Thresholds of abnormal consumption, solved to the alert budget"),
)
