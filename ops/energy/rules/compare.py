"""Buildings side by side: consumption by floor area, in usual weather, beside others of the same use."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ops.energy.rules.degree_days import DegreeDaySum, normalised
from ops.energy.rules.figures import Share


class CompareFigures(BaseModel):
    """What the dated rule set of the comparison must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Below this share of its hours a sum is no sum of the period.
    known_share: Share
    #: A median of fewer buildings says nothing about a use.
    least_buildings: Annotated[int, Field(ge=2, le=100)]
    #: From how many times the median of its use a building stands out.
    stands_out_from: Annotated[float, Field(gt=1, le=100)]


@dataclass(frozen=True)
class Measured:
    """What one building took in a period: kWh, or m3 of water."""

    building_id: int
    use: str
    area_m2: int | None
    amount: float
    #: Part of the hours of the period that are known, over its registers.
    known_share: float
    #: Whether so much of it is known that it is a sum of the period.
    is_whole: bool
    #: The same a year before; None where too little of it is known.
    before: float | None = None
    #: What does not follow the weather in as many days, from the last summer; None where that is not known.
    base: float | None = None

    @property
    def per_m2(self) -> float | None:
        return self.amount / self.area_m2 if self.area_m2 else None

    @property
    def change(self) -> float | None:
        """Growth since a year before, as a share."""
        return self.amount / self.before - 1 if self.before and self.is_whole else None


def in_usual_weather(each: Measured, degree_days: DegreeDaySum | None) -> float | None:
    """Amount by m2 as usual weather would have asked it; None where weather or summer is not wholly known."""
    if degree_days is None or not degree_days.is_complete or each.base is None or not each.area_m2:
        return None
    base = min(each.base, each.amount)
    usual = normalised(each.amount, base, degree_days.actual, degree_days.normal)
    return None if usual is None else usual / each.area_m2


def beside_peers(measured: Sequence[Measured], by_m2: Mapping[int, float], figures: CompareFigures) -> dict[int, float]:
    """By building, how many times the median of its use it takes, from `by_m2`; only sums that are whole count."""
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for each in measured:
        if each.is_whole and each.building_id in by_m2:
            groups[each.use].append(by_m2[each.building_id])
    medians = {use: median(found) for use, found in groups.items() if len(found) >= figures.least_buildings}
    return {
        each.building_id: by_m2[each.building_id] / medians[each.use]
        for each in measured
        if each.is_whole and each.building_id in by_m2 and medians.get(each.use)
    }
