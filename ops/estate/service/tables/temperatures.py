"""`import temperatures`: mean outside temperature of each day, from whatever station the centre trusts."""

from decimal import Decimal

from ops.estate.models import DailyTemperature
from ops.estate.service.tables.engine import ADDED, CHANGED, UNCHANGED, Intake, TableKind, assign
from ops.kit.imports import Cells

COLUMNS = ("day", "mean_c", "source")
#: Nothing measured in Brussels comes near these.
_COLDEST_C, _HOTTEST_C = Decimal(-40), Decimal(50)


def _take(intake: Intake, cells: Cells) -> str | None:
    """A later file corrects a day; one that lies ahead is a forecast, and counts when its day comes."""
    day = cells.day("day")
    mean = cells.number("mean_c", low=_COLDEST_C, high=_HOTTEST_C)
    source = cells.text("source", limit=80)
    if day is None:
        cells.text("day")
    if mean is None:
        cells.text("mean_c")
    if not cells.are_good or day is None or mean is None:
        return None
    known = intake.session.get(DailyTemperature, day)
    if known is None:
        intake.session.add(DailyTemperature(day=day, mean_c=float(mean), source=source, recorded_at=intake.now))
        intake.session.flush()
        return ADDED
    if not assign(known, {"mean_c": float(mean), "source": source}):
        return UNCHANGED
    known.recorded_at = intake.now
    return CHANGED


TEMPERATURES = TableKind(COLUMNS, (), ("day",), _take)
