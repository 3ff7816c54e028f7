"""What an alert can be about. Waste costs money; a data fault goes to metering and wakes nobody."""

WASTE = (
    "continuous_flow", "base_load", "night_left_on", "weekend_as_weekday", "drift", "spike", "dip", "yield_loss",
)  # fmt: skip
SILENT = "silent"
DATA_FAULTS = ("stuck", "zero_run", "scale", "clock_shift", "catch_up", "implausible", SILENT, "site_silent")
CAUSES = WASTE + DATA_FAULTS

#: What is told once it is over: it asks nobody to go there.
OVER_WHEN_TOLD = ("spike", "dip", "catch_up")

#: Causes that describe one and the same waste as it goes on: the first one found keeps the alert.
_FAMILIES = (
    frozenset({"base_load", "night_left_on", "continuous_flow"}),
    frozenset({"catch_up", "dip", "spike", "zero_run", "stuck", "scale"}),
)

#: What begins as some hours that stand off, or as one that can't be, may turn out to be a fault that goes on.
BETTER_KNOWN = frozenset(
    {("implausible", "scale")}
    | {(first, fault) for first in ("dip", "spike") for fault in ("zero_run", "stuck", "scale")}
)

#: What only a look at all months can find; a look at the last weeks says nothing of it, so it ends none.
ONLY_OF_MONTHS = frozenset({"drift"})


def is_waste(cause: str) -> bool:
    return cause in WASTE


def family(cause: str) -> frozenset[str]:
    """The causes that share one open alert with this one."""
    return next((each for each in _FAMILIES if cause in each), frozenset({cause}))
