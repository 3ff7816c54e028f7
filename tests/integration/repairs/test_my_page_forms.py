"""The forms of a caller's own page: who may send them, and what becomes of nonsense."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.config import Settings
from ops.db import Database
from ops.kit.models import Attachment, OutboxMessage
from ops.repairs.models import TicketEvent
from tests.conftest import ClientFor
from tests.support.application import app_for
from tests.support.repairs_world import build_world
from tests.support.uploads import picture
from tests.support.world import NOW

API = "/api/v1"
_LINK = re.compile(r"https?://[^/\s]+(/my/[\w-]{22})")
ANN = {"name": "Ann Peeters", "phone": "+32470000001", "language": "nl"}
#: Browsers that know Sec-Fetch-Site, and those that do not: our pages say no-referrer, so they name no origin.
OURS = [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "null"}, {}]
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
]


@pytest.fixture
def desk(database: Database, api_client: ClientFor) -> TestClient:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    return api_client("dispatcher")


@pytest.fixture
def phone(anonymous: TestClient) -> TestClient:
    """A browser that says nothing of where it comes from, and reads English by itself."""
    return TestClient(anonymous.app, follow_redirects=False, raise_server_exceptions=False)


def _do(client: TestClient, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"{API}{path}", json=body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def _call(desk: TestClient) -> str:
    body = {"title": "No heating", "location": "ADM-01-R1", "priority": "P3", "caller": ANN}
    return str(_do(desk, "/tickets", **body)["ref"])


def _page(database: Database) -> str:
    with database.reading() as session:
        bodies = session.scalars(select(OutboxMessage.body).where(OutboxMessage.state == "pending")).all()
    return next(found[1] for found in map(_LINK.search, bodies) if found)


def _said(database: Database) -> list[str]:
    with database.reading() as session:
        kind = TicketEvent.kind == "caller_said"
        return [row.data["text"] for row in session.scalars(select(TicketEvent).where(kind))]


@pytest.mark.parametrize("headers", OURS, ids=lambda sent: " ".join(sent.values()) or "silent")
def test_our_own_page_is_believed_by_the_secret_in_its_address(
    desk: TestClient, phone: TestClient, database: Database, headers: dict[str, str]
) -> None:
    _call(desk)
    answer = phone.post(f"{_page(database)}/say", data={"text": "Ring twice"}, headers=headers)
    assert (answer.status_code, _said(database)) == (303, ["Ring twice"])


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda sent: " ".join(sent.values()))
def test_a_page_that_is_known_to_be_foreign_sends_nothing(
    desk: TestClient, phone: TestClient, database: Database, headers: dict[str, str]
) -> None:
    _call(desk)
    answer = phone.post(f"{_page(database)}/say", data={"text": "Ring twice"}, headers=headers)
    assert (answer.status_code, _said(database)) == (403, [])
    assert "Ring twice" not in answer.text


def test_only_a_secret_in_the_address_stands_for_the_origin(client_for: ClientFor, phone: TestClient) -> None:
    signed_in = client_for("dispatcher")
    del signed_in.headers["Origin"]
    for headers in ({"Origin": "null"}, {}):
        assert signed_in.post("/account", data={"language": "fr"}, headers=headers).status_code == 403
        assert phone.post("/sign-in", data={"email": "a@b.be", "password": "x"}, headers=headers).status_code == 403
        assert phone.post("/invitation/none", data={"password": "x"}, headers=headers).status_code == 404


@pytest.mark.parametrize("act", ["say", "still-broken"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * 1001, "hoogstens 1000"),
        ("<b>y</b>" * 1000, "hoogstens 1000"),
        (" \x00 ", "een paar woorden"),
    ],
    ids=["too long", "far too long", "nothing"],
)
def test_words_that_can_not_be_taken_are_given_back_in_his_language(
    desk: TestClient, phone: TestClient, database: Database, act: str, text: str, told: str
) -> None:
    ref = _call(desk)
    if act == "still-broken":
        _do(desk, f"/tickets/{ref}/resolve", finding="nothing_found", text="")
    refused = phone.post(f"{_page(database)}/{act}", data={"text": text})
    assert refused.status_code == 422
    assert 'lang="nl"' in refused.text
    assert refused.text.count(told) == 2
    assert text.replace("<", "&lt;").replace(">", "&gt;").strip("\x00 ") in refused.text
    assert '<details class="my-act my-wide" open>' in refused.text


def test_a_form_that_is_refused_as_a_whole_comes_back_with_its_words(
    desk: TestClient, phone: TestClient, database: Database
) -> None:
    _call(desk)
    page = _page(database)
    refused = phone.post(f"{page}/say", data={"text": "Bel nr. 3", "idempotency_key": "k" * 300})
    assert (refused.status_code, refused.headers["referrer-policy"]) == (422, "no-referrer")
    assert 'lang="nl"' in refused.text
    assert "Bel nr. 3" in refused.text
    assert f'action="{page}/say"' in refused.text
    assert "/sign-in" not in refused.text
    assert 'lang="nl"' in phone.post(f"{page}/photo", data={"file": "no file"}).text


def test_a_file_beyond_every_limit_is_refused_in_his_language(
    desk: TestClient, phone: TestClient, database: Database
) -> None:
    _call(desk)
    refused = phone.post(f"{_page(database)}/photo", content=b"x", headers={"Content-Length": "30000000"})
    assert (refused.status_code, 'lang="nl"' in refused.text) == (413, True)


def test_who_reloads_a_refused_form_or_changes_the_language_gets_the_page(
    desk: TestClient, phone: TestClient, database: Database
) -> None:
    _call(desk)
    page = _page(database)
    assert phone.get(f"{page}/say?lang=fr").headers["location"] == f"{page}?lang=fr"
    assert phone.get(f"{page}/moment?lang=xx").headers["location"] == page
    assert phone.get(f"{page}/nothing").status_code == 422


def test_a_request_that_ended_takes_no_words_that_nobody_would_read(
    desk: TestClient, phone: TestClient, database: Database
) -> None:
    ref = _call(desk)
    _do(desk, f"/tickets/{ref}/resolve", finding="nothing_found", text="")
    page = _page(database)
    shown = phone.get(page).text
    assert f"{page}/still-broken" in shown
    assert f"{page}/say" not in shown
    refused = phone.post(f"{page}/say", data={"text": "Nog steeds koud"})
    assert refused.status_code == 409
    assert "Nog steeds koud" in refused.text
    assert phone.post(f"{page}/photo", files={"file": ("a.jpg", b"x")}).status_code == 409


def test_what_he_writes_may_show_that_it_is_more_urgent(
    desk: TestClient, phone: TestClient, database: Database
) -> None:
    ref = _call(desk)
    phone.post(f"{_page(database)}/say", data={"text": "Er is nu een gasgeur in de gang"})
    shown = desk.get(f"{API}/tickets/{ref}").json()
    assert shown["priority"] == "P3"
    with database.reading() as session:
        row = session.scalars(select(TicketEvent).where(TicketEvent.kind == "caller_said")).one()
    assert row.data["proposed"] == "P1"


@pytest.mark.parametrize(
    ("steps", "head"),
    [
        ([], "Uw oproep is genoteerd"),
        (["order"], "Uw melding is doorgegeven aan een ploeg"),
        (["order", "start"], "Er is iemand aan het werk"),
        (["order", "start", "follow-on"], "Er is meer werk nodig"),
        (["order", "start", "need-part"], "Wij wachten op een wisselstuk"),
        (["order", "no-access"], "Niemand deed open"),
        (["order", "start", "complete"], "Het is klaar"),
        (["order", "start", "complete", "reopen"], "Wij beginnen er opnieuw aan"),
        (["pause tenant"], "Wij wachten op nieuws van u"),
        (["pause network_operator"], "De netbeheerder herstelt het"),
        (["pause contractor"], "Het duurt langer"),
        (["cancel"], "Uw melding is afgesloten"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_page_says_how_it_stands(
    desk: TestClient, phone: TestClient, database: Database, steps: list[str], head: str
) -> None:
    ref = _call(desk)
    for step in steps:
        _step(desk, ref, step)
    shown = phone.get(_page(database)).text
    assert head in re.sub(r"\s+", " ", re.sub("<[^>]+>", "", shown.partition("my-chip")[2].partition("</p>")[0]))
    assert "%(" not in shown


def _step(desk: TestClient, ref: str, step: str) -> None:
    order = next(iter(desk.get(f"{API}/tickets/{ref}").json()["work_orders"]), {"ref": ""})["ref"]
    until = (NOW + timedelta(days=2)).isoformat()
    act, _, reason = step.partition(" ")
    bodies: dict[str, dict[str, Any]] = {
        "order": {"team": "rapid-centre", "dispatch": True},
        "follow-on": {"task": "Replace the pipe"},
        "need-part": {"text": "a valve", "until": until},
        "no-access": {"proof": "a photo", "card": "a card"},
        "complete": {"finding": "nothing_found"},
        "reopen": {"reason": "Cold again"},
        "pause": {"reason": reason, "until": until, "operator": "Sibelga" if reason == "network_operator" else ""},
        "cancel": {"reason": "not_ours"},
    }
    of_ticket = {"order": "work-orders", "reopen": "reopen", "pause": "pause", "cancel": "cancel"}
    _do(
        desk,
        f"/tickets/{ref}/{of_ticket[act]}" if act in of_ticket else f"/work-orders/{order}/{act}",
        **bodies.get(act, {}),
    )


def test_a_moment_that_went_by_is_not_shown_as_one_to_come(
    desk: TestClient, settings: Settings, database: Database
) -> None:
    ref = _call(desk)
    order = _do(desk, f"/tickets/{ref}/work-orders", team="rapid-centre", dispatch=True)["ref"]
    slot = desk.get(f"{API}/work-orders/{order}/slots").json()["items"][0]
    _do(desk, f"/work-orders/{order}/slot", **{"from": slot["from"], "to": slot["to"]})
    page, over = _page(database), datetime.fromisoformat(slot["to"])
    before, after = (_at(settings, database, over + timedelta(hours=h)).get(page).text for h in (-1, 1))
    assert "Er komt iemand" in before.partition("my-steps")[0]
    assert "Het afgesproken moment is voorbij" in after
    assert 'name="moment"' in after


def test_a_photo_that_could_not_be_scanned_stays_closed_and_holds_nothing_up(
    desk: TestClient, client_for: ClientFor, settings: Settings, database: Database
) -> None:
    ref = _call(desk)
    order = _do(desk, f"/tickets/{ref}/work-orders", team="rapid-centre", dispatch=True)["ref"]
    page = _page(database)
    guarded = settings.model_copy(update={"scan_url": "tcp://127.0.0.1:9"})
    phone = _at(guarded, database, NOW)
    sent = phone.post(f"{page}/photo", files={"file": ("a.jpg", picture())}, headers={"Origin": "null"})
    assert sent.status_code == 303
    with database.unit_of_work() as session:
        row = session.scalars(select(Attachment)).one()
        row.scan, row.scan_tries = "refused", 5
        number = row.id
    assert phone.get(f"{page}/photos/{number}").status_code == 409
    assert "bel ons" in phone.get(page).text
    _do(desk, f"/work-orders/{order}/start")
    _do(desk, f"/work-orders/{order}/complete", finding="nothing_found")
    shown = client_for("dispatch_lead").get(f"/tickets/{ref}/photos").text
    assert "could not look at it" in shown
    assert f"/attachments/{number}/scan" in shown
    asked = client_for("dispatch_lead").post(f"/attachments/{number}/scan")
    assert asked.headers["location"] == f"/tickets/{ref}/photos"
    with database.reading() as session:
        assert session.scalars(select(Attachment.scan)).one() == "not_scanned"


def _at(settings: Settings, database: Database, moment: datetime) -> TestClient:
    app = app_for(settings, database, lambda: moment)
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def test_nobody_stops_a_team_that_hurries_by_a_form(desk: TestClient, phone: TestClient, database: Database) -> None:
    body = {"title": "No water", "location": "ADM-01-R1", "priority": "P1", "caller": ANN, "priority_reason": "burst"}
    ref = str(_do(desk, "/tickets", **body)["ref"])
    _do(desk, f"/tickets/{ref}/work-orders", team="rapid-centre", dispatch=True)
    assert 'name="moment"' not in phone.get(_page(database)).text


def test_a_double_tap_says_it_once(desk: TestClient, phone: TestClient, database: Database) -> None:
    _call(desk)
    page = _page(database)
    key = str(uuid4())
    for _ in range(2):
        assert phone.post(f"{page}/say", data={"text": "Ring", "idempotency_key": key}).status_code == 303
    assert _said(database) == ["Ring"]
