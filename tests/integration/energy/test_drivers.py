"""What drives a register, as the house knows it: calendar of its building, the cold, what other sectors push."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.db import Database
from ops.energy.calendar_defaults import SCHOOL_BREAK_BODY, SCHOOL_BREAKS
from ops.energy.errors import DriverOutOfRange, UnknownDriver
from ops.energy.models import Meter, Register
from ops.energy.rules.day_types import SUNDAY, WORKDAY, epoch_hour, hour_grid
from ops.energy.rules.drivers import Drivers
from ops.energy.rules.slow_figures import YieldFigures
from ops.energy.service.drivers import drivers_of, push_driver
from ops.estate.models import DailyTemperature
from ops.kit.holidays import is_belgian_holiday
from ops.kit.rulesets import publish_version
from tests.support.energy import add_building, add_register

ZONE = ZoneInfo("Europe/Brussels")
FIRST, DAYS = date(2026, 2, 9), 28
#: Its Monday lies in the carnival break of both communities.
CARNIVAL = date(2026, 2, 16)


@pytest.fixture
def house(database: Database, now: datetime) -> Iterator[Session]:
    """Two registers in two buildings, one with a school's calendar; twelve days of temperatures."""
    with database.unit_of_work() as session:
        add_register(session, add_building(session), "ADM-01-E1", medium="electricity", unit="kWh")
        add_register(session, add_building(session, "SCH-01"), "SCH-01-G1", medium="gas", unit="kWh")
        body = {**SCHOOL_BREAK_BODY, "buildings": {"french": ["SCH-01"], "flemish": []}}
        publish_version(session, SCHOOL_BREAKS, body, valid_from=date(2026, 1, 1), author="Ann", note="x", now=now)
        for number in range(-2, 10):
            day = FIRST + timedelta(days=number)
            session.add(DailyTemperature(day=day, mean_c=10.0 if number < 5 else 0.0, source="test", recorded_at=now))
        session.flush()
        yield session


def _registers(session: Session) -> list[Register]:
    with_place = joinedload(Register.meter).joinedload(Meter.location)
    return list(session.scalars(select(Register).options(with_place).order_by(Register.id)))


def _drivers(session: Session, now: datetime) -> Drivers:
    start = epoch_hour(datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=ZONE))
    grid = hour_grid(start, start + DAYS * 24, ZONE, is_belgian_holiday)
    return drivers_of(session, _registers(session), grid, YieldFigures(), now)


def test_a_school_is_used_in_its_break_as_on_a_sunday(house: Session, now: datetime) -> None:
    monday = (CARNIVAL - FIRST).days
    assert _drivers(house, now).kind_of_day[:, monday].tolist() == [WORKDAY, SUNDAY]


def test_walls_feel_the_cold_late_and_the_last_known_day_goes_on_for_a_week(house: Session, now: datetime) -> None:
    felt = _drivers(house, now).temperature_c[1]
    assert felt[[4, 5, 6, 7, 16]] == pytest.approx([10.0, 4.0, 1.0, 0.0, 0.0])
    assert np.isnan(felt[19:]).all()


def test_what_another_sector_pushes_drives_what_hangs_in_the_building(house: Session, now: datetime) -> None:
    office, _ = _registers(house)
    push_driver(house, office.meter.location_id, "beds", {FIRST: 40.0, FIRST + timedelta(days=1): 42.0}, now=now)
    push_driver(house, office.meter.location_id, "beds", {FIRST: 41.0}, now=now)
    pushed = _drivers(house, now).pushed
    assert pushed[0, :3].tolist() == [41.0, 42.0, 42.0]
    assert np.isnan(pushed[1]).all()


def test_only_known_kinds_and_amounts_can_be_pushed(house: Session, now: datetime) -> None:
    place = _registers(house)[0].meter.location_id
    with pytest.raises(UnknownDriver):
        push_driver(house, place, "noise", {FIRST: 1.0}, now=now)
    for amount in (-1.0, float("nan"), float("inf")):
        with pytest.raises(DriverOutOfRange):
            push_driver(house, place, "beds", {FIRST: amount}, now=now)


def test_without_roofs_nothing_is_known_of_the_sun(house: Session, now: datetime) -> None:
    assert np.isnan(_drivers(house, now).sun).all()
