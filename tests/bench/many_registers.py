"""A house of 10,000 registers with 13 months of hours on PostgreSQL: what the nightly scan looks at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from ops.config import HOUSE_ZONE
from ops.energy.models import Meter, Register
from ops.energy.rules.arrays import Floats, Ints
from ops.energy.rules.day_types import epoch_hour
from ops.energy.seed.calendar import Hours, hours_between, noise
from ops.energy.seed.profiles import Load, hourly
from ops.energy.seed.weather import temperatures
from ops.energy.store.engine import copy_in
from ops.estate.models import Location
from ops.kit.periods import at_local, local_date
from ops.kit.rulesets import ensure_defaults
from ops.kit.units import MICRO
from tests.bench.parts import database_of
from tests.support.energy import add_building

REGISTERS, HISTORY_DAYS = 10_000, 396
#: The scan comes after the night's last hour; a fixed day, so that every run looks at the same figures.
NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
_PER_BUILDING = 100
_MEDIA = ("electricity", "electricity", "gas", "heat", "water", "electricity", "gas", "water", "electricity", "pv")
_USES = ("administration", "rest_home", "school", "housing", "laundry", "depot", "youth", "social_office")
#: One register in so many has waste that stands, and one in so many misses some hours.
_WASTE_EACH, _GAP_EACH = 100, 20
#: Each register rose for some days so often in the 13 months, as real ones do.
_EPISODES = 4
_TOGETHER = 200
_POSTGRES_EPOCH_S = 946_684_800


@dataclass(frozen=True)
class Ours:
    """A register of the house by its number, and what hangs on it."""

    number: int

    @property
    def code(self) -> str:
        return f"BIG-{self.number:05d}"

    @property
    def medium(self) -> str:
        return _MEDIA[self.number % len(_MEDIA)]

    @property
    def load(self) -> Load:
        use = _USES[self.number // _PER_BUILDING % len(_USES)]
        return Load(self.code, self.medium, use, area_m2=400.0 + self.number % 97 * 60)


def build(url: str, folder: Path) -> None:
    fill(url, REGISTERS)


def fill(url: str, registers: int) -> None:
    """Rules, places and registers, then the hours: in one transaction, so that they stand frozen from the start."""
    database = database_of(url)
    with database.unit_of_work() as session:
        ensure_defaults(session, NOW)
        # Where it is known how cold it was, each register is also weighed against the weather.
        session.add_all(temperatures(local_date(NOW, HOUSE_ZONE), NOW, HOUSE_ZONE))
        _build_registers(session, registers)
    with database.unit_of_work() as session:
        _load_hours(session)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    database.dispose()


def _build_registers(session: Session, count: int) -> None:
    places = [add_building(session, f"BIG-{number:03d}") for number in range(-(-count // _PER_BUILDING))]
    session.execute(insert(Meter), [_meter(Ours(number), places) for number in range(count)])
    meters = dict(session.execute(select(Meter.code, Meter.id)).tuples().all())
    session.execute(insert(Register), [_register(Ours(number), meters) for number in range(count)])


def _meter(ours: Ours, places: Sequence[Location]) -> dict[str, object]:
    place = places[ours.number // _PER_BUILDING]
    return {"code": ours.code, "medium": ours.medium, "location_id": place.id, "name": ""}


def _register(ours: Ours, meters: dict[str, int]) -> dict[str, object]:
    unit = "m3" if ours.medium == "water" else "kWh"
    start = date(2020, 1, 1)
    return {"code": ours.code, "meter_id": meters[ours.code], "kind": "index", "unit": unit, "valid_from": start}


def _load_hours(session: Session) -> None:
    for command in (
        "ALTER TABLE consumption DROP CONSTRAINT fk_consumption_register_id",
        "ALTER TABLE consumption DROP CONSTRAINT pk_consumption",
        "ALTER TABLE consumption SET UNLOGGED",
        "TRUNCATE consumption",
        "SET LOCAL maintenance_work_mem = '1GB'",
    ):
        session.execute(text(command))
    for ids, hour_s, micro in _hours_of(session):
        # PostgreSQL counts its instants from the year 2000, in microseconds.
        instants = (np.tile(hour_s, len(ids)) - _POSTGRES_EPOCH_S) * MICRO
        known = micro >= 0
        columns = [np.repeat(ids, len(hour_s))[known], instants[known], micro[known]]
        qualities = np.full(len(columns[0]), b"measured")
        names = "consumption (register_id, hour_at, value_micro, quality)"
        copy_in(session.connection(), names, [*columns, qualities], ", FREEZE")
    session.execute(text("ALTER TABLE consumption ADD CONSTRAINT pk_consumption PRIMARY KEY (register_id, hour_at)"))


def _hours_of(session: Session) -> Iterator[tuple[Ints, Ints, Ints]]:
    """(ids, hours in epoch seconds, millionths of both, row by row; -1 where an hour is missing), chunk by chunk."""
    first = at_local(local_date(NOW, HOUSE_ZONE) - timedelta(days=HISTORY_DAYS), time(), HOUSE_ZONE)
    hours = hours_between(epoch_hour(first), epoch_hour(NOW), HOUSE_ZONE)
    rows = session.execute(select(Register.id, Register.code).order_by(Register.id)).all()
    for start in range(0, len(rows), _TOGETHER):
        chunk = rows[start : start + _TOGETHER]
        amounts = np.stack([_amounts(int(code.rpartition("-")[2]), hours) for _, code in chunk])
        micro = np.where(np.isnan(amounts), -1, np.round(amounts * 1000) * 1000)
        yield np.array([each for each, _ in chunk]), hours.epoch_hour * 3600, micro.astype(np.int64).ravel()


def _amounts(number: int, hours: Hours) -> Floats:
    load = Ours(number).load
    # Real registers stray further from their habits than those of the demo.
    stray = (0.05 + 0.25 * (number % 7) / 7) * noise(hours.epoch_hour, load.salt + 3)
    amounts = hourly(load, hours) * np.exp(stray)
    for episode in range(_EPISODES):
        start = (number * 131 + episode * 2003) % (len(hours) - 1000)
        amounts[start : start + 24 * (2 + (number + episode) % 5)] += 0.5 * amounts.mean()
    if number % _WASTE_EACH == 0:
        amounts[-24 * (2 + number // _WASTE_EACH % 6) :] += amounts.mean()
    if number % _GAP_EACH == 1:
        start = number * 7 % (len(hours) - 200)
        amounts[start : start + number % 90] = np.nan
    return amounts
