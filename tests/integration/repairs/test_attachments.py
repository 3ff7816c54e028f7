"""Photos and documents over the API: kept once, cleaned, shown to whoever reads the ticket, gone when taken away."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from ops.config import Settings
from ops.db import Database
from ops.kit import attachments
from ops.kit.attachments import purge, take_in
from ops.kit.files import FileStore
from ops.kit.models import Attachment
from ops.repairs.models import TicketEvent
from tests.conftest import ClientFor
from tests.support.repairs_world import build_world
from tests.support.uploads import A_PDF, HTML, LIMITS, SVG_WITH_SCRIPT, photo_from_a_phone, picture, png_bomb
from tests.support.world import NOW


@pytest.fixture
def desk(database: Database, api_client: ClientFor) -> TestClient:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    return api_client("dispatcher")


def _ticket(desk: TestClient, place: str = "ADM-01") -> str:
    answer = desk.post("/api/v1/tickets", json={"title": "Leak", "location": place})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ref"])


def _send(client: TestClient, path: str, content: bytes, name: str = "leak.jpg", **fields: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = client.post(f"/api/v1{path}/attachments", files={"file": (name, content, "text/html")}, data=fields)
    return answer.status_code, answer.json()


def _events(database: Database, kind: str) -> list[TicketEvent]:
    with database.reading() as session:
        return list(session.scalars(select(TicketEvent).where(TicketEvent.kind == kind)))


def test_a_photo_is_kept_cleaned_and_shown_as_a_picture(desk: TestClient, database: Database) -> None:
    ref = _ticket(desk)
    status, kept = _send(desk, f"/tickets/{ref}", photo_from_a_phone(), "../évier.html")
    assert (status, kept["media_type"], kept["name"], kept["label"]) == (201, "image/jpeg", "évier.jpg", "photo")
    shown = desk.get(kept["url"])
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["content-disposition"] == "inline; filename*=utf-8''%C3%A9vier.jpg"
    assert b"Secret Phone" not in shown.content
    small = desk.get(kept["thumbnail_url"])
    assert (small.headers["content-type"], Image.open(io.BytesIO(small.content)).format) == ("image/webp", "WEBP")
    told = _events(database, "photo_added")
    assert [event.data for event in told] == [{"attachment": kept["id"], "label": "photo"}]


def test_a_document_is_handed_out_as_a_download(desk: TestClient) -> None:
    ref = _ticket(desk)
    _, kept = _send(desk, f"/tickets/{ref}", A_PDF, "quote.pdf", label="document")
    shown = desk.get(kept["url"])
    assert shown.content == A_PDF
    assert shown.headers["content-disposition"] == 'attachment; filename="quote.pdf"'
    assert desk.get(f"{kept['url']}/thumbnail").status_code == 404


def test_a_file_sent_twice_under_one_id_is_kept_once(desk: TestClient, database: Database) -> None:
    ref, number = _ticket(desk), str(uuid4())
    first = _send(desk, f"/tickets/{ref}", picture(), client_uuid=number)
    assert _send(desk, f"/tickets/{ref}", picture(), client_uuid=number.upper()) == first
    assert len(_events(database, "photo_added")) == 1
    other, body = _send(desk, f"/tickets/{ref}", picture("PNG"), client_uuid=number)
    assert (other, body["code"]) == (409, "other_upload")
    assert _send(desk, f"/tickets/{_ticket(desk)}", picture(), client_uuid=number)[0] == 409
    assert _send(desk, f"/tickets/{ref}", picture(), client_uuid="first")[1]["code"] == "not_a_uuid"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        pytest.param(b"", 422, "empty_file", id="nothing"),
        pytest.param(HTML, 422, "unknown_media", id="a page named jpg"),
        pytest.param(SVG_WITH_SCRIPT, 422, "unknown_media", id="a drawing with a script"),
        pytest.param(png_bomb(), 422, "picture_too_big", id="a bomb of pixels"),
        pytest.param(picture() + bytes(15_000_000), 413, "file_too_big", id="16 MB of photo"),
        pytest.param(A_PDF + bytes(21_100_000), 413, "too_large", id="more than any request may hold"),
    ],
)
def test_what_is_refused_leaves_nothing(
    desk: TestClient, database: Database, settings: Settings, content: bytes, status: int, code: str
) -> None:
    ref = _ticket(desk)
    answered, body = _send(desk, f"/tickets/{ref}", content)
    assert (answered, body["code"]) == (status, code)
    assert not _events(database, "photo_added")
    assert not [path for path in settings.attachments_dir.rglob("*") if path.is_file()]


def test_a_request_that_breaks_off_or_hides_its_length_is_refused(desk: TestClient) -> None:
    ref = _ticket(desk)
    answer = desk.post(
        f"/api/v1/tickets/{ref}/attachments",
        content=b"--x\r\nContent-Disposition: form-data; name=file",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code in (400, 422)
    assert desk.post(f"/api/v1/tickets/{ref}/attachments", headers={"Content-Length": "x"}).status_code == 413


def test_a_photo_of_a_work_order_shows_to_whoever_reads_its_ticket(
    desk: TestClient, api_client: ClientFor, database: Database
) -> None:
    ref = _ticket(desk)
    order = desk.post(f"/api/v1/tickets/{ref}/work-orders", json={"team": "rapid-centre", "dispatch": True}).json()[
        "ref"
    ]
    technician, elsewhere = api_client("technician", "zone:centre"), api_client("technician", "zone:north")
    status, kept = _send(technician, f"/work-orders/{order}", picture(), label="proof")
    assert (status, kept["about_ref"], kept["label"]) == (201, order, "proof")
    assert [event.data["work_order"] for event in _events(database, "photo_added")] == [order]
    assert desk.get(kept["url"]).status_code == 200
    assert api_client("concierge", "building:ADM-01").get(kept["url"]).status_code == 200
    assert elsewhere.get(kept["url"]).status_code == 404
    assert _send(elsewhere, f"/work-orders/{order}", picture())[0] == 404
    assert api_client("concierge", "building:NOR-01").get(f"{kept['url']}/thumbnail").status_code == 404


def test_a_photo_that_was_taken_away_can_be_brought_back(
    desk: TestClient, api_client: ClientFor, database: Database
) -> None:
    ref = _ticket(desk)
    _, kept = _send(desk, f"/tickets/{ref}", picture())
    assert api_client("concierge", "building:ADM-01").delete(kept["url"]).status_code == 403
    assert desk.delete(kept["url"]).json()["removed_at"] is not None
    assert desk.delete(kept["url"]).status_code == 200
    assert desk.get(kept["url"]).status_code == 404
    assert desk.post(f"{kept['url']}/restore").json()["removed_at"] is None
    assert desk.get(kept["url"]).status_code == 200
    assert [len(_events(database, kind)) for kind in ("photo_removed", "photo_restored")] == [1, 1]


def test_bytes_go_when_nothing_holds_them_any_more(desk: TestClient, database: Database, settings: Settings) -> None:
    store = FileStore(settings.attachments_dir)
    ref = _ticket(desk)
    first, second = (_send(desk, f"/tickets/{ref}", picture())[1] for _ in range(2))
    later = NOW + timedelta(days=31)
    assert desk.delete(first["url"]).status_code == 200
    with database.unit_of_work() as session:
        assert purge(session, store, before=later, now=later) == 1
    assert desk.get(second["url"]).status_code == 200
    assert desk.post(f"{first['url']}/restore").json()["code"] == "attachment_gone"
    assert desk.delete(second["url"]).status_code == 200
    with database.unit_of_work() as session:
        assert purge(session, store, before=later, now=later + timedelta(days=3650)) == 1
        assert purge(session, store, before=later, now=later) == 0
    assert not [path for path in settings.attachments_dir.rglob("*") if path.is_file()]


def test_bytes_that_somebody_is_just_sending_again_stay(
    desk: TestClient, database: Database, settings: Settings
) -> None:
    store = FileStore(settings.attachments_dir)
    _, kept = _send(desk, f"/tickets/{_ticket(desk)}", picture())
    desk.delete(kept["url"])
    stored = take_in(store, attachments.Upload(io.BytesIO(picture()), "again.jpg"), LIMITS)
    arrival = store.kept_since(stored.sha256)
    with database.unit_of_work() as session:
        moment = NOW.fromtimestamp(arrival + 60, NOW.tzinfo)
        assert purge(session, store, before=moment + timedelta(days=3650), now=moment) == 1
    assert store.path(stored.sha256).exists()


def test_what_the_scan_found_once_is_known_of_the_same_bytes(desk: TestClient, database: Database) -> None:
    ref = _ticket(desk)
    _, kept = _send(desk, f"/tickets/{ref}", A_PDF)
    with database.unit_of_work() as session:
        (found,) = attachments.to_scan(session, 10, now=NOW)
        assert [row.id for row in attachments.note_scan(session, found[1], infected=True, now=NOW)] == [kept["id"]]
        assert attachments.to_scan(session, 10, now=NOW) == []
    refused = desk.get(kept["url"])
    assert (refused.status_code, refused.json()["code"]) == (409, "attachment_infected")
    _, again = _send(desk, f"/tickets/{ref}", A_PDF)
    assert again["scan"] == "infected"
    with database.reading() as session:
        assert session.get_one(Attachment, again["id"]).scanned_at == NOW
