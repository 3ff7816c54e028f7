import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from ops.db import Database
from ops.kit import outbox, rulesets
from scheduler.main import Scheduler
from tests.conftest import ClientFor
from tests.support.scheduler_jobs import turn

DELIVERY = "notifications.delivery"


@pytest.mark.usefixtures("scheduler", "unknown")
@pytest.mark.parametrize("language", ["en", "nl", "fr"])
@pytest.mark.parametrize(
    "path",
    [
        "/jobs",
        "/jobs/broken",
        "/messages",
        "/messages?state=attention",
        "/messages?q=nothing+like+it",
        "/rules",
        f"/rules/{DELIVERY}/compare",
        f"/rules/{DELIVERY}/edit?mode=json",
    ],
)
def test_each_page_answers_in_each_language(client_for: ClientFor, path: str, language: str) -> None:
    role = "dispatch_lead" if "messages" in path else "admin"
    assert client_for(role, "all", language).get(path).status_code == 200


@pytest.mark.parametrize("shipped", rulesets.all_shipped(), ids=lambda each: each.name)
def test_each_rule_set_can_be_read_and_edited(client_for: ClientFor, shipped: rulesets.Shipped) -> None:
    admin = client_for("admin")
    for path in (f"/rules/{shipped.name}", f"/rules/{shipped.name}/edit"):
        assert admin.get(path).status_code == 200


def test_before_the_scheduler_has_started_the_page_says_what_to_do(client_for: ClientFor) -> None:
    assert "regie scheduler" in client_for("admin").get("/jobs").text


def test_the_live_part_of_the_jobs_is_not_sent_again_while_nothing_changes(
    client_for: ClientFor, scheduler: Scheduler
) -> None:
    admin = client_for("admin")
    first = admin.get("/jobs?fragment=board")
    assert "<html" not in first.text
    etag = {"If-None-Match": first.headers["etag"]}
    assert admin.get("/jobs?fragment=board", headers=etag).status_code == 304
    admin.post("/jobs/useful/run")
    assert "Asked for" in admin.get("/jobs?fragment=board", headers=etag).text
    turn(scheduler)
    assert "Asked for" not in admin.get("/jobs?fragment=board", headers=etag).text


@pytest.mark.usefixtures("scheduler")
def test_only_who_may_run_jobs_sees_the_button(client_for: ClientFor) -> None:
    assert 'action="/jobs/useful/run"' in client_for("admin").get("/jobs/useful").text
    lead = client_for("dispatch_lead")
    assert 'action="/jobs/useful/run"' not in lead.get("/jobs/useful").text
    assert lead.post("/jobs/useful/run").status_code == 403


@pytest.mark.usefixtures("scheduler")
def test_a_troubled_job_stands_first_says_why_and_can_be_run_there(client_for: ClientFor) -> None:
    page = client_for("admin").get("/jobs").text
    rows = re.findall(r'<tr data-row id="row-(\w+)"', page)
    assert rows[0] == "broken"
    assert "It stopped on a fault of the program." in page
    assert 'action="/jobs/broken/run"' in page
    assert 'action="/jobs/useful/run"' not in page


def test_an_unknown_outcome_asks_a_person_who_decides(client_for: ClientFor, unknown: str, database: Database) -> None:
    lead = client_for("dispatch_lead")
    page = lead.get(f"/messages/{unknown}").text
    assert "Ask the reader whether it arrived" in page
    assert "Mrs Peeters" in page
    assert lead.post(f"/messages/{unknown}/settle").status_code == 303
    with database.unit_of_work() as session:
        assert outbox.message_of(session, unknown).state == "sent"


def _post(client: TestClient, act: str, **typed: str) -> Response:
    form = {"mode": "form", "based_on": "1", "valid_from": "2026-12-01", "note": "We want to be sure", "act": act}
    return client.post(f"/rules/{DELIVERY}", data=form | typed)


def test_a_change_is_looked_at_before_it_is_saved(client_for: ClientFor, database: Database) -> None:
    admin = client_for("admin")
    preview = _post(admin, "preview", **{"f.rounds": "9"})
    assert preview.status_code == 200
    assert "Rounds over all channels" in preview.text
    assert "Save from Tue 1 Dec 2026" in preview.text
    with database.unit_of_work() as session:
        assert len(rulesets.versions(session, DELIVERY)) == 1
    saved = _post(admin, "save", **{"f.rounds": "9"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"/rules/{DELIVERY}")
    with database.unit_of_work() as session:
        newest = rulesets.versions(session, DELIVERY)[0]
        assert (newest.version, newest.body["rounds"], newest.author) == (2, 9, "Test admin")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client_for: ClientFor) -> None:
    page = _post(
        client_for("admin"), "save", **{"f.rounds": "lots", "f.batch": "0", "f.first_wait_s": "45", "note": ""}
    )
    assert page.status_code == 422
    for kept in ('value="lots"', 'value="45"'):
        assert kept in page.text
    assert 'id="e-rounds"' in page.text
    assert "Say why, in a few words" in page.text


def test_limits_of_a_set_are_faults_of_its_fields_too(client_for: ClientFor) -> None:
    page = _post(client_for("admin"), "preview", **{"f.rounds": "500"})
    assert page.status_code == 422
    assert 'id="e-rounds"' in page.text
    assert 'value="500"' in page.text


def test_json_that_is_broken_comes_back_as_it_was_typed(client_for: ClientFor) -> None:
    page = client_for("admin").post(
        f"/rules/{DELIVERY}",
        data={"mode": "json", "text": '{"rounds": 9,', "valid_from": "2026-12-01", "note": "x", "act": "preview"},
    )
    assert page.status_code == 422
    assert "{&#34;rounds&#34;: 9," in page.text
    assert "line 1" in page.text


def test_going_back_to_the_form_keeps_what_was_typed(client_for: ClientFor) -> None:
    page = _post(client_for("admin"), "back", **{"f.rounds": "9"})
    assert page.status_code == 200
    assert 'value="9"' in page.text


def test_a_change_on_an_old_version_is_refused_and_kept(client_for: ClientFor) -> None:
    admin = client_for("admin")
    assert _post(admin, "save", **{"f.rounds": "9"}).status_code == 303
    late = _post(admin, "save", **{"f.rounds": "8"})
    assert late.status_code == 409
    assert "Somebody saved version 2 a moment ago" in late.text
    assert 'name="f.rounds" value="8"' in late.text


def test_who_does_not_own_a_set_reads_it_but_can_t_edit_it(client_for: ClientFor) -> None:
    lead = client_for("dispatch_lead")
    assert f"/rules/{DELIVERY}/edit" not in lead.get(f"/rules/{DELIVERY}").text
    assert lead.get(f"/rules/{DELIVERY}/edit").status_code == 403
    assert _post(lead, "save", **{"f.rounds": "9"}).status_code == 403


def test_the_first_page_of_the_administrator_names_what_failed(scheduler: Scheduler, client_for: ClientFor) -> None:
    shown = client_for("admin").get("/").text
    assert 'href="/jobs/broken"' in shown
    assert 'href="/jobs/useful"' not in shown
    assert "Nothing waits for you here" not in shown
    assert "Failed" in shown


def test_the_preview_of_tariffs_says_what_the_standing_excess_would_cost(client_for: ClientFor) -> None:
    typed = {"f.electricity": "0.31", "valid_from": "2026-12-01", "note": "New contract", "act": "preview"}
    page = client_for("energy_coordinator").post("/rules/energy.tariffs", data=typed)
    assert page.status_code == 200
    assert "The excess that stands now costs 0.00 EUR a day" in page.text
    assert "The excess that stands" not in client_for("admin").post("/rules/energy.tariffs", data=typed).text


def test_the_boxes_of_a_list_are_one_figure_and_none_may_be_left(client_for: ClientFor) -> None:
    lead = client_for("dispatch_lead")
    frame = {"valid_from": "2026-12-01", "note": "Fewer pages", "act": "preview"}
    two = lead.post("/rules/repairs.targets", data=frame | {"f.paging_priorities": ["", "P1", "P3"]})
    assert 'name="f.paging_priorities" value="P1, P3"' in two.text
    none = lead.post("/rules/repairs.targets", data=frame | {"f.paging_priorities": ""})
    assert none.status_code == 200
    assert 'name="f.paging_priorities" value=""' in none.text
