"""The alert budget: how many alerts of waste a week are bearable, and the thresholds that keep to it.

Each channel (a cause that a threshold steers) has a table of steps: at this threshold, that many alerts a meter-year
were found. It gets its share of the budget, less when its alerts were proved wrong too often, and of its steps the
laxest one that stays within.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ops.energy.rules.precision import Realised

WEEKS_A_YEAR = 365.2425 / 7
_WEIGHT_OF_TABLE = 10

#: (threshold, alerts a meter-year found at it); thresholds rise, which is stricter, and the last rate is nothing.
Steps = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Solved:
    """What one channel gets. `expected_per_week` never exceeds `allowed_per_week`."""

    threshold: float
    allowed_per_week: float
    expected_per_week: float


@dataclass(frozen=True)
class Budget:
    """What the coordinator can bear, over how many registers, and how often alerts ought to be right."""

    per_week: float
    registers: int
    wanted_precision: float

    @property
    def per_meter_year(self) -> float:
        return self.per_week * WEEKS_A_YEAR / self.registers if self.registers else 0.0

    def weekly(self, per_meter_year: float) -> float:
        return per_meter_year * self.registers / WEEKS_A_YEAR


def thresholds_for(
    budget: Budget, steps: Mapping[str, Steps], realised: Mapping[str, Realised]
) -> Mapping[str, Solved]:
    """Channel -> its threshold. A larger budget is never stricter, a worse precision never laxer.

    The share that a channel loses by its precision goes to no other: fewer wrong alerts is the aim, not as many others.
    """
    laxest = {channel: table[0][1] for channel, table in steps.items()}
    every = sum(laxest.values())
    return {
        channel: _solved(budget, table, laxest[channel] / every if every else 0.0, realised.get(channel, Realised()))
        for channel, table in steps.items()
    }


def _solved(budget: Budget, table: Steps, share: float, realised: Realised) -> Solved:
    trust = min(1.0, realised.interval()[1] / budget.wanted_precision)
    allowed = budget.per_meter_year * share * trust
    threshold, rate = next((step for step in table if step[1] <= allowed), table[-1])
    return Solved(threshold, budget.weekly(allowed), budget.weekly(rate))


def calibrated(table: Steps, found: int, expected: float) -> Steps:
    """The rates of a table as this house has them: `found` alerts came where the table expected `expected`.

    The table speaks with the weight of ten alerts, so that a quiet month alone does not open the gates.
    """
    factor = (found + _WEIGHT_OF_TABLE) / (expected + _WEIGHT_OF_TABLE)
    return [(threshold, rate * factor) for threshold, rate in table]


def rate_at(table: Steps, threshold: float) -> float:
    """Alerts a meter-year at a threshold: those of the strictest step that is not stricter; beyond the table none less
    than its ends."""
    passed = [rate for step, rate in table if step <= threshold]
    return passed[-1] if passed else table[0][1]


def is_table(table: Steps) -> bool:
    """Whether steps may be solved: thresholds rise, rates don't, and the strictest finds nothing."""
    pairs = list(pairwise(table))
    orderly = all(a[0] < b[0] and a[1] >= b[1] for a, b in pairs)
    return bool(table) and orderly and table[-1][1] == 0
