"""What only the days' drivers tell: drift, weekends run as weekdays, roofs that bring too little."""

import numpy as np

from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.drift import day_totals, drifts
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.channels.weekend import run_as_workdays
from ops.energy.rules.channels.yields import day_yields, losses
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replayed import Replayed


def weekends(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """Silent where the calendar is not known."""
    if table.drivers is None:
        return _nothing(table)
    clean = _model_days(table, table.fresh)
    return run_as_workdays(table.fresh, clean, table.drivers.free, figures.weekend_as_weekday)


def drifting(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """Silent where neither the cold nor another driver is known."""
    if table.drivers is None:
        return _nothing(table)
    clean = day_totals(_model_days(table, table.settled))
    return drifts(day_totals(table.fresh), clean, table.marks.known // DAY, table.drivers, figures.drift)


def yields(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """Zeros that stand too long are a loss as well."""
    if table.drivers is None:
        return _nothing(table)
    hours = np.where(table.days == 0, table.days, table.fresh)
    brought, clean = day_yields(hours), day_yields(_model_days(table, hours))
    return losses(brought, clean, table.drivers.sun, table.drivers.day_of_year, figures.yield_loss)


def _model_days(table: Replayed, hours: Floats) -> Floats:
    """Days that are no model are unknown."""
    return np.where(table.marks.no_model[:, :, None], np.nan, hours)


def _nothing(table: Replayed) -> list[list[Stretch]]:
    return [[] for _ in table.days]
