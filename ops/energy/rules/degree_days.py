"""Degree days: how much heating the weather asks for.

As the Belgian gas sector counts them (Synergrid): a day has as many as its mean outside temperature at Uccle lies below
16.5 degrees Celsius, and walls that warm and cool slowly make two days before it count too: 0.6, 0.3 and 0.1.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ops.errors import N_
from ops.kit.periods import days

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
#: Below so many degree days a share of them says nothing about heating.
_FEWEST = 1.0
Weight = Annotated[float, Field(ge=0, le=1)]
_Normal = Annotated[float, Field(ge=0, le=2000)]


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DegreeDayWeights(_Figures):
    """How much a day and those before it count in the day's degree days."""

    same_day: Weight
    day_before: Weight
    two_days_before: Weight

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        if abs(sum(self.by_age) - 1) > 1e-9:
            raise ValueError(N_("The weights of the days must add up to 1."))
        return self

    @property
    def by_age(self) -> tuple[float, float, float]:
        return self.same_day, self.day_before, self.two_days_before


class NormalMonths(_Figures):
    """Degree days of a usual month, for the base and the weights that stand beside them."""

    january: _Normal
    february: _Normal
    march: _Normal
    april: _Normal
    may: _Normal
    june: _Normal
    july: _Normal
    august: _Normal
    september: _Normal
    october: _Normal
    november: _Normal
    december: _Normal

    def of(self, month: int) -> float:
        """By the number of the month, 1 to 12."""
        return float(getattr(self, MONTHS[month - 1]))


class DegreeDayFigures(_Figures):
    #: Degrees Celsius outside from which a usual building needs no heating.
    base_c: Annotated[float, Field(ge=5, le=25)]
    weights: DegreeDayWeights
    normal: NormalMonths

    @property
    def days_back(self) -> int:
        """How many days before a span its degree days look at."""
        return len(self.weights.by_age) - 1


@dataclass(frozen=True, slots=True)
class DegreeDaySum:
    """Of a span of local days: what the known days bring together, and what is usual for the whole span."""

    actual: float
    normal: float
    known_days: int
    days: int

    @property
    def is_complete(self) -> bool:
        return self.known_days == self.days


def degree_days(mean_c: float, base_c: float) -> float:
    """Of one day by its own mean temperature, degrees Celsius."""
    return max(0.0, base_c - mean_c)


def degree_days_on(day: date, means: Mapping[date, float], figures: DegreeDayFigures) -> float | None:
    """With the days before it; one of those that is not known counts like the day itself. None when it isn't known."""
    if day not in means:
        return None
    before = (means.get(day - timedelta(days=age), means[day]) for age in range(figures.days_back + 1))
    each = (degree_days(mean_c, figures.base_c) for mean_c in before)
    return sum(weight * amount for weight, amount in zip(figures.weights.by_age, each, strict=True))


def degree_day_sum(means: Mapping[date, float], from_on: date, to_on: date, figures: DegreeDayFigures) -> DegreeDaySum:
    """Of the local days [from_on, to_on); `means` in degrees Celsius begin `figures.days_back` days before the span."""
    found = [degree_days_on(day, means, figures) for day in days(from_on, to_on)]
    known = [each for each in found if each is not None]
    return DegreeDaySum(sum(known), normal_degree_days(from_on, to_on, figures), len(known), len(found))


def normal_degree_days(from_on: date, to_on: date, figures: DegreeDayFigures) -> float:
    """Of a usual span [from_on, to_on): each day takes an equal share of its month."""
    return sum(figures.normal.of(day.month) / monthrange(day.year, day.month)[1] for day in days(from_on, to_on))


def normalised(quantity: float, base_quantity: float, actual: float, normal: float) -> float | None:
    """What heating would have taken in usual weather: Q_base + (Q - Q_base) x normal / actual degree days.

    `base_quantity` does not follow the weather; it is in the unit of `quantity`. None without degree days to speak of.
    """
    if actual < _FEWEST:
        return None
    return base_quantity + (quantity - base_quantity) * normal / actual
