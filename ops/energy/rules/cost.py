"""What an excess costs, and how severe that makes an alert."""

from collections.abc import Iterable
from itertools import accumulate, pairwise

from ops.energy.rules.figures import TariffFigures


def counts_by_calorific(medium: str, unit: str) -> bool:
    """Gas is paid by the kWh, and some meters count its cubic metres."""
    return medium == "gas" and unit == "m3"


def eur_per_unit(tariffs: TariffFigures, medium: str, unit: str = "", kwh_per_m3: float | None = None) -> float:
    """Gas in m3 by its calorific value; where none is known, by the figure of the tariffs."""
    if counts_by_calorific(medium, unit):
        return tariffs.gas * (tariffs.gas_kwh_per_m3 if kwh_per_m3 is None else kwh_per_m3)
    return {
        "electricity": tariffs.electricity,
        "gas": tariffs.gas,
        "heat": tariffs.heat,
        "water": tariffs.water,
        "pv": tariffs.pv,
    }.get(medium, 0.0)


def whole_cents(cents: Iterable[float]) -> list[int]:
    """Rounded so that any first of them add up to their rounded sum: the cents of days are those of their alert."""
    sums = [round(each) for each in accumulate(cents, initial=0.0)]
    return [after - before for before, after in pairwise(sums)]


def cents_per_day(excess_per_hour: float, hours_per_day: float, eur: float) -> int:
    """Never below nothing: a fault that counts too little costs no money by itself."""
    return max(round(excess_per_hour * hours_per_day * eur * 100), 0)


def under_other_tariffs(
    cents: int, medium: str, unit: str, was: TariffFigures, becomes: TariffFigures, kwh_per_m3: float | None = None
) -> int:
    """What the same excess costs when the tariffs change; a known calorific value stays what it is."""
    before = eur_per_unit(was, medium, unit, kwh_per_m3)
    return round(cents * eur_per_unit(becomes, medium, unit, kwh_per_m3) / before) if before else cents


def severity(cents: int, low_under_eur: float, high_over_eur: float) -> str:
    if cents < low_under_eur * 100:
        return "low"
    return "high" if cents > high_over_eur * 100 else "medium"
