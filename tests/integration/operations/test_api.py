from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.kit import jobboard, rulesets
from scheduler.main import Scheduler
from tests.conftest import ClientFor
from tests.support.scheduler_jobs import turn
from tests.support.world import NOW

DELIVERY = "notifications.delivery"
API = "/api/v1"


@pytest.mark.usefixtures("scheduler")
def test_it_lists_the_jobs_with_what_their_last_run_did(api_client: ClientFor) -> None:
    answer = api_client("dispatch_lead").get(f"{API}/jobs").json()
    useful, broken = answer["items"]
    assert (useful["name"], useful["state"], useful["did"]) == ("useful", "done", {"found": 2})
    assert useful["next_at"] == "2026-11-21T02:30:00Z"
    assert (broken["state"], broken["error"]) == ("failed", "ValueError: the wheel came off")
    assert answer["scheduler"]["alive"] is True


def test_a_run_now_goes_through_the_scheduler_and_stands_in_the_history(
    api_client: ClientFor, scheduler: Scheduler
) -> None:
    admin = api_client("admin")
    wish = admin.post(f"{API}/jobs/useful/run")
    assert wish.status_code == 202
    assert admin.post(f"{API}/jobs/useful/run").json()["id"] == wish.json()["id"]
    assert admin.get(f"{API}/jobs/useful").json()["state"] == "waiting"
    turn(scheduler)
    newest = admin.get(f"{API}/jobs/useful/runs").json()["items"][0]
    assert (newest["run_key"], newest["state"]) == (wish.json()["run_key"], "done")


def test_without_a_scheduler_a_run_now_says_that_nothing_can_run(api_client: ClientFor) -> None:
    answer = api_client("admin").post(f"{API}/jobs/useful/run")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_scheduler")


@pytest.mark.usefixtures("scheduler")
def test_an_unknown_job_is_not_found(api_client: ClientFor) -> None:
    admin = api_client("admin")
    for answer in (admin.get(f"{API}/jobs/nothing"), admin.post(f"{API}/jobs/nothing/run")):
        assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")


def test_a_job_is_late_when_the_scheduler_has_gone(database: Database, scheduler: Scheduler) -> None:
    with database.unit_of_work() as session:
        tomorrow = jobboard.board(session, NOW + timedelta(days=1))
        assert not tomorrow.scheduler.is_alive
        assert [job.state for job in tomorrow.jobs] == ["late", "failed"]
        assert jobboard.count_troubled(session, NOW) == 1


def test_who_may_read_messages_sees_for_whom_they_are(api_client: ClientFor, unknown: str) -> None:
    seen = api_client("dispatch_lead").get(f"{API}/messages/{unknown}").json()
    assert (seen["recipient"], seen["targets"][0]["to"]) == ("Mrs Peeters", "p@example.org")
    assert api_client("admin").get(f"{API}/messages/{unknown}").status_code == 403


@pytest.mark.parametrize(("decision", "state"), [("settle", "sent"), ("resend", "pending"), ("drop", "dropped")])
def test_a_person_settles_an_unknown_outcome_once(
    api_client: ClientFor, unknown: str, decision: str, state: str
) -> None:
    lead = api_client("dispatch_lead")
    assert lead.post(f"{API}/messages/{unknown}/{decision}").json()["state"] == state
    again = lead.post(f"{API}/messages/{unknown}/settle")
    assert (again.status_code, again.json()["code"]) == (409, "message_decided")
    assert lead.get(f"{API}/messages?state={state}").json()["items"][0]["id"] == unknown


def test_a_message_that_never_was_is_not_found(api_client: ClientFor) -> None:
    lead = api_client("dispatch_lead")
    assert lead.get(f"{API}/messages/{'0' * 36}").status_code == 404
    assert lead.post(f"{API}/messages/{'0' * 36}/drop").status_code == 404
    for cursor in ("nonsense", "WyJ4Il0", "Wy0xXQ"):
        assert lead.get(f"{API}/messages?cursor={cursor}").json()["code"] == "invalid_cursor"


def _body(client: TestClient, name: str = DELIVERY) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"{API}/rules/{name}").json()["body"]
    return body


def _wanted(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"body": body, "valid_from": "2026-12-01", "note": "We want to be sure", **more}


def test_shipped_figures_are_to_be_confirmed(api_client: ClientFor) -> None:
    items = api_client("director").get(f"{API}/rules").json()["items"]
    assert {each["current"]["name"] for each in items} >= {DELIVERY, "repairs.targets", "energy.tariffs"}
    assert not any(each["current"]["confirmed"] for each in items)


def test_a_new_version_counts_from_its_day_and_keeps_the_old_one(api_client: ClientFor, database: Database) -> None:
    admin = api_client("admin")
    wanted = _wanted(_body(admin) | {"rounds": 9}, based_on=1)
    preview = admin.post(f"{API}/rules/{DELIVERY}/preview", json=wanted).json()
    assert preview["items"] == [{"path": "rounds", "kind": "changed", "before": 6, "after": 9}]
    answer = admin.post(f"{API}/rules/{DELIVERY}", json=wanted)
    assert (answer.status_code, answer.json()["version"], answer.headers["etag"]) == (201, 2, '"v2"')
    assert _body(admin)["rounds"] == 6
    midnight = datetime(2026, 11, 30, 23, tzinfo=UTC)
    with database.unit_of_work() as session:
        assert rulesets.current(session, DELIVERY, midnight - timedelta(seconds=1)).body["rounds"] == 6
        assert rulesets.current(session, DELIVERY, midnight).body["rounds"] == 9
    assert admin.get(f"{API}/rules/{DELIVERY}/diff?before=1&after=2").json() == preview
    assert [each["version"] for each in admin.get(f"{API}/rules/{DELIVERY}/versions").json()["items"]] == [2, 1]


def test_saving_the_shipped_figures_as_they_are_confirms_them_once(api_client: ClientFor) -> None:
    admin = api_client("admin")
    wanted = _wanted(_body(admin))
    assert admin.post(f"{API}/rules/{DELIVERY}", json=wanted).json()["confirmed"] is True
    again = admin.post(f"{API}/rules/{DELIVERY}", json=wanted)
    assert (again.status_code, again.json()["code"]) == (422, "ruleset_unchanged")


def test_nobody_overwrites_what_somebody_else_saved_meanwhile(api_client: ClientFor) -> None:
    admin = api_client("admin")
    body = _body(admin)
    assert admin.post(f"{API}/rules/{DELIVERY}", json=_wanted(body | {"rounds": 9}, based_on=1)).status_code == 201
    late = admin.post(f"{API}/rules/{DELIVERY}", json=_wanted(body | {"batch": 9}, based_on=1))
    assert (late.status_code, late.json()["code"], late.json()["params"]) == (409, "ruleset_raced", {"version": 2})


def test_every_fault_is_named_with_its_place(api_client: ClientFor) -> None:
    admin = api_client("admin")
    answer = admin.post(f"{API}/rules/{DELIVERY}", json=_wanted(_body(admin) | {"rounds": 0, "batch": "x", "more": 1}))
    assert (answer.status_code, answer.json()["code"]) == (422, "ruleset_invalid")
    assert {each["field"] for each in answer.json()["errors"]} == {"body.rounds", "body.batch", "body.more"}


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("energy_coordinator", "energy.tariffs", 201),
        ("energy_coordinator", "repairs.targets", 403),
        ("dispatch_lead", "repairs.targets", 201),
        ("dispatch_lead", DELIVERY, 403),
        ("director", "energy.tariffs", 403),
        ("technician", "energy.tariffs", 403),
    ],
)
def test_only_the_owner_of_a_set_changes_it(api_client: ClientFor, role: str, name: str, status: int) -> None:
    wanted = _wanted(_body(api_client("admin"), name))
    assert api_client(role).post(f"{API}/rules/{name}", json=wanted).status_code == status


def test_an_unknown_set_or_version_is_not_found(api_client: ClientFor) -> None:
    admin = api_client("admin")
    for path in ("rules/nothing", f"rules/{DELIVERY}/versions/7", f"rules/{DELIVERY}/diff?before=1&after=7"):
        assert admin.get(f"{API}/{path}").status_code == 404
    assert admin.post(f"{API}/rules/nothing", json=_wanted({})).status_code == 404
