"""The dated rule sets of the coordinator's desk: when a datalogger is late, and when buildings can be compared."""

from typing import Any

from ops.energy.rules.compare import CompareFigures
from ops.energy.rules.loggers import LoggerFigures
from ops.errors import N_
from ops.kit.rulesets import register_default

DATALOGGERS, COMPARE = "energy.dataloggers", "energy.compare"

LOGGER_BODY: dict[str, Any] = {"clock_ahead_minutes": 2.0, "late_after_minutes": 15.0, "battery_low_percent": 20.0}
COMPARE_BODY: dict[str, Any] = {"known_share": 0.95, "least_buildings": 3, "stands_out_from": 1.5}

register_default(
    DATALOGGERS,
    LOGGER_BODY,
    LoggerFigures.model_validate,
    title=N_("When a datalogger sends late, or its clock is wrong"),
)
register_default(
    COMPARE,
    COMPARE_BODY,
    CompareFigures.model_validate,
    title=N_("When buildings are compared with others of their use"),
)
