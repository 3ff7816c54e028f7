"""What an alert can be about. Waste costs money; a data fault goes to metering and wakes nobody."""

WASTE = (
    "continuous_flow", "base_load", "night_left_on", "weekend_as_weekday", "drift", "spike", "dip", "yield_loss",
)  # fmt: skip
SILENT = "silent"
DATA_FAULTS = ("stuck", "zero_run", "scale", "clock_shift", "catch_up", "implausible", SILENT, "site_silent")
CAUSES = WASTE + DATA_FAULTS

#: Causes that describe one and the same waste as it goes on: the first one found keeps the alert.
_FAMILIES = (frozenset({"base_load", "night_left_on", "continuous_flow"}),)


def is_waste(cause: str) -> bool:
    return cause in WASTE


def family(cause: str) -> frozenset[str]:
    """The causes that share one open alert with this one."""
    return next((each for each in _FAMILIES if cause in each), frozenset({cause}))
