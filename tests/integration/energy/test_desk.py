"""The energy coordinator's desk: each figure is the sum of the records that it opens."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, update

from ops.config import HOUSE_ZONE
from ops.db import Database
from ops.energy.desk_defaults import COMPARE_BODY
from ops.energy.models import Alert, Consumption, Reading, Register
from ops.energy.queries import compare, completeness, spans
from ops.energy.queries.compare import Days
from ops.energy.queries.hour_by_day import hours_of
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.rules.compare import CompareFigures, Measured
from ops.energy.rules.day_types import epoch_hour
from ops.energy.service.losses import lost_cents
from ops.energy.service.scan import scan_chunk
from ops.energy.service.tariffs import Prices
from ops.energy.store import load_consumption
from ops.energy.store.rollups import HOUR as HOUR_SERIES
from ops.energy.store.rollups import delete_hours, move_mark, write_days
from ops.estate.models import Location
from ops.kit.periods import local_midnight
from ops.kit.units import MICRO
from tests.support.energy import HOUR, Logger, add_building, add_register, hours_before, indexes, office_water
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
LEAK = 0.3
DAYS = 20
PAGES = (
    "/energy", "/energy?period=90d&medium=water&sort=lost", "/energy?building=ADM-01&period=12m&sort=since",
    "/hour-by-day", "/hour-by-day?register=ADM-01-W1&view=8w", "/hour-by-day?building=ADM-01&medium=water&view=week",
    "/hour-by-day?register=NOT-THERE", "/completeness", "/completeness?weeks=13&sort=place&medium=water",
    "/completeness?building=NOT-THERE", "/meters/ADM-01-W1/gaps", "/dataloggers", "/dataloggers?state=ok&sort=delay",
    "/dataloggers?medium=gas", "/compare?medium=water", "/compare?medium=gas&period=12m", "/compare?period=2026",
    "/compare?period=2026-10&use=administration&sort=peers",
)  # fmt: skip
FILES = (
    "/energy.csv", "/hour-by-day.csv?register=ADM-01-W1", "/hour-by-day.csv?register=NOT-THERE", "/completeness.csv",
    "/meters/ADM-01-W1/gaps.csv", "/dataloggers.csv", "/compare.csv?medium=water",
)  # fmt: skip


@pytest.fixture
def house(database: Database, now: datetime, tmp_path: Path) -> Database:
    """Water in two buildings: one leaks since twenty hours; the other tells the same, without leak."""
    with database.unit_of_work() as session:
        near = add_building(session)
        near.floor_area_m2 = 500
        add_register(session, near)
        add_register(session, add_building(session, "ANT-01", zone="north"), "ANT-01-W1")
        hours = hours_before(now, DAYS * 24)
        for code, leak in (("ADM-01-W1", LEAK), ("ANT-01-W1", 0.0)):
            series = indexes(
                hours[0], [office_water(hour) + (leak if hour >= now - 20 * HOUR else 0) for hour in hours]
            )
            logger = Logger(session, tmp_path / "files", f"logger-{code}")
            logger.index(code, series[:-1], unit="m3", now=now - HOUR)
            logger.index(code, series[-1:], unit="m3", now=now)
        session.execute(update(Register).values(valid_from=(now - timedelta(days=DAYS - 1)).date()))
        scan_chunk(session, now=now)
    return database


def rows_of(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_page_of_the_desk_answers(client_for: ClientFor, house: Database, language: str) -> None:
    client = client_for("energy_coordinator", language=language)
    answers = {path: client.get(path) for path in (*PAGES, *FILES)}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert [path for path, answer in answers.items() if "%(" in answer.text] == []
    assert max(len(answers[path].content) for path in PAGES) < 200_000


@pytest.mark.parametrize(
    "question",
    [
        "?period=2026-13",
        "?period='&sort=../..&medium=plutonium",
        "?building=%27%3B--",
        "?view=\N{WARNING SIGN}",
    ],
)
@pytest.mark.parametrize("path", ["/energy", "/hour-by-day", "/completeness", "/dataloggers", "/compare"])
def test_what_an_address_asks_in_vain_is_no_error(
    client_for: ClientFor, house: Database, path: str, question: str
) -> None:
    client = client_for("energy_coordinator")
    assert client.get(path + question).status_code == 200
    assert client.get(f"{path}.csv{question}").status_code == 200


def test_what_no_address_can_say_is_refused(client_for: ClientFor, house: Database) -> None:
    client = client_for("energy_coordinator")
    for path in ("/completeness?page=0", "/dataloggers?page=x", "/energy?building=%00", "/meters/NOT-THERE/gaps"):
        assert client.get(path).status_code in (404, 422), path


def test_a_building_costs_what_its_alerts_cost_and_opens_them(client_for: ClientFor, house: Database) -> None:
    client = client_for("energy_coordinator")
    with house.unit_of_work() as session:
        alert = session.query(Alert).one()
        cents, lost = alert.cost_cents_per_day, lost_cents(Prices(session), alert)
    page = client.get("/energy").text
    assert f"{cents / 100:.2f}" in page
    assert page.count(f"{lost / 100:.2f}") >= 2, "of the building, and of all of them"
    assert f"{lost / 100:.2f} EUR" in client.get("/alerts/A26-000001").text
    assert 'href="/alerts?building=ADM-01"' in page
    assert "A26-000001" in client.get("/alerts?building=ADM-01").text
    [row] = rows_of(client, "/energy.csv")
    assert row["alert"] == "A26-000001"
    assert float(row["cost_eur_per_day"]) * 100 == pytest.approx(cents)
    assert row["lost_eur"] == f"{lost / 100:.2f}"


def test_waste_that_is_over_is_shown_only_for_a_period(client_for: ClientFor, house: Database) -> None:
    client = client_for("energy_coordinator")
    with house.unit_of_work() as session:
        session.execute(update(Alert).values(state="closed", ended_at=NOW, closed_at=NOW))
    assert "No building wastes anything" in client.get("/energy").text
    assert rows_of(client, "/energy.csv") == []
    assert [row["alert"] for row in rows_of(client, "/energy.csv?period=30d")] == ["A26-000001"]


def test_who_sees_one_building_sees_nothing_of_another(client_for: ClientFor, house: Database) -> None:
    far = client_for("building_user", "building:ANT-01")
    for path in ("/energy", "/hour-by-day", "/completeness", "/dataloggers", "/compare?medium=water"):
        assert "ADM-01" not in far.get(path).text, path
    assert far.get("/meters/ADM-01-W1/gaps").status_code == 404
    assert rows_of(far, "/hour-by-day.csv?register=ADM-01-W1") == []
    assert {row["register"] for row in rows_of(far, "/completeness.csv")} == {"ANT-01-W1"}


def test_missing_hours_are_counted_alike_on_every_page(client_for: ClientFor, house: Database, now: datetime) -> None:
    lost = (now - 50 * HOUR, now - 40 * HOUR)
    with house.unit_of_work() as session:
        gone = delete(Consumption).where(Consumption.hour_at >= lost[0], Consumption.hour_at < lost[1])
        session.execute(gone.where(Consumption.register_id == 1))
    client = client_for("energy_coordinator")
    missing = [
        int(row["hours_missing"]) for row in rows_of(client, "/completeness.csv") if row["register"] == "ADM-01-W1"
    ]
    [gap] = rows_of(client, "/meters/ADM-01-W1/gaps.csv")
    assert (sum(missing), gap["hours"], gap["kind"]) == (10, "10", "missing")
    assert datetime.fromisoformat(gap["from"]) == lost[0]
    empty = [row for row in rows_of(client, "/hour-by-day.csv?register=ADM-01-W1&view=8w") if not row["value"]]
    assert {datetime.fromisoformat(row["from"]) for row in empty if row["from"] >= gap["from"]} == {
        lost[0] + number * HOUR for number in range(10)
    }
    assert "10 h missing" in client.get("/completeness").text


def test_the_database_sums_what_the_hours_are(house: Database, now: datetime) -> None:
    edges = [now - timedelta(days=9), now - timedelta(days=3, hours=5), now]
    with house.unit_of_work() as session:
        micro, known = spans.amounts(session, [1, 2, 99], edges)
        counted, estimated = spans.hours_known(session, [1, 2, 99], edges)
        for place, register_id in enumerate((1, 2, 99)):
            for span in range(2):
                columns = load_consumption(session, [register_id], edges[span], edges[span + 1])
                assert micro[place, span] == columns.value_micro.sum()
                assert known[place, span] == counted[place, span] == len(columns.hour_s)
                assert estimated[place, span] == columns.estimated.sum()


def test_a_carpet_adds_up_to_what_its_registers_counted(house: Database, now: datetime) -> None:
    from_at = now - timedelta(days=5)
    with house.unit_of_work() as session:
        registers = completeness.registers_of(session, EVERYWHERE)
        row = hours_of(session, registers, from_at, now, HOUSE_ZONE)
        micro, _ = spans.amounts(session, [each.register.id for each in registers], [from_at, now])
    assert float(row.values.sum()) == pytest.approx(micro.sum() / MICRO)
    assert row.grid.first_hour == epoch_hour(from_at)


def test_a_building_is_compared_by_what_it_counted_on_its_floor(house: Database, now: datetime) -> None:
    days = Days(date(2026, 11, 9), date(2026, 11, 16))
    with house.unit_of_work() as session:
        registers = completeness.registers_of(session, EVERYWHERE, building="ADM-01")
        [found] = compare.measured(
            session,
            registers,
            days,
            lambda _, month: 2.0 if month.month == 11 else 5.0,
            today=now.date(),
            zone=HOUSE_ZONE,
            with_base=True,
            figures=CompareFigures(**COMPARE_BODY),
        )
        edges = [local_midnight(day, HOUSE_ZONE) for day in (days.from_on, days.to_on)]
        micro, _ = spans.amounts(session, [registers[0].register.id], edges)
    assert found.amount == pytest.approx(2 * micro.sum() / MICRO)
    assert found.per_m2 == pytest.approx(found.amount / 500)
    assert (found.use, found.known_share, found.before, found.base) == ("administration", 1.0, None, None)


def test_a_year_whose_hours_are_gone_is_compared_by_its_days(house: Database, now: datetime) -> None:
    days = Days(date(2026, 11, 3), date(2026, 11, 18))

    def look() -> Measured:
        with house.unit_of_work() as session:
            registers = completeness.registers_of(session, EVERYWHERE, building="ADM-01")
            return compare.measured(
                session, registers, days, lambda *_: 1.0, today=now.date(), zone=HOUSE_ZONE, with_base=False,
                figures=CompareFigures(**COMPARE_BODY),
            )[0]  # fmt: skip

    before = look()
    with house.unit_of_work() as session:
        write_days(session, [1, 2], days.from_on, days.to_on, HOUSE_ZONE)
        move_mark(session, HOUR_SERIES, date(2026, 11, 12), now)
        for register_id in (1, 2):
            delete_hours(session, register_id, date(2026, 11, 12), HOUSE_ZONE)
    after = look()
    assert after.amount == pytest.approx(before.amount)
    assert after.known_share == before.known_share == 1.0


def test_a_clock_that_runs_ahead_is_told_from_one_that_sends_late(
    client_for: ClientFor, house: Database, now: datetime
) -> None:
    with house.unit_of_work() as session:
        for register_id, late in ((1, timedelta(minutes=-5)), (2, timedelta(hours=3))):
            for number in range(6):
                at = now - number * HOUR
                mine = (Reading.register_id == register_id, Reading.at == at)
                session.execute(update(Reading).where(*mine).values(received_at=at + late, source="live"))
            others = (Reading.register_id == register_id, Reading.at <= now - 6 * HOUR)
            session.execute(update(Reading).where(*others).values(source="history"))
    rows = {row["logger"]: row for row in rows_of(client_for("energy_coordinator"), "/dataloggers.csv")}
    ahead, behind = rows["logger-ADM-01-W1"], rows["logger-ANT-01-W1"]
    assert (ahead["state"], ahead["least_delay_s"]) == ("clock", "-300")
    assert (behind["state"], behind["usual_delay_s"]) == ("late", "10800")


def test_no_cell_of_an_export_runs_as_a_formula(client_for: ClientFor, house: Database) -> None:
    with house.unit_of_work() as session:
        session.execute(update(Location).values(name='=HYPERLINK("http://evil.example")'))
    client = client_for("energy_coordinator")
    for path in ("/energy.csv", "/compare.csv?medium=water"):
        text = client.get(path).text
        assert "HYPERLINK" in text
        assert re.search(r'(^|,)"?=', text, re.MULTILINE) is None, path
