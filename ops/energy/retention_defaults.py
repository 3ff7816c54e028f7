"""The dated rule set of how long readings are kept; to be confirmed by the centre."""

from ops.energy.rules.retention import RetentionFigures
from ops.errors import N_
from ops.kit.rulesets import register_default

RETENTION = "energy.retention"
#: Two years to compare with, and what came late; hours as long as a plan to lower consumption is checked.
RETENTION_BODY = {"raw_months": 26, "hour_months": 120}

register_default(
    RETENTION, RETENTION_BODY, RetentionFigures.model_validate, title=N_("How long readings and hours are kept")
)
