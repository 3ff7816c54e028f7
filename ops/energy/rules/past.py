"""What hours told that are no longer read: their number, the longest ordinary runs, the highest hour."""

from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.table import day_table
from ops.energy.rules.day_types import HourGrid
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replayed import Past, past_of_days


def past_of(values: Floats, grid: HourGrid, figures: DetectionFigures) -> Past:
    """Of [registers, hours] on a grid; what was a fault is neither the longest run nor the highest hour."""
    if not len(grid):
        return Past.of_nothing(len(values))
    return past_of_days(day_table(values, grid.day_ordinal, grid.hour_of_day), figures)
