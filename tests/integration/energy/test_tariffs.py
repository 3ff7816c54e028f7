"""Every EUR by the tariff of its days: a new price moves nothing that is past, a correction does."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.energy.defaults import TARIFF_BODY, TARIFFS
from ops.energy.models import Alert
from ops.energy.service.calorific import give_value
from ops.energy.service.losses import excess_so_far, lost_by_day, lost_cents
from ops.energy.service.scan import scan_chunk
from ops.energy.service.tariffs import Prices
from ops.kit import rulesets
from tests.support.energy import HOUR, Logger, add_building, add_register, hours_before, indexes, office_water

NEW_PRICE = date(2026, 11, 20)


def _price(session: Session, water: float, valid_from: date, now: datetime) -> None:
    body = {**TARIFF_BODY, "water": water}
    rulesets.publish_version(session, TARIFFS, body, valid_from=valid_from, author="Emma", note="New price", now=now)


def _alert(session: Session, started_at: datetime, until_at: datetime, m3: int) -> Alert:
    alert = Alert(
        ref="A26-000001", medium="water", unit="m3", cause="continuous_flow", severity="medium", started_at=started_at,
        detected_at=until_at, last_abnormal_at=until_at, expected_micro=0, measured_micro=m3 * 1_000_000,
        excess_micro_per_hour=1,
    )  # fmt: skip
    session.add(alert)
    session.flush()
    return alert


def test_an_alert_over_a_new_price_costs_each_day_by_its_own(session: Session, now: datetime) -> None:
    # Ten hours of the 19th and five of the 20th, local: 30 m3 at 4.90 or 9.80 EUR.
    midnight = datetime(2026, 11, 19, 23, tzinfo=UTC)
    alert = _alert(session, midnight - 10 * HOUR, midnight + 5 * HOUR, 30)
    assert lost_cents(Prices(session), alert) == 14_700
    _price(session, 9.80, NEW_PRICE, now)
    assert lost_cents(Prices(session), alert) == round((20 * 4.90 + 10 * 9.80) * 100)


def test_a_past_alert_keeps_the_price_of_its_days_until_that_is_corrected(session: Session, now: datetime) -> None:
    alert = _alert(session, now - 72 * HOUR, now - 48 * HOUR, 10)
    _price(session, 9.80, NEW_PRICE, now)
    assert lost_cents(Prices(session), alert) == 4_900
    _price(session, 5.00, date(2026, 11, 1), now)
    assert lost_cents(Prices(session), alert) == 5_000


def test_an_alert_without_an_hour_or_without_excess_costs_nothing(session: Session, now: datetime) -> None:
    assert lost_cents(Prices(session), _alert(session, now, now, 10)) == 0


@pytest.mark.parametrize(("valid_from", "ratio"), [(0, 2.0), (1, 1.0)], ids=["from its day", "from the next day"])
def test_what_is_found_is_priced_by_the_tariff_of_its_last_day(
    session: Session, now: datetime, tmp_path: Path, valid_from: int, ratio: float
) -> None:
    """Looked at shortly after midnight: the day of the readings counts, not that of the look."""
    midnight = datetime(2026, 11, 19, 23, tzinfo=UTC)
    _price(session, 9.80, date(2026, 11, 19) + timedelta(days=valid_from), now)
    register = add_register(session, add_building(session))
    hours = hours_before(midnight, 12 * 24)
    flow = [office_water(hour) + (0.3 if hour >= midnight - 20 * HOUR else 0) for hour in hours]
    Logger(session, tmp_path / "files").index(register.code, indexes(hours[0], flow), unit="m3", now=midnight)
    scan_chunk(session, now=midnight + HOUR / 2)
    assert session.scalars(select(Alert.cost_cents_per_day)).one() == pytest.approx(3528 * ratio, rel=0.15)


def _gas(session: Session, started_at: datetime, until_at: datetime) -> Alert:
    alert = _alert(session, started_at, until_at, 10)
    alert.medium = "gas"
    return alert


def test_gas_in_cubic_metres_costs_by_the_calorific_value_of_its_month(session: Session, now: datetime) -> None:
    """0.09 EUR a kWh: 11 kWh by the tariffs, until the network operator says 10 of October and 12 of November."""
    midnight = datetime(2026, 10, 31, 23, tzinfo=UTC)
    alert = _gas(session, midnight - 5 * HOUR, midnight + 5 * HOUR)
    assert lost_cents(Prices(session), alert) == round(10 * 0.09 * 11 * 100)
    assert not Prices(session).at(midnight, "gas", "m3").is_final
    for month, value, state in ((10, "10", "final"), (11, "12", "provisional")):
        give_value(session, date(2026, month, 1), Decimal(value), state, "", who=system("tests"), now=now)
    assert lost_cents(Prices(session), alert) == round((5 * 10 + 5 * 12) * 0.09 * 100)
    assert Prices(session).at(midnight - HOUR, "gas", "m3").is_final
    assert not Prices(session).at(midnight, "gas", "m3").is_final


def test_a_day_before_a_new_price_is_drawn_at_its_own_and_the_days_add_up(session: Session, now: datetime) -> None:
    """48 hours from midnight of the 19th: 48 m3, 24 at 4.90 EUR and 24 at 9.80."""
    midnight = datetime(2026, 11, 18, 23, tzinfo=UTC)
    alert = _alert(session, midnight, midnight + 48 * HOUR, 48)
    _price(session, 9.80, NEW_PRICE, now)
    assert lost_by_day(Prices(session), alert) == {date(2026, 11, 19): 11_760, NEW_PRICE: 23_520}
    assert lost_cents(Prices(session), alert) == 35_280
    assert lost_cents(Prices(session), alert, midnight + 36 * HOUR) == 11_760
    assert lost_cents(Prices(session), alert, midnight + 48 * HOUR) == 0


def test_an_alert_that_stands_for_longer_than_is_summed_loses_on_all_of_its_days(session: Session) -> None:
    """Only its last two weeks are looked at again: 100 m3 in 14 of its 28 days."""
    until = datetime(2026, 11, 20, tzinfo=UTC)
    alert = _alert(session, until - 28 * 24 * HOUR, until, 100)
    assert lost_cents(Prices(session), alert) == 49_000
    alert.evidence = {"summed_from": (until - 14 * 24 * HOUR).isoformat()}
    assert (excess_so_far(alert), lost_cents(Prices(session), alert)) == (200_000_000, 98_000)


def test_a_roof_that_brings_too_little_loses_what_is_missing(session: Session, now: datetime) -> None:
    alert = _alert(session, now - 24 * HOUR, now, 10)
    alert.expected_micro = 30_000_000
    assert lost_cents(Prices(session), alert) == 9_800
