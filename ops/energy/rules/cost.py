"""What an excess costs, and how severe that makes an alert."""

from collections.abc import Sequence

from ops.energy.rules.figures import TariffFigures


def eur_per_unit(tariffs: TariffFigures, medium: str, unit: str = "") -> float:
    if medium == "gas" and unit == "m3":
        return tariffs.gas * tariffs.gas_kwh_per_m3
    return {
        "electricity": tariffs.electricity,
        "gas": tariffs.gas,
        "heat": tariffs.heat,
        "water": tariffs.water,
        "pv": tariffs.pv,
    }.get(medium, 0.0)


def mean_price(hours_at: Sequence[tuple[float, float]]) -> float:
    """EUR a unit over hours of several days; `hours_at` = (hours, EUR a unit of that day). Nothing over no hour."""
    hours = sum(each for each, _ in hours_at)
    return sum(each * eur for each, eur in hours_at) / hours if hours else 0.0


def cents_per_day(excess_per_hour: float, hours_per_day: float, eur: float) -> int:
    """Never below nothing: a fault that counts too little costs no money by itself."""
    return max(round(excess_per_hour * hours_per_day * eur * 100), 0)


def under_other_tariffs(cents: int, medium: str, unit: str, was: TariffFigures, becomes: TariffFigures) -> int:
    """What the same excess costs when the tariffs change."""
    before = eur_per_unit(was, medium, unit)
    return round(cents * eur_per_unit(becomes, medium, unit) / before) if before else cents


def severity(cents: int, low_under_eur: float, high_over_eur: float) -> str:
    if cents < low_under_eur * 100:
        return "low"
    return "high" if cents > high_over_eur * 100 else "medium"
