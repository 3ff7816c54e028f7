"""Words for what takes days or weeks to show: drift, a weekend run as a weekday, a roof that brings too little."""

import numpy as np

from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.day_types import WORKDAY
from ops.energy.rules.episode import Detection, detection
from ops.energy.rules.seen import Seen

_PERCENT = 100


def drift(seen: Seen, found: Stretch) -> Detection:
    """Against what weather and calendar asked for, since the week in which it began."""
    days = found.params["weeks"] * 7
    per_day, expected_per_day = found.params["per_day"], found.params["expected_per_day"]
    grid = seen.series.grid
    params = {"weeks": int(found.params["weeks"]), "percent": round(found.params["share"] * _PERCENT)}
    return Detection(
        "drift",
        grid.instant(seen.start),
        grid.instant(len(grid)),
        expected_per_day * days,
        (expected_per_day + per_day) * days,
        per_day / DAY,
        float(DAY),
        "drift",
        params,
    )


def weekend_as_weekday(seen: Seen, found: Stretch) -> Detection | None:
    """The hours of days off that stand above what such days usually use; None when none does."""
    grid = seen.series.grid
    place = np.arange(len(grid))
    abnormal = (place >= seen.start) & (grid.kind_of_day != WORKDAY) & (seen.excess > 0)
    if not abnormal.any():
        return None
    days = len(np.unique(grid.day_ordinal[abnormal]))
    return detection(
        seen.series,
        "weekend_as_weekday",
        abnormal,
        seen.expected,
        code="weekend_as_weekday",
        params={"days": days},
        hours_per_day=float(abnormal.sum()) / days,
    )


def yield_loss(seen: Seen, found: Stretch) -> Detection:
    """What is missing counts as the excess: it is what the loss costs."""
    params, grid = found.params, seen.series.grid
    days, came, expected = int(params["days"]), params["came"], params["expected"]
    code = "yield_loss" if params["beside"] else "yield_loss_alone"
    return Detection(
        "yield_loss",
        grid.instant(seen.start),
        grid.instant(len(grid)),
        expected,
        came,
        (expected - came) / (days * DAY),
        float(DAY),
        code,
        {"days": days, "percent": round(_PERCENT * came / expected) if expected > 0 else 0},
    )
