"""Readings go when they are old enough, and no figure goes with them: on both engines, with real months."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from ops.config import Settings
from ops.db import Database
from ops.energy.jobs import partitions
from ops.energy.models import Consumption, DeadLetter, Reading, Register
from ops.energy.models_rollup import ConsumptionDay
from ops.energy.queries.ledger import ledger, ledger_days
from ops.energy.queries.registers import register_by_code
from ops.energy.rules.mapping import Sample
from ops.energy.rules.retention import Days
from ops.energy.service.mapping_preview import previews
from ops.energy.service.mappings import MappingWish
from ops.energy.service.readings_import import import_readings
from ops.energy.service.scan import scan_chunk
from ops.energy.store import rollups
from ops.estate.models import Location
from ops.kit.jobs import JobContext
from tests.conftest import ClientFor
from tests.support.energy import HOUR, Logger, add_building, add_register, indexes

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
#: 26 whole months before November 2026.
KEPT_FROM = date(2024, 9, 1)
_STEP = 6 * HOUR
FIRST = datetime(2024, 6, 10, tzinfo=UTC)
AMOUNTS = [1 + number % 7 for number in range(24 * 120)]


@pytest.fixture
def codes(database: Database, tmp_path: Path) -> Sequence[str]:
    """Two registers with four months of readings from June 2024 on, scanned."""
    with database.unit_of_work() as session:
        place, names = add_building(session), ("OLD-1", "OLD-2")
        for name in names:
            add_register(session, place, name, medium="electricity", unit="kWh")
            Logger(session, tmp_path).index(name, indexes(FIRST, AMOUNTS)[::6], unit="kWh", now=NOW)
    _scan(database)
    return names


def _scan(database: Database) -> None:
    with database.unit_of_work() as session:
        while scan_chunk(session, now=NOW).registers:
            pass


def _context(database: Database, settings: Settings, now: datetime = NOW) -> JobContext:
    return JobContext(database, settings, lambda: now)


def _days(database: Database, ids: Sequence[int]) -> Days:
    with database.reading() as session:
        return rollups.load_days(session, ids, date(2024, 6, 1), date(2024, 11, 1), database.zone)


def _as_rows(days: Days) -> list[tuple[int, ...]]:
    columns = (days.register_id, days.day, days.value_micro, days.hours, days.estimated_hours)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _ids(session: Session) -> list[int]:
    return list(session.scalars(select(Register.id).order_by(Register.id)))


def _hours(database: Database) -> list[tuple[int, datetime, int]]:
    query = select(Consumption.register_id, Consumption.hour_at, Consumption.value_micro)
    with database.reading() as session:
        return [(a, b, c) for a, b, c in session.execute(query.order_by(Consumption.register_id, Consumption.hour_at))]


@pytest.mark.usefixtures("codes")
def test_old_readings_go_and_every_hour_and_day_stays(database: Database, settings: Settings) -> None:
    with database.reading() as session:
        ids = _ids(session)
    hours, days = _hours(database), _as_rows(_days(database, ids))
    did = partitions(_context(database, settings))
    with database.reading() as session:
        oldest = session.scalar(select(func.min(Reading.at)))
        written = session.scalar(select(func.count()).select_from(ConsumptionDay))
    assert oldest == datetime(2024, 9, 1, tzinfo=UTC)
    assert written is not None
    assert did["days_kept"] == written == 2 * (date(2024, 9, 1) - date(2024, 6, 10)).days
    assert did["readings_gone" if database.is_sqlite else "months_gone"] > 0
    assert (_hours(database), _as_rows(_days(database, ids))) == (hours, days)
    again = partitions(_context(database, settings))
    assert {again[key] for key in ("days_kept", "months_gone", "readings_gone", "hours_gone")} == {0}


@pytest.mark.usefixtures("codes")
def test_a_month_stays_while_an_hour_of_it_waits_to_be_computed(database: Database, settings: Settings) -> None:
    with database.unit_of_work() as session:
        session.execute(update(Register).where(Register.code == "OLD-2").values(dirty_from=FIRST + 40 * 24 * HOUR))
    partitions(_context(database, settings))
    with database.reading() as session:
        assert rollups.kept_from(session, rollups.RAW) == date(2024, 7, 1)
        assert session.scalar(select(func.min(Reading.at))) == datetime(2024, 7, 1, tzinfo=UTC)
    _scan(database)
    partitions(_context(database, settings))
    with database.reading() as session:
        assert rollups.kept_from(session, rollups.RAW) == KEPT_FROM


def test_nothing_that_comes_later_moves_an_hour_whose_readings_are_gone(
    database: Database, settings: Settings, codes: Sequence[str], tmp_path: Path
) -> None:
    partitions(_context(database, settings))
    hours = _hours(database)
    with database.unit_of_work() as session:
        late = [(datetime(2024, 8, 1, tzinfo=UTC), 99_999.0)]
        stored = Logger(session, tmp_path).index(codes[0], late, unit="kWh", now=NOW)
        assert (stored.stored, stored.dead) == (0, 1)
        session.execute(update(Register).values(dirty_from=FIRST))
    _scan(database)
    assert _hours(database) == hours
    with database.reading() as session:
        assert session.scalars(select(DeadLetter.code)).all() == ["month_closed"]


def test_a_mapping_shows_before_it_is_saved_that_a_month_is_closed(
    database: Database, settings: Settings, codes: Sequence[str]
) -> None:
    partitions(_context(database, settings))
    wishes = [MappingWish("tele/plug/SENSOR", "tasmota", "ENERGY.Total", code, Decimal(1), "kWh") for code in codes[:1]]
    with database.reading() as session:
        for month, code in ((8, "month_closed"), (9, None)):
            sample = Sample("ENERGY.Total", datetime(2024, month, 1, tzinfo=UTC), 100.0)
            [found] = previews(session, wishes, [sample], NOW)
            assert (found.refusal.code if found.refusal else None) == code


def test_a_table_is_refused_at_the_line_whose_month_is_closed(
    database: Database, settings: Settings, codes: Sequence[str]
) -> None:
    partitions(_context(database, settings))
    hours = _hours(database)
    with database.unit_of_work() as session:
        add_register(session, session.scalars(select(Location)).one(), "NEW-1", medium="electricity", unit="kWh")
        old, new = (f"{code};2024-08-31 12:00;99999;kWh;index" for code in (codes[0], "NEW-1"))
        table = "\n".join(["register;at;value;unit;kind", new, old, old.replace("2024-08-31", "2024-09-30")])
        refused = import_readings(session, table.encode(), now=NOW)
        assert [(fault.number, fault.code) for fault in refused.faults] == [(3, "month_closed")]
        assert refused.added == 0
        assert import_readings(session, table.encode(), now=NOW, skip_bad=True).added == 2
    _scan(database)
    before = datetime(2024, 8, 31, tzinfo=UTC)
    assert [row for row in _hours(database) if row[1] < before] == [row for row in hours if row[1] < before]
    with database.reading() as session:
        assert session.scalars(select(DeadLetter)).all() == []


@pytest.mark.usefixtures("codes")
def test_the_old_history_of_a_register_that_joins_later_is_counted_before_it_goes(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    partitions(_context(database, settings))
    with database.unit_of_work() as session:
        place = session.scalars(select(Location)).one()
        joined = add_register(session, place, "NEW-1", medium="electricity", unit="kWh").id
        stored = Logger(session, tmp_path).index("NEW-1", indexes(FIRST, AMOUNTS)[::6], unit="kWh", now=NOW)
    assert stored.dead == 0
    partitions(_context(database, settings))
    with database.reading() as session:
        query = select(func.min(Reading.at)).where(Reading.register_id == joined)
        assert session.scalar(query) == FIRST, "its hours are not computed yet"
    _scan(database)
    before = _as_rows(_days(database, [joined]))
    partitions(_context(database, settings))
    with database.reading() as session:
        assert session.scalar(query) == datetime(2024, 9, 1, tzinfo=UTC)
    assert _as_rows(_days(database, [joined])) == before
    assert sum(row[2] for row in before) == sum(AMOUNTS) * 1_000_000


@pytest.mark.usefixtures("codes")
def test_hours_go_much_later_and_their_days_still_tell_the_same(database: Database, settings: Settings) -> None:
    with database.reading() as session:
        ids = _ids(session)
    days = _as_rows(_days(database, ids))
    ten_years_on = NOW + timedelta(days=3653)
    did = partitions(_context(database, settings, ten_years_on))
    assert did["hours_gone"] > 0
    with database.reading() as session:
        first_hour = session.scalar(select(func.min(Consumption.hour_at)))
        assert first_hour is None or first_hour >= datetime(2024, 8, 31, 22, tzinfo=UTC)
    assert _as_rows(_days(database, ids)) == days


@pytest.mark.parametrize("step", ["day", "month"])
def test_the_api_tells_the_same_before_and_after_the_hours_are_gone(
    client_for: ClientFor, database: Database, settings: Settings, codes: Sequence[str], step: str
) -> None:
    client, span = client_for("energy_coordinator"), "from=2024-06-01&to=2024-10-01"

    def told() -> list[dict[str, str]]:
        items: list[dict[str, str]] = []
        path = asked = f"/api/v1/registers/{codes[0]}/consumption?step={step}&limit=20&{span}"
        while True:
            page = client.get(path).json()
            items += page["items"]
            if not page["next"]:
                return items
            path = f"{asked}&cursor={page['next']}"

    before = told()
    partitions(_context(database, settings, NOW + timedelta(days=3653)))
    after = told()
    assert len(before) == (4 if step == "month" else (date(2024, 10, 1) - date(2024, 6, 10)).days)
    assert after == before


def test_the_ledger_says_that_readings_are_gone_instead_of_a_deviation(
    client_for: ClientFor, database: Database, settings: Settings, codes: Sequence[str]
) -> None:
    client, address = client_for("energy_coordinator"), f"/api/v1/registers/{codes[0]}/ledger?month=2024-"

    def told(month: str) -> dict[str, Any]:
        item: dict[str, Any] = client.get(address + month).json()["items"][0]
        return item

    months = ("06", "07", "08", "09", "10")
    before = {month: told(month) for month in months}
    assert {(each["closes"], each["readings_gone"]) for each in before.values()} == {(True, False)}
    for now in (NOW, NOW + timedelta(days=3653)):
        partitions(_context(database, settings, now))
        after = {month: told(month) for month in months}
        assert [after[month]["intervals"] for month in months] == [before[month]["intervals"] for month in months]
        assert all(each["closes"] and float(each["deviation"]) == 0 for each in after.values())
        gone = [month for month in months if after[month]["readings_gone"]]
        # The local September begins two hours before the first reading that is kept.
        assert gone == (list(months[:4]) if now == NOW else list(months))
        assert after["07"]["index_start"] is None
    page = client.get(f"/meters/{codes[0]}/ledger?month=2024-07").text
    assert page.count("Readings no longer kept") == 31
    assert "Does not close" not in page


def test_the_days_after_the_first_kept_reading_are_checked(
    database: Database, settings: Settings, codes: Sequence[str], tmp_path: Path
) -> None:
    partitions(_context(database, settings))
    with database.unit_of_work() as session:
        joined = add_register(session, session.scalars(select(Location)).one(), "NEW-1", medium="water")
        Logger(session, tmp_path).index("NEW-1", indexes(FIRST, AMOUNTS)[::6], unit="m3", now=NOW)
    _scan(database)
    with database.reading() as session:
        register = register_by_code(session, codes[0])
        days = ledger_days(session, register, date(2024, 9, 1), database.zone)
        assert [each.readings_gone for each in days] == [True] + [False] * 29
        assert all(each.closes for each in days)
        # Nothing of a register that joined later is closed before its days are written.
        newcomer = ledger(session, session.get_one(Register, joined.id), [date(2024, 7, 1)], database.zone)
    assert [(each.readings_gone, each.closes) for each in newcomer] == [(False, True)]


@pytest.mark.usefixtures("codes")
def test_on_postgresql_whole_partitions_go_and_the_default_one_stays_empty(
    database: Database, settings: Settings
) -> None:
    if database.is_sqlite:
        return
    partitions(_context(database, settings))
    with database.reading() as session:
        gone, kept = (
            session.scalar(text("SELECT to_regclass(:name)"), {"name": f"reading_y2024m{month}"})
            for month in ("08", "09")
        )
        assert (gone, kept) == (None, "reading_y2024m09")
        assert session.scalar(text("SELECT count(*) FROM reading_default")) == 0
