"""The sheet for the hour in which nothing answers."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from ops.access.models import AuditEntry
from ops.access.principal import system
from ops.config import Settings
from ops.db import Database
from ops.kit.jobs import JobContext
from ops.repairs import service
from ops.repairs.outage_files import FOLDER, KEPT, kept, write
from ops.repairs.service import Call, NewCaller
from ops.web.outage_sheet import outage_sheet
from tests.conftest import ClientFor
from tests.support.repairs_world import build_world
from tests.support.world import NOW

DESK = system("test")


def call(database: Database) -> str:
    with database.unit_of_work() as session:
        build_world(session, NOW)
        caller = NewCaller(name="Jan <b>Peeters</b>", phone="+32470111222")
        made = service.take_call(
            session, Call(title="No heating", location="ADM-01-R1", priority="P2", caller=caller), who=DESK, now=NOW
        )
        service.plan_work(session, made.ref, "rapid-centre", "", who=DESK, now=NOW, dispatch=True)
        return made.ref


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings, clock=lambda: NOW)


def test_it_names_open_tickets_callers_and_who_goes_in_both_languages(
    database: Database, settings: Settings, context: JobContext
) -> None:
    ref = call(database)
    assert outage_sheet(context) == {"sheets": 1}
    html = kept(settings)[0].path.read_text("utf-8")
    assert html.count(ref) == 2, "once in Dutch, once in French"
    assert "Noodblad" in html
    assert "Feuille de secours" in html
    assert "0470" in html.replace(" ", "").replace("/", "")
    assert "Team rapid-centre" in html
    assert "Jan &lt;b&gt;Peeters" in html
    assert "src=" not in html, "the file stands alone"
    assert "href=" not in html


def test_only_its_owner_may_read_it(settings: Settings) -> None:
    path = write(settings, "<p>", NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_last_two_days_are_kept_and_nothing_half_written_stays(settings: Settings) -> None:
    for hour in range(KEPT + 5):
        write(settings, f"<p>{hour}", NOW + timedelta(hours=hour))
    sheets = kept(settings)
    assert len(sheets) == KEPT
    assert sheets[0].path.read_text() == f"<p>{KEPT + 4}"
    assert not list((settings.data_dir / FOLDER).glob(".new-*"))


def test_a_foreign_file_in_the_folder_is_no_sheet(settings: Settings) -> None:
    write(settings, "<p>", NOW)
    Path(settings.data_dir / FOLDER / "outage-holiday.html").write_text("?")
    assert [sheet.written_at for sheet in kept(settings)] == [NOW]


def test_the_page_says_its_age_and_opening_it_is_audited(
    database: Database, settings: Settings, client_for: ClientFor, context: JobContext
) -> None:
    desk = client_for("dispatcher")
    assert "No sheet was written yet" in desk.get("/outage-sheet").text
    assert desk.get("/outage-sheet/newest").status_code == 404
    call(database)
    outage_sheet(context)
    assert "The newest sheet is" in desk.get("/outage-sheet").text
    opened = desk.get("/outage-sheet/newest")
    assert opened.status_code == 200
    assert "style-src 'sha256-" in opened.headers["content-security-policy"]
    assert opened.headers["cache-control"] == "no-store"
    with database.reading() as session:
        assert session.query(AuditEntry).filter_by(action="outage_sheet.read").count() == 1


def test_an_old_sheet_is_said_to_be_old(settings: Settings, client_for: ClientFor) -> None:
    write(settings, "<p>", NOW - timedelta(hours=3))
    assert "does not run" in client_for("dispatcher").get("/outage-sheet").text


def test_who_may_not_know_every_caller_does_not_get_it(client_for: ClientFor) -> None:
    assert client_for("works_planner").get("/outage-sheet/newest").status_code == 403
