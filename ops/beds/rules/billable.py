"""Which nights somebody pays for, beside those of the agreement; the figures are a dated rule set."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Days = Annotated[int, Field(ge=0, le=3650)]


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AbsenceRow(_Figures):
    """Nights of an absence of this kind that nobody pays, from its n-th night (1 = the first) on."""

    kind: Literal["hospital", "holiday", "other"]
    unbilled_from_night: Annotated[int, Field(ge=1, le=3650)]


class TermFigures(_Figures):
    """How long things may last before somebody is told, and what an absence does to the bill."""

    hold_days: Days
    clearing_days: Days
    clearing_days_after_death: Days
    nights_billed_after_death: Days
    absences: list[AbsenceRow]

    def clearing_after(self, cause: str) -> int:
        return self.clearing_days_after_death if cause == "death" else self.clearing_days


@dataclass(frozen=True)
class Away:
    """An absence of a stay: out on `from_on`, back on `to_on`."""

    kind: str
    from_on: date
    to_on: date


def unbilled(away: Away, figures: TermFigures) -> tuple[date, date] | None:
    """The nights of an absence that nobody pays; the first row of its kind decides."""
    row = next((row for row in figures.absences if row.kind == away.kind), None)
    if row is None:
        return None
    reach = (away.to_on - away.from_on).days
    begin = away.from_on + timedelta(days=min(row.unbilled_from_night - 1, reach))
    return (begin, away.to_on) if begin < away.to_on else None


def billed_after_death(cause: str, from_on: date, to_on: date, figures: TermFigures) -> tuple[date, date] | None:
    """The first nights of a clearing, which are still paid when it follows a death."""
    until = min(to_on, from_on + timedelta(days=figures.nights_billed_after_death))
    return (from_on, until) if cause == "death" and from_on < until else None
