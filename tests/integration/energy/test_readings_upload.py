"""A table of readings as the energy coordinator brings it: looked at, mended, taken in; nothing by halves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from ops.config import Settings
from ops.db import Database
from ops.energy.models import FieldMapping, Reading, Register
from ops.energy.models_desk import ReadingUpload
from ops.energy.queries.uploads import next_waiting
from ops.energy.service import readings_upload as service
from ops.energy.service.readings_import import judge_table
from ops.energy.upload_jobs import readings_take_in
from ops.kit.jobs import JobContext
from tests.support.energy import add_building, add_register
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
HEAD = "register;at;value;unit;kind\n"
GOOD = "ADM-01-E1;2026-11-18 10:00;12.5;kWh;index\nADM-01-E1;2026-11-18 11:00;13;kWh;index\n"
BAD = "ADM-01-E1;2026-11-18 12:00;=1+1;kWh;index\n541448/Dag;2026-11-18 12:00;14;kWh;index\n"
PAGE = "/readings/upload"


@pytest.fixture
def desk(database: Database, client_for: ClientFor) -> TestClient:
    with database.unit_of_work() as session:
        place = add_building(session)
        add_register(session, place, "ADM-01-E1", medium="electricity", unit="kWh")
        add_register(session, place, "ADM-01-E2", medium="electricity", unit="kWh")
    return client_for("energy_coordinator")


def bring(desk: TestClient, text: str | bytes, profile: str = "", name: str = "history.csv") -> str:
    """Where the page of the table stands."""
    content = text.encode() if isinstance(text, str) else text
    answer = desk.post(PAGE, files={"file": (name, content, "text/csv")}, data={"profile": profile})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


def test_a_table_is_looked_at_before_anything_is_stored_and_then_taken_in(desk: TestClient, database: Database) -> None:
    where = bring(desk, HEAD + GOOD)
    page = desk.get(where).text
    assert "Take in 2 readings" in page
    assert "ADM-01-E1" in page
    assert count(database) == 0
    assert desk.post(f"{where}/take").status_code == 303
    assert count(database) == 2
    again = desk.get(bring(desk, HEAD + GOOD.replace(";13;", ";14;"))).text
    assert "the former value is kept" in again
    with database.reading() as session:
        register = session.scalars(select(Register).where(Register.code == "ADM-01-E1")).one()
        assert register.dirty_from is not None


def test_refused_lines_are_told_and_taken_away_and_the_others_are_taken_in(
    desk: TestClient, database: Database
) -> None:
    where = bring(desk, HEAD + GOOD + BAD)
    page = desk.get(where).text
    assert "2 lines are refused" in page
    assert "“541448/Dag” is not known here" in page
    refused = desk.get(f"{where}/refused.csv").content.decode("utf-8-sig").splitlines()
    assert refused[0] == "register;at;value;unit;kind;line;why"
    assert [line.split(";")[5] for line in refused[1:]] == ["4", "5"]
    # What a spreadsheet would run stays text, and the file can be brought again once it is mended.
    assert ";'=1+1;" in refused[1]
    desk.post(f"{where}/take")
    assert count(database) == 2
    mended = "\n".join(refused).replace("'=1+1", "13.5").replace("541448/Dag", "ADM-01-E2")
    again = bring(desk, mended)
    assert "Take in 2 readings" in desk.get(again).text
    desk.post(f"{again}/take")
    assert count(database) == 4


def test_a_series_finds_its_register_on_the_page_and_the_table_is_looked_at_anew(
    desk: TestClient, database: Database
) -> None:
    where = bring(desk, HEAD + BAD)
    refused = desk.post(f"{where}/map", data={"series": "541448/Dag", "register": "NOWHERE"})
    assert refused.status_code == 422
    assert 'value="NOWHERE"' in refused.text
    assert desk.post(f"{where}/map", data={"series": "541448/Dag", "register": "ADM-01-E2"}).status_code == 303
    assert "Take in 1 reading" in desk.get(where).text
    with database.reading() as session:
        assert session.scalars(select(FieldMapping.field)).all() == ["541448/Dag"]


@pytest.mark.parametrize(
    ("content", "profile"),
    [
        (b"", ""), (b"  \n", ""), (b"a\0b", ""), (b"nothing;of;use\n1;2;3\n", ""), (b'register;at\n"open', ""),
        (HEAD.encode(), "no_such"), (b"\xff\xfe" + HEAD.encode("utf-16-le"), ""),
    ],
    ids=["empty", "blank", "a NUL", "other columns", "an open quote", "an unknown profile", "UTF-16"],
)  # fmt: skip
def test_what_is_no_table_is_refused_beside_the_field(
    desk: TestClient, database: Database, content: bytes, profile: str
) -> None:
    answer = desk.post(PAGE, files={"file": ("x.csv", content, "text/csv")}, data={"profile": profile})
    assert answer.status_code in (409, 422)
    assert "field-error" in answer.text
    with database.reading() as session:
        assert session.scalars(select(ReadingUpload)).all() == []


def test_a_file_that_is_too_large_or_was_not_chosen_is_refused(
    desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MAX_BYTES", 10)
    assert desk.post(PAGE, files={"file": ("x.csv", b"x" * 11, "text/csv")}).status_code == 422
    assert desk.post(PAGE, data={"profile": ""}).status_code == 422


def test_a_table_without_a_good_line_can_not_be_taken_in(desk: TestClient) -> None:
    where = bring(desk, HEAD + BAD, name="../../<b>.csv")
    page = desk.get(where).text
    assert "&lt;b&gt;.csv" in page
    assert "Take in" not in page
    assert desk.post(f"{where}/take").status_code == 409


def test_a_long_table_is_taken_in_behind_the_back_and_goes_on_where_it_stopped(
    desk: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 1)
    monkeypatch.setattr(service, "_PART", 3)
    lines = [f"ADM-01-E1;2026-11-{day:02d} 10:00;{day};kWh;index\n" for day in range(1, 9)]
    where = bring(desk, HEAD + "".join(lines))
    desk.post(f"{where}/take")
    assert count(database) == 0
    stops = iter([False, False, True, True])
    context = JobContext(database, settings, lambda: NOW, should_stop=lambda: next(stops))
    readings_take_in(context)
    assert count(database) == 3
    assert "3 of 8 readings" in desk.get(f"{where}?fragment=state").text
    with database.reading() as session:
        assert next_waiting(session) is not None
    assert readings_take_in(JobContext(database, settings, lambda: NOW))["tables"] == 1
    assert count(database) == 8
    with database.reading() as session:
        done = session.scalars(select(ReadingUpload)).one()
        assert (done.state, done.added, done.unchanged) == ("taken", 8, 0)


def test_nobody_writes_to_registers_out_of_his_reach(database: Database, desk: TestClient) -> None:
    with database.reading() as session:
        taking = judge_table(session, (HEAD + GOOD).encode(), now=NOW, reached=frozenset({"ADM-01-E2"}))
    assert (len(taking.good), {fault.code for fault in taking.faults}) == (0, {"unknown_code"})


def test_tables_of_long_ago_go_with_their_bytes(desk: TestClient, database: Database, settings: Settings) -> None:
    bring(desk, HEAD + GOOD)
    files = service.store_of(settings.files_dir)
    with database.unit_of_work() as session:
        row = session.scalars(select(ReadingUpload)).one()
        sha256, row.made_at = row.sha256, NOW - service._KEPT * 2
    assert files.path(sha256).exists()
    with database.unit_of_work() as session:
        assert service.let_old_go(session, files, NOW) == 1
    assert not files.path(sha256).exists()
