import pytest

from ops.energy.defaults import TARIFFS
from ops.energy.rules.cost import under_other_tariffs
from ops.energy.rules.figures import TariffFigures
from ops.kit.rulesets import shipped

SHIPPED = TariffFigures.model_validate(shipped(TARIFFS).body)


@pytest.mark.parametrize(
    ("medium", "unit", "change", "cents"),
    [
        ("electricity", "kWh", {"electricity": 0.6}, 2000),
        ("water", "m3", {"electricity": 0.6}, 1000),
        ("gas", "m3", {"gas_kwh_per_m3": 5.5}, 500),
        ("gas", "kWh", {"gas_kwh_per_m3": 5.5}, 1000),
        ("", "", {"water": 9.8}, 1000),
    ],
)
def test_a_standing_excess_follows_the_tariff_of_its_medium(
    medium: str, unit: str, change: dict[str, float], cents: int
) -> None:
    assert under_other_tariffs(1000, medium, unit, SHIPPED, SHIPPED.model_copy(update=change)) == cents
