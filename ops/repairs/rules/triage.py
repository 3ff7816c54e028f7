"""How urgent something is: hazard x who is hit x service that stops x season and frost x hour.

The matrix proposes with every reason, the dispatcher decides and says why. Any number of reasons raises by one step.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal, get_args

Priority = Literal["P1", "P2", "P3", "P4", "P5"]
Trade = Literal[
    "plumbing", "heating", "electricity", "lift", "fire_safety", "locks_glass", "roof", "carpentry", "painting",
    "sanitation", "pest", "metering", "admin", "other",
]  # fmt: skip
Affected = Literal["infant", "oxygen", "pregnancy", "disability", "resident"]
Service = Literal["laundry", "kitchen", "nurse_call"]
#: The most urgent first.
PRIORITIES: tuple[str, ...] = get_args(Priority)
TRADES: tuple[str, ...] = get_args(Trade)
#: Whom a defect may hit harder; a resident is somebody who lives in a rest home.
AFFECTED: tuple[str, ...] = get_args(Affected)
#: Whom the place tells: nobody ticks it, and nobody takes it away.
KNOWN_BY_PLACE: tuple[str, ...] = ("resident",)
SERVICES: tuple[str, ...] = get_args(Service)
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
class Reason:
    """Why a priority is proposed, as a code that is worded at the edge."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A priority with every reason, the hazard first."""

    priority: str
    trade: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours in which a hazard weighs more; `from_time` after `to_time` runs over midnight."""

    hazards: frozenset[str]
    from_time: time
    to_time: time

    def hold(self, at: time) -> bool:
        if self.from_time <= self.to_time:
            return self.from_time <= at < self.to_time
        return at >= self.from_time or at < self.to_time


@dataclass(frozen=True, slots=True)
class Matrix:
    """The figures of the rule sets `repairs.hazards` and `repairs.triage`."""

    hazards: Mapping[str, Hazard]
    #: Months of the heating season, both within.
    season: tuple[int, int]
    #: A mean over so many days below so many degrees Celsius is heating season too.
    cool_days: int
    cool_below_c: float
    frost_below_c: float
    frost_hazards: frozenset[str]
    #: Who is hit by what.
    hits: Mapping[str, frozenset[str]]
    #: A service, and the uses of buildings in which it counts.
    services: Mapping[str, frozenset[str]]
    hours: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known at the moment of the call, in local time; `means` are daily means in degrees Celsius."""

    day: date
    at: time
    affected: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    use: str = ""
    means: Mapping[date, float] = field(default_factory=dict)


def left_out(ticked: Collection[str] | None) -> list[str]:
    """Whom somebody left out of a list that he ticked; without a list, nobody."""
    return [] if ticked is None else [who for who in AFFECTED if who not in (*ticked, *KNOWN_BY_PLACE)]


def is_more_urgent(one: str, other: str) -> bool:
    return PRIORITIES.index(one) < PRIORITIES.index(other)


def is_heating_season(day: date, from_month: int, to_month: int) -> bool:
    """Months from and to are both within; the season runs over the turn of the year."""
    if from_month <= to_month:
        return from_month <= day.month <= to_month
    return day.month >= from_month or day.month <= to_month


def propose(hazard: Hazard, in_season: bool) -> Proposal:
    """What the hazard proposes by itself, before anybody is known to be hit."""
    if hazard.out_of_season is None:
        return Proposal(hazard.priority, hazard.trade, (Reason("hazard", {"hazard": hazard.code}),))
    season = "in" if in_season else "out"
    reason = Reason("hazard", {"hazard": hazard.code, "season": season})
    return Proposal(hazard.priority if in_season else hazard.out_of_season, hazard.trade, (reason,))


def weigh(matrix: Matrix, hazard: Hazard, known: Circumstances) -> Proposal:
    """The hazard's own priority, raised by one step for any number of reasons and never above the highest."""
    cool = cool_mean(matrix, known)
    in_season = is_heating_season(known.day, *matrix.season)
    own = propose(hazard, in_season or cool is not None)
    reasons = list(own.reasons)
    if cool is not None and not in_season and hazard.out_of_season is not None:
        reasons.append(Reason("cool_days", {"mean": _degrees(cool), "days": str(matrix.cool_days)}))
    raising = list(_raising(matrix, hazard, known))
    return Proposal(_raised(own.priority) if raising else own.priority, own.trade, (*reasons, *raising))


def _raised(priority: str) -> str:
    return PRIORITIES[max(0, PRIORITIES.index(priority) - 1)]


def _raising(matrix: Matrix, hazard: Hazard, known: Circumstances) -> Iterator[Reason]:
    for who in AFFECTED:
        if who in known.affected and hazard.code in matrix.hits.get(who, ()):
            yield Reason("affected", {"affected": who, "hazard": hazard.code})
    for service in SERVICES:
        if service in known.services and known.use in matrix.services.get(service, ()):
            yield Reason("service", {"service": service})
    frost = frost_day(matrix, known)
    if frost and hazard.code in matrix.frost_hazards:
        yield Reason("frost", {"mean": _degrees(known.means[frost]), "on": frost.isoformat()})
    for hours in matrix.hours:
        if hazard.code in hours.hazards and hours.hold(known.at):
            span = {"from": f"{hours.from_time:%H:%M}", "to": f"{hours.to_time:%H:%M}"}
            yield Reason("hour", {"hazard": hazard.code, **span})


def cool_mean(matrix: Matrix, known: Circumstances) -> float | None:
    """The mean of the days before, where it is low enough to heat; None when it is not, or when a day is missing."""
    days = [known.day - timedelta(days=n) for n in range(1, matrix.cool_days + 1)]
    if any(day not in known.means for day in days):
        return None
    mean = sum(known.means[day] for day in days) / len(days)
    return mean if mean < matrix.cool_below_c else None


def frost_day(matrix: Matrix, known: Circumstances) -> date | None:
    """The newest day known, today or yesterday, where its mean is frost."""
    newest = next((day for day in (known.day, known.day - timedelta(days=1)) if day in known.means), None)
    return newest if newest and known.means[newest] < matrix.frost_below_c else None


def _degrees(mean: float) -> str:
    return f"{mean:.1f}"
