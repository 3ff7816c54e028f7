"""From cubic metres of gas to kWh: the one place where the two meet.

kWh = m3 x gross calorific value of the local month (CREG; kWh per m3 at normal conditions). It is provisional until
the network operator publishes the final one; a month without any counts with the figure of the tariffs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ops.kit.units import MICRO

#: What the law allows on the Belgian network, in kWh per m3 (to be confirmed).
LOWEST, HIGHEST = Decimal("9.5278"), Decimal("12.7931")
STATES = ("provisional", "final")


@dataclass(frozen=True, slots=True)
class Calorific:
    """kWh in a cubic metre; `state` is final, provisional or assumed (nobody gave a value)."""

    kwh_per_m3_micro: int
    state: str

    @property
    def is_final(self) -> bool:
        return self.state == "final"


def calorific_of(month: date, known: Mapping[date, Calorific], assumed_kwh_per_m3: float) -> Calorific:
    """The value of a local month, given by its first day."""
    assumed = Calorific(round(assumed_kwh_per_m3 * MICRO), "assumed")
    return known.get(month.replace(day=1), assumed)


def kwh_micro(m3_micro: int, value: Calorific) -> int:
    """Millionths of a kWh, half up."""
    return (m3_micro * value.kwh_per_m3_micro + MICRO // 2) // MICRO
