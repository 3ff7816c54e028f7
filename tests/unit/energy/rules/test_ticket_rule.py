"""The table medium x cause x excess, row by row."""

import pytest

from ops.energy.defaults import ALERT_TICKET_BODY
from ops.energy.rules.figures import TicketFigures
from ops.energy.rules.ticket_rule import Case, ticket_for

TABLE = TicketFigures.model_validate(ALERT_TICKET_BODY)


def _case(medium: str, cause: str, **figures: float | bool) -> Case:
    values: dict[str, float | bool] = {
        "critical": False, "night_use": False, "excess_per_hour": 0.0,
        "night_excess_over_band_per_hour": 0.0, "cents_per_day": 0,
    }  # fmt: skip
    return Case(medium, cause, **(values | figures))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (_case("water", "continuous_flow", excess_per_hour=1.0), ("P1", "plumbing", True)),
        (_case("water", "continuous_flow", excess_per_hour=0.999), ("P2", "plumbing", True)),
        (_case("water", "continuous_flow", excess_per_hour=0.2), ("P2", "plumbing", True)),
        (_case("water", "continuous_flow", excess_per_hour=0.199), ("P3", "plumbing", False)),
        (_case("water", "continuous_flow", excess_per_hour=0.06), ("P3", "plumbing", False)),
        (_case("water", "continuous_flow", excess_per_hour=0.01), ("P4", "plumbing", False)),
        (_case("water", "continuous_flow", excess_per_hour=0.009), None),
        (_case("gas", "night_left_on", night_excess_over_band_per_hour=50), ("P2", "heating", True)),
        (
            _case("gas", "night_left_on", night_excess_over_band_per_hour=90, night_use=True, cents_per_day=600),
            ("P4", "heating", False),
        ),
        (_case("gas", "base_load", cents_per_day=5000), ("P3", "heating", False)),
        (_case("heat", "base_load", cents_per_day=4999), ("P4", "heating", False)),
        (_case("electricity", "night_left_on", cents_per_day=500), ("P4", "electricity", False)),
        (_case("electricity", "night_left_on", cents_per_day=499), None),
        (_case("electricity", "base_load", cents_per_day=5000), ("P3", "electricity", False)),
        (_case("electricity", "zero_run", critical=True), ("P2", "electricity", True)),
        (_case("heat", "base_load", critical=True, cents_per_day=1), ("P2", "heating", True)),
        (_case("electricity", "stuck", critical=True), None),
        (_case("electricity", "silent", cents_per_day=9999), None),
        (_case("pv", "yield_loss"), ("P4", "electricity", False)),
    ],
    ids=[
        "1,000 l/h is P1 and pages",
        "just under 1,000 l/h is P2",
        "200 l/h is P2 and pages",
        "just under 200 l/h is P3 and wakes nobody",
        "60 l/h is P3",
        "10 l/h is P4",
        "under 10 l/h opens no ticket",
        "gas at night in an empty building is P2 and pages",
        "gas at night where people live goes by its cost",
        "gas for 50 EUR a day is P3",
        "heat under 50 EUR a day is P4",
        "electricity for 5 EUR a day is P4",
        "electricity under 5 EUR a day stays on the list",
        "electricity for 50 EUR a day is P3",
        "a critical room that counts nothing pages",
        "any waste of a critical room pages, by trade",
        "another data fault of a critical room pages nobody",
        "a silent logger opens no ticket, whatever it costs",
        "lost yield of panels is P4",
    ],
)
def test_the_first_row_that_fits_decides(case: Case, expected: tuple[str, str, bool] | None) -> None:
    found = ticket_for(case, TABLE)
    assert (None if found is None else (found.priority, found.trade, found.pages)) == expected
