"""How urgent something is: the hazard proposes, the dispatcher decides and says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Priority = Literal["P1", "P2", "P3", "P4", "P5"]
Trade = Literal[
    "plumbing", "heating", "electricity", "lift", "fire_safety", "locks_glass", "roof", "carpentry", "painting",
    "sanitation", "pest", "metering", "admin", "other",
]  # fmt: skip
#: The most urgent first.
PRIORITIES: tuple[str, ...] = get_args(Priority)
TRADES: tuple[str, ...] = get_args(Trade)
DEFAULT_PRIORITY = "P3"


@dataclass(frozen=True, slots=True)
class Hazard:
    """What a caller may have, with the trade and priority that follow from it."""

    code: str
    trade: str
    priority: str
    #: Priority outside the heating season, where it differs.
    out_of_season: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A priority with its reason, as a code that is worded at the edge."""

    priority: str
    trade: str
    reason: Mapping[str, str]


def is_more_urgent(one: str, other: str) -> bool:
    return PRIORITIES.index(one) < PRIORITIES.index(other)


def is_heating_season(day: date, from_month: int, to_month: int) -> bool:
    """Months from and to are both within; the season runs over the turn of the year."""
    if from_month <= to_month:
        return from_month <= day.month <= to_month
    return day.month >= from_month or day.month <= to_month


def propose(hazard: Hazard, in_season: bool) -> Proposal:
    priority = hazard.priority if in_season or hazard.out_of_season is None else hazard.out_of_season
    reason = {"code": "hazard", "hazard": hazard.code}
    if hazard.out_of_season is not None:
        reason["season"] = "in" if in_season else "out"
    return Proposal(priority, hazard.trade, reason)
