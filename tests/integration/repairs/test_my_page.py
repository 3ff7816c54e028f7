"""A caller is told at each change, and does on his own page what he may; the link is secret and for one ticket."""

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
from ops.repairs.models import Ticket, TicketEvent, TicketLink, WorkOrder
from tests.conftest import ClientFor
from tests.support.application import app_for
from tests.support.repairs_world import build_world
from tests.support.uploads import HTML, photo_from_a_phone, picture
from tests.support.world import NOW

API = "/api/v1"
_LINK = re.compile(r"https?://[^/\s]+(/my/([\w-]{22}))")
ANN = {"name": "Ann Peeters", "phone": "+32470000001", "language": "en"}


@pytest.fixture
def desk(database: Database, api_client: ClientFor) -> TestClient:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    return api_client("dispatcher")


def _do(client: TestClient, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"{API}{path}", json=body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def _call(desk: TestClient, **changes: Any) -> str:
    body = {"title": "No heating", "location": "ADM-01-R1", "priority": "P3", "caller": ANN, **changes}
    return str(_do(desk, "/tickets", **body)["ref"])


def _messages(database: Database) -> list[OutboxMessage]:
    """Those to callers, the oldest first."""
    with database.reading() as session:
        found = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.event))
        return [each for each in found if each.event.startswith("caller_") or each.event == "ticket_resolved"]


def _page(database: Database, number: int = -1) -> str:
    found = _LINK.search([each for each in _messages(database) if each.state == "pending"][number].body)
    assert found is not None
    return found[1]


def _events(database: Database, kind: str) -> list[TicketEvent]:
    with database.reading() as session:
        return list(session.scalars(select(TicketEvent).where(TicketEvent.kind == kind).order_by(TicketEvent.id)))


def _order(desk: TestClient, ref: str) -> str:
    return str(_do(desk, f"/tickets/{ref}/work-orders", team="rapid-centre", dispatch=True)["ref"])


def _at(settings: Settings, database: Database, moment: datetime) -> TestClient:
    app = app_for(settings, database, lambda: moment)
    headers = {"Origin": "http://testserver"}
    return TestClient(app, follow_redirects=False, headers=headers, raise_server_exceptions=False)


def test_a_call_is_answered_by_one_text_message_with_a_link(desk: TestClient, database: Database) -> None:
    _call(desk)
    (message,) = _messages(database)
    assert (message.event, message.holds_secret, message.language) == ("caller_registered", True, "en")
    assert [target["channel"] for target in message.targets] == ["sms"]
    assert message.short is not None
    assert len(message.short) <= 160
    assert _LINK.search(message.short)
    assert not _events(database, "caller_informed")


def test_a_later_message_takes_the_place_of_one_that_was_not_sent(desk: TestClient, database: Database) -> None:
    ref = _call(desk)
    _order(desk, ref)
    assert {each.event: each.state for each in _messages(database)} == {
        "caller_registered": "dropped",
        "caller_sent": "pending",
    }
    dropped = next(each for each in _messages(database) if each.state == "dropped")
    assert not _LINK.search(dropped.body)
    assert dropped.short is None
    assert [event.data["about"] for event in _events(database, "caller_informed")] == ["sent"]


def test_forty_callers_of_one_storm_get_one_message_each(desk: TestClient, database: Database) -> None:
    ref = _call(desk)
    for number in range(2, 41):
        _do(desk, f"/tickets/{ref}/callers", name=f"Caller {number}", phone=f"+324700000{number:02d}", language="fr")
    _order(desk, ref)
    waiting = [each for each in _messages(database) if each.state == "pending"]
    assert len(waiting) == 40
    assert {each.event for each in waiting} == {"caller_sent"}
    assert len({target["to"] for each in waiting for target in each.targets}) == 40
    assert len(_events(database, "caller_informed")) == 40


@pytest.mark.parametrize("wish", [{"tell_by": "call"}, {"relation": "relative"}])
def test_who_wishes_a_call_gets_no_message_and_his_clock_goes_on(
    desk: TestClient, database: Database, wish: dict[str, str]
) -> None:
    ref = _call(desk, caller={**ANN, **wish})
    _order(desk, ref)
    assert _messages(database) == []
    clocks = {clock["name"]: clock for clock in desk.get(f"{API}/tickets/{ref}").json()["clocks"]}
    assert clocks["inform_caller"]["stopped_at"] is None


def test_nothing_is_told_of_a_note(desk: TestClient, database: Database) -> None:
    ref = _call(desk)
    _do(desk, f"/tickets/{ref}/notes", text="Called the caretaker")
    assert [each.event for each in _messages(database)] == ["caller_registered"]


def test_the_page_shows_the_state_in_his_language_and_nothing_of_others(
    desk: TestClient, anonymous: TestClient, database: Database
) -> None:
    ref = _call(desk, description="Boiler of Mrs Secret", caller={**ANN, "language": "nl"})
    page = _page(database)
    _do(desk, f"/tickets/{ref}/callers", name="Other Neighbour", phone="+32470000002")
    _do(desk, f"/tickets/{ref}/notes", text="Internal word")
    shown = anonymous.get(page)
    assert shown.status_code == 200
    assert 'lang="nl"' in shown.text
    assert "Uw oproep is genoteerd" in shown.text
    assert not any(word in shown.text for word in ("Neighbour", "Internal", "Secret", "Peeters", "P3"))
    assert "Votre appel est noté" in anonymous.get(f"{page}?lang=fr").text
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["x-robots-tag"] == "noindex, nofollow"
    assert shown.headers["cache-control"] == "no-store"
    assert "<script" not in shown.text


def test_a_neighbour_who_joined_sees_the_house_and_not_the_dwelling(
    desk: TestClient, anonymous: TestClient, database: Database
) -> None:
    ref = _call(desk)
    _do(desk, f"/tickets/{ref}/callers", name="Bob", phone="+32470000002", language="en")
    pages = [anonymous.get(_page(database, number)).text for number in range(2)]
    assert sorted("R1" in page for page in pages) == [False, True]


def test_the_page_and_all_that_it_loads_stay_small(desk: TestClient, anonymous: TestClient, database: Database) -> None:
    _call(desk)
    shown = anonymous.get(_page(database)).text
    parts = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', shown))
    size = len(shown.encode()) + sum(len(anonymous.get(part).content) for part in parts)
    assert size < 60_000


def test_the_database_the_pages_and_the_logs_know_no_secret(
    desk: TestClient,
    anonymous: TestClient,
    database: Database,
    client_for: ClientFor,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _call(desk)
    page = _page(database)
    secret = page.rpartition("/")[2]
    assert anonymous.get(page).status_code == 200
    anonymous.post(f"{page}/say", data={"text": "x"})
    message = _messages(database)[0].id
    assert secret not in client_for("dispatch_lead").get(f"/messages/{message}").text
    assert secret not in desk.get(f"{API}/messages/{message}").text
    with database.reading() as session:
        (link,) = session.scalars(select(TicketLink)).all()
    assert secret not in link.token_hash
    assert secret not in "".join(capsys.readouterr())


def test_a_link_that_is_over_and_one_that_never_was_look_the_same(
    desk: TestClient, settings: Settings, database: Database
) -> None:
    ref = _call(desk)
    page = _page(database)
    _do(desk, f"/tickets/{ref}/resolve", finding="nothing_found", text="")
    before, after = NOW + timedelta(days=29), NOW + timedelta(days=31)
    assert _at(settings, database, before).get(page).status_code == 200
    late = _at(settings, database, after)
    expired, unknown = late.get(page), late.get(f"/my/{'A' * 22}")
    assert (expired.status_code, unknown.status_code) == (404, 404)
    assert expired.text == unknown.text.replace("A" * 22, page.rpartition("/")[2])
    assert late.post(f"{page}/say", data={"text": "x"}).status_code == 404
    assert late.get(f"{page}/photos/1").status_code == 404


def test_who_tries_many_links_has_to_wait(desk: TestClient, anonymous: TestClient) -> None:
    answers = [anonymous.get(f"/my/{number:022d}").status_code for number in range(60)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_a_photo_of_a_caller_is_cleaned_and_his_own(
    desk: TestClient, anonymous: TestClient, database: Database
) -> None:
    ref = _call(desk)
    _do(desk, f"/tickets/{ref}/callers", name="Bob", phone="+32470000002", language="en")
    his, other = _page(database, 0), _page(database, 1)
    number = str(uuid4())
    for _ in range(2):
        sent = anonymous.post(
            f"{his}/photo", files={"file": ("a.jpg", photo_from_a_phone())}, data={"client_uuid": number}
        )
        assert (sent.status_code, sent.headers["location"]) == (303, f"{his}?said=photo#said")
    with database.reading() as session:
        (kept,) = session.scalars(select(Attachment)).all()
    picture_of = anonymous.get(f"{his}/photos/{kept.id}")
    assert (picture_of.status_code, picture_of.headers["content-type"]) == (200, "image/webp")
    assert anonymous.get(f"{other}/photos/{kept.id}").status_code == 404
    assert len(_events(database, "photo_added")) == 1
    assert f"/photos/{kept.id}" in anonymous.get(f"{his}?said=photo").text
    assert f"/photos/{kept.id}" not in anonymous.get(other).text


def test_a_file_that_is_no_photo_is_refused_in_words(
    desk: TestClient, anonymous: TestClient, database: Database
) -> None:
    _call(desk)
    page = _page(database)
    refused = anonymous.post(f"{page}/photo", files={"file": ("a.jpg", HTML)})
    assert refused.status_code == 422
    assert "This is neither a photo" in refused.text
    assert anonymous.post(f"{page}/photo").status_code == 422


def test_a_caller_can_send_only_so_many_photos(desk: TestClient, anonymous: TestClient, database: Database) -> None:
    _call(desk)
    page = _page(database)
    answers = [
        anonymous.post(f"{page}/photo", files={"file": ("a.png", picture("PNG"))}).status_code for _ in range(13)
    ]
    assert answers == [303] * 12 + [409]


def test_his_words_reach_the_timeline_and_what_was_refused_stays_typed(
    desk: TestClient, anonymous: TestClient, database: Database
) -> None:
    _call(desk)
    page = _page(database)
    assert anonymous.post(f"{page}/say", data={"text": "Ring at  Nr 3"}).status_code == 303
    assert [event.data["text"] for event in _events(database, "caller_said")] == ["Ring at  Nr 3"]
    assert anonymous.post(f"{page}/say", data={"text": " "}).status_code == 422
    for _ in range(19):
        anonymous.post(f"{page}/say", data={"text": "again"})
    refused = anonymous.post(f"{page}/say", data={"text": "one <b>too</b> many"})
    assert refused.status_code == 409
    assert "one &lt;b&gt;too&lt;/b&gt; many" in refused.text


def test_a_foreign_page_cannot_send_for_him(desk: TestClient, anonymous: TestClient, database: Database) -> None:
    _call(desk)
    answer = anonymous.post(f"{_page(database)}/say", data={"text": "x"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_still_broken_within_the_week_opens_the_same_ticket(
    desk: TestClient, anonymous: TestClient, database: Database
) -> None:
    ref = _call(desk)
    _do(desk, f"/tickets/{ref}/resolve", finding="nothing_found", text="")
    page = _page(database)
    shown = anonymous.get(page).text
    assert "It is done" in shown
    assert "Still broken" in shown
    assert anonymous.post(f"{page}/still-broken", data={"text": "Cold again"}).status_code == 303
    assert desk.get(f"{API}/tickets/{ref}").json()["status"] == "open"
    again = anonymous.post(f"{page}/still-broken", data={"text": "Cold again"})
    assert again.status_code == 409
    assert "Something changed meanwhile" in again.text


def test_still_broken_after_the_week_makes_one_ticket_that_names_the_former(
    desk: TestClient, settings: Settings, database: Database
) -> None:
    ref = _call(desk)
    _do(desk, f"/tickets/{ref}/resolve", finding="nothing_found", text="")
    page = _page(database)
    with database.unit_of_work() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.ref == ref)).one()
        ticket.status, ticket.closed_at = "closed", NOW + timedelta(days=7)
        closed = {"kind": "closed", "at": NOW + timedelta(days=7), "recorded_at": NOW, "actor": "x", "actor_name": "x"}
        session.add(TicketEvent(ticket_id=ticket.id, **closed))
    client = _at(settings, database, NOW + timedelta(days=10))
    for _ in range(2):
        assert client.post(f"{page}/still-broken", data={"text": "Cold again"}).status_code == 303
    with database.reading() as session:
        former = session.scalars(select(Ticket).where(Ticket.ref == ref)).one()
        (later,) = session.scalars(select(Ticket).where(Ticket.follows_id == former.id)).all()
    assert (later.title, later.description, later.priority) == ("No heating", "Cold again", "P3")


def test_he_moves_his_visit_to_a_free_moment_and_no_other(
    desk: TestClient, anonymous: TestClient, database: Database
) -> None:
    order = _order(desk, _call(desk))
    page = _page(database)
    offered = re.findall(r'name="moment" value="([^"]+)"', anonymous.get(page).text)
    assert offered
    assert anonymous.post(f"{page}/moment", data={"moment": offered[1]}).status_code == 303
    with database.reading() as session:
        row = session.scalars(select(WorkOrder).where(WorkOrder.ref == order)).one()
    assert row.slot_from_at == datetime.fromisoformat(offered[1])
    assert [event.data["by"] for event in _events(database, "slot_agreed")] == ["caller"]
    for wrong in ("2026-11-22T03:00:00+00:00", "2026-11-22T03:00:00", "now", ""):
        assert anonymous.post(f"{page}/moment", data={"moment": wrong}).status_code == 409


def test_a_visit_that_has_begun_cannot_be_moved(desk: TestClient, anonymous: TestClient, database: Database) -> None:
    order = _order(desk, _call(desk))
    _do(desk, f"/work-orders/{order}/start")
    assert 'name="moment"' not in anonymous.get(_page(database)).text


def test_a_department_follows_what_it_reported_and_says_that_it_is_still_broken(
    desk: TestClient, client_for: ClientFor
) -> None:
    ref, far = _call(desk), _call(desk, location="NOR-01")
    caretaker = client_for("concierge", "building:ADM-01")
    shown = caretaker.get("/my-tickets").text
    assert "Your call is noted" in shown
    assert ref in shown
    assert far not in shown
    assert caretaker.post(f"/my-tickets/{ref}/say", data={"text": "Key at the desk"}).status_code == 303
    assert caretaker.post(f"/my-tickets/{ref}/say", data={"text": ""}).status_code == 422
    assert caretaker.post(f"/my-tickets/{far}/say", data={"text": "x"}).status_code == 404
    early = caretaker.post(f"/my-tickets/{ref}/still-broken", data={"text": "Cold"})
    assert early.status_code == 409
    assert "Cold" in early.text
    _do(desk, f"/tickets/{ref}/resolve", finding="nothing_found", text="")
    assert "It is done" in caretaker.get("/my-tickets").text
    assert caretaker.post(f"/my-tickets/{ref}/still-broken", data={"text": "Cold"}).status_code == 303
    assert desk.get(f"{API}/tickets/{ref}").json()["status"] == "open"


def test_photos_of_a_ticket_are_added_taken_away_and_brought_back_on_their_page(
    desk: TestClient, client_for: ClientFor, database: Database
) -> None:
    ref = _call(desk)
    dispatcher = client_for("dispatcher")
    here = f"/tickets/{ref}/photos"
    assert "No photo was sent yet" in dispatcher.get(here).text
    refused = dispatcher.post(here, files={"file": ("a.jpg", HTML)})
    assert refused.status_code == 422
    assert "This is neither a photo" in refused.text
    sent = dispatcher.post(here, files={"file": ("a.jpg", picture())}, data={"client_uuid": str(uuid4())})
    assert sent.status_code == 303
    with database.reading() as session:
        kept = session.scalars(select(Attachment.id)).one()
    assert f"/api/v1/attachments/{kept}/thumbnail" in dispatcher.get(here).text
    assert f"/api/v1/attachments/{kept}/thumbnail" in dispatcher.get(f"/tickets/{ref}").text
    assert dispatcher.post(f"/attachments/{kept}/remove").headers["location"] == here
    assert f"/api/v1/attachments/{kept}" not in dispatcher.get(here).text
    assert dispatcher.post(f"/attachments/{kept}/restore").status_code == 303
    assert f"/api/v1/attachments/{kept}/thumbnail" in dispatcher.get(here).text
