"""The dated table medium x cause x excess -> trade, priority, page; the first row that fits decides."""

from dataclasses import dataclass

from ops.energy.rules.causes import is_waste
from ops.energy.rules.figures import TicketFigures, TicketRow


@dataclass(frozen=True)
class Case:
    """What the table asks about an alert; quantities in the register's unit."""

    medium: str
    cause: str
    critical: bool
    night_use: bool
    excess_per_hour: float
    night_excess_over_band_per_hour: float
    cents_per_day: int


@dataclass(frozen=True)
class TicketWanted:
    priority: str
    trade: str
    pages: bool


def ticket_for(case: Case, table: TicketFigures) -> TicketWanted | None:
    """None = no ticket: it stays on the coordinator's list."""
    row = next((each for each in table.rows if _fits(each, case)), None)
    if row is None:
        return None
    trade = _trade_of(case.medium, table) if row.trade == "by_medium" else row.trade
    return TicketWanted(row.priority, trade, row.pages)


def _trade_of(medium: str, table: TicketFigures) -> str:
    return next((trade for each, trade in table.trade_by_medium.items() if each == medium), "other")


def _fits(row: TicketRow, case: Case) -> bool:
    return (
        (row.media is None or case.medium in row.media)
        and (case.cause in row.causes if row.causes is not None else is_waste(case.cause))
        and (row.critical is None or row.critical == case.critical)
        and (row.night_use is None or row.night_use == case.night_use)
        and _reaches(case.excess_per_hour, row.excess_at_least_per_hour)
        and _reaches(case.night_excess_over_band_per_hour, row.night_excess_over_band_at_least_per_hour)
        and _reaches(case.cents_per_day / 100, row.eur_per_day_at_least)
    )


def _reaches(value: float, least: float | None) -> bool:
    return least is None or value >= least
