from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.errors import RegieError
from ops.kit.money import NotAnAmount, eur_text, parse_eur
from ops.kit.units import NotANumber, UnknownUnit, WrongUnit, convert, from_micro, micro_text, to_micro


@pytest.mark.parametrize(
    ("sent", "unit", "stored", "value"),
    [
        ("1500", "Wh", "kWh", "1.5"),
        ("2", "MWh", "kWh", "2000"),
        ("250", "l", "m3", "0.25"),
        ("3", "m³", "m3", "3"),
        ("900", "W", "kW", "0.9"),
    ],
)
def test_units_are_turned_into_the_one_we_store(sent: str, unit: str, stored: str, value: str) -> None:
    assert convert(Decimal(sent), unit, stored) == Decimal(value)


@pytest.mark.parametrize(("unit", "error"), [("furlong", UnknownUnit), ("m3", WrongUnit)])
def test_a_unit_that_does_not_fit_is_refused(unit: str, error: type[RegieError]) -> None:
    with pytest.raises(error):
        convert(Decimal(1), unit, "kWh")


@pytest.mark.parametrize("value", ["", "abc", "NaN", float("inf"), Decimal("NaN"), "1e20"])
def test_what_is_no_quantity_is_refused(value: str | float | Decimal) -> None:
    with pytest.raises(NotANumber):
        to_micro(value)


@given(micro=st.integers(-(10**17), 10**17))
def test_a_quantity_survives_the_way_out_and_in(micro: int) -> None:
    assert to_micro(from_micro(micro)) == micro
    assert to_micro(micro_text(micro)) == micro
    assert "E" not in micro_text(micro)


@pytest.mark.parametrize(("text", "cents"), [("612,50", 61250), ("€ 1 200", 120000), ("0.3", 30), ("-5", -500)])
def test_amounts_are_read_as_people_write_them(text: str, cents: int) -> None:
    assert parse_eur(text) == cents


@pytest.mark.parametrize("text", ["", "12.345", "EUR", "1e30"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_eur(text)


def test_an_amount_has_two_decimals() -> None:
    assert [eur_text(cents) for cents in (0, 5, 1230, -50)] == ["0.00", "0.05", "12.30", "-0.50"]
