"""Readings and consumption in bulk, alike on both engines."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ops.db import Database
from ops.energy.models import Reading, ReadingRevision
from ops.energy.store import (
    ConsumptionColumns,
    ConsumptionRow,
    ReadingColumns,
    ReadingRow,
    bulk_load_consumption,
    bulk_load_readings,
    ensure_partitions,
    load_consumption,
    load_readings,
    replace_consumption,
    upsert_readings,
)
from tests.support.energy import add_building, add_register

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = AT + HOUR


@pytest.fixture
def registers(session: Session) -> list[int]:
    place = add_building(session)
    return [add_register(session, place, f"ADM-01-E{n}", medium="electricity", unit="kWh").id for n in (1, 2)]


def stored(session: Session) -> list[tuple[int, datetime, int]]:
    query = select(Reading.register_id, Reading.at, Reading.value_micro).order_by(Reading.register_id, Reading.at)
    return [(register, at, micro) for register, at, micro in session.execute(query)]


def revisions(session: Session) -> list[tuple[int, int, datetime]]:
    query = select(ReadingRevision).order_by(ReadingRevision.id)
    return [(row.register_id, row.value_micro, row.superseded_at) for row in session.scalars(query)]


def test_the_same_value_again_is_a_no_op_and_another_value_leaves_a_revision(
    session: Session, registers: list[int], now: datetime
) -> None:
    one, two = registers
    first = upsert_readings(session, [ReadingRow(one, AT, 5), ReadingRow(two, AT, 7)], source="live", now=now)
    again = upsert_readings(session, [ReadingRow(one, AT, 5), ReadingRow(two, AT, 7)], source="live", now=now)
    other = upsert_readings(session, [ReadingRow(one, AT, 6), ReadingRow(two, AT, 7)], source="live", now=now)
    assert (len(first.new), first.repeated, first.revised) == (2, 0, ())
    assert (again.changed, again.repeated) == ((), 2)
    assert (other.new, other.revised, other.repeated) == ((), (ReadingRow(one, AT, 6),), 1)
    assert stored(session) == [(one, AT, 6), (two, AT, 7)]
    assert revisions(session) == [(one, 5, now)]


def test_a_batch_that_says_two_things_about_one_instant_keeps_both(
    session: Session, registers: list[int], now: datetime
) -> None:
    one, _ = registers
    batch = [ReadingRow(one, AT, 1), ReadingRow(one, AT, 1), ReadingRow(one, AT, 2)]
    result = upsert_readings(session, batch, source="live", now=now)
    assert (result.new, result.repeated) == ((ReadingRow(one, AT, 2),), 2)
    assert revisions(session) == [(one, 1, now)]
    upsert_readings(session, batch, source="live", now=now)
    assert revisions(session) == [(one, 1, now)]


def test_a_value_that_another_transaction_stored_is_not_stored_again(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        one = add_register(session, add_building(session)).id
    row = ReadingRow(one, AT, 5)
    with database.unit_of_work() as session:
        assert upsert_readings(session, [row], source="live", now=now).new == (row,)
    with database.unit_of_work() as session:
        assert upsert_readings(session, [row], source="live", now=now).new == ()


def test_history_is_loaded_in_bulk_and_read_back_as_it_was(
    session: Session, registers: list[int], now: datetime
) -> None:
    ids = np.repeat(np.array(registers, np.int64), 1_000)
    at_s = np.tile(int(AT.timestamp()) - 3600 * np.arange(1_000, 0, -1), 2)
    values = np.arange(2_000, dtype=np.int64) * 1_000_003
    bulk_load_readings(session, ReadingColumns(ids, at_s, values), source="history", received_at=now)
    bulk_load_consumption(session, ConsumptionColumns(ids, at_s, values, values % 2 == 0))
    readings = load_readings(session, registers, AT - 2_000 * HOUR, AT)
    hours = load_consumption(session, registers, AT - 2_000 * HOUR, AT)
    for columns in (readings, hours):
        assert columns.register_id.tolist() == ids.tolist()
        assert columns.value_micro.tolist() == values.tolist()
    assert hours.hour_s.tolist() == readings.at_s.tolist() == at_s.tolist()
    assert hours.estimated.tolist() == (values % 2 == 0).tolist()
    assert session.scalars(select(Reading.source).distinct()).all() == ["history"]


def test_a_window_is_half_open_and_may_be_empty(session: Session, registers: list[int], now: datetime) -> None:
    one, two = registers
    upsert_readings(session, [ReadingRow(one, AT, 1), ReadingRow(one, LATER, 2)], source="live", now=now)
    assert load_readings(session, [one, two], AT, LATER).value_micro.tolist() == [1]
    assert load_readings(session, [two], AT, LATER).value_micro.tolist() == []
    assert load_readings(session, [], AT, LATER).value_micro.tolist() == []


def test_recomputed_hours_take_the_place_of_all_hours_of_their_window(session: Session, registers: list[int]) -> None:
    one, two = registers
    for register in registers:
        rows = [ConsumptionRow(AT + n * HOUR, n, False) for n in range(4)]
        replace_consumption(session, register, AT, AT + 4 * HOUR, rows)
    replace_consumption(session, one, AT + HOUR, AT + 3 * HOUR, [ConsumptionRow(AT + 2 * HOUR, 9, True)])
    hours = load_consumption(session, registers, AT, AT + 5 * HOUR)
    assert hours.value_micro.tolist() == [0, 9, 3, 0, 1, 2, 3]
    assert hours.estimated.tolist() == [False, True, *[False] * 5]
    assert hours.register_id.tolist() == [one] * 3 + [two] * 4


def test_each_month_gets_its_partition_and_the_default_one_stays_empty(
    session: Session, registers: list[int], now: datetime
) -> None:
    years = [datetime(year, 12, 31, 23, tzinfo=UTC) for year in (2019, 2025)]
    upsert_readings(session, [ReadingRow(registers[0], at, 1) for at in years], source="live", now=now)
    made = ensure_partitions(session, date(2031, 11, 1), date(2032, 1, 31))
    assert [at for _, at, _ in stored(session)] == years
    if session.get_bind().dialect.name == "postgresql":
        assert made == 3
        assert session.scalar(text("SELECT count(*) FROM reading_default")) == 0
        assert session.scalar(text("SELECT count(*) FROM reading_y2019m12")) == 1
    assert ensure_partitions(session, date(2031, 11, 1), date(2032, 1, 31)) == 0
