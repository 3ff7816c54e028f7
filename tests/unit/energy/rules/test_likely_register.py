import pytest

from ops.energy.rules.likely_register import Candidate, likely_registers

CANDIDATES = [
    Candidate("ANT-01-E1", "ANT-01", "kWh", False),
    Candidate("ANT-01-E2", "ANT-01", "kWh", True),
    Candidate("ANT-01-E3", "ANT-01", "kWh", True),
    Candidate("ANT-01-W1", "ANT-01", "m3", True),
    Candidate("ANT-011-E1", "ANT-011", "kWh", False),
    Candidate("WR-E1", "wilde-rozen", "kWh", True),
]


@pytest.mark.parametrize(
    ("topic", "unit", "codes"),
    [
        ("tele/ant-01-meterkast/SENSOR", "kWh", ["ANT-01-E1", "ANT-01-E2"]),
        ("tele/ANT_01/SENSOR", "Wh", ["ANT-01-E1", "ANT-01-E2"]),
        ("zigbee2mqtt/ant01/water", "l", ["ANT-01-W1"]),
        ("shelly-wilde-rozen/events/rpc", "Wh", ["WR-E1"]),
        ("shelly-wilde/events/rpc", "Wh", []),
        ("tele/ant-01/SENSOR", "W", []),
        ("tele/ant-01/SENSOR", "", []),
        ("tele/ant-01/SENSOR", "V", []),
        ("", "kWh", []),
    ],
)
def test_a_register_is_proposed_by_building_and_unit_the_unconnected_first(
    topic: str, unit: str, codes: list[str]
) -> None:
    assert likely_registers(topic, unit, CANDIDATES) == codes


def test_a_building_without_a_code_is_in_no_topic() -> None:
    assert likely_registers("a/b", "kWh", [Candidate("X", "--", "kWh", False)]) == []
