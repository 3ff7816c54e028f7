"""What a technician takes in hand on site: parts, photos, remarks, a signature; none in the way of the work."""

import base64
import io
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from ops.db import Database
from ops.kit.models import Attachment
from ops.repairs.models import StockMove, TicketEvent, WorkOrder
from tests.conftest import ClientFor
from tests.support.repairs_world import World, build_world
from tests.support.stock_world import Stock, build_stock
from tests.support.uploads import HTML, photo_from_a_phone, picture
from tests.support.world import NOW


@pytest.fixture
def shelf(database: Database) -> Stock:
    with database.unit_of_work() as session:
        world: World = build_world(session, NOW)
        return build_stock(session, world, NOW)


@pytest.fixture
def job(shelf: Stock, client_for: ClientFor) -> str:
    """A work order on which somebody of the centre is on site."""
    desk, technician = client_for("dispatcher"), client_for("technician", "zone:centre")
    call = {"location": "ADM-01-R1", "title": "Leak", "hazard": "leak", "name": "A", "phone": "0470 12 34 56"}
    ticket = desk.post("/tickets/new", data=call).headers["location"]
    desk.post(f"{ticket}/work-orders", data={"team": "rapid-centre", "version": "1"})
    path = "/work-orders/W26-000002"
    for step in ("accept", "start"):
        assert technician.post(f"{path}/{step}").status_code == 303
    return path


@pytest.fixture
def technician(job: str, client_for: ClientFor) -> TestClient:
    return client_for("technician", "zone:centre")


def _drawn() -> str:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_a_part_that_is_used_twice_by_one_press_is_taken_once(
    database: Database, technician: TestClient, job: str
) -> None:
    form = {"part": "valve", "quantity": "1", "action": "take", "client_uuid": str(uuid4())}
    for _ in range(2):
        assert technician.post(f"{job}/parts", data=form).status_code == 303
    with database.reading() as session:
        assert [move.on_hand_change for move in session.scalars(select(StockMove).where(StockMove.kind == "take"))] == [
            -1
        ]
    assert "1 used" in technician.get(job).text


@pytest.mark.parametrize(
    "form",
    [
        {"part": "no-such"},
        {"part": "valve", "quantity": "x"},
        {"part": "valve", "quantity": "9999"},
        {"part": "valve", "action": "burn"},
    ],
)
def test_a_part_that_can_not_be_taken_is_refused_beside_what_was_typed(
    technician: TestClient, job: str, form: dict[str, str]
) -> None:
    answer = technician.post(f"{job}/parts", data=form)
    assert answer.status_code in (409, 422)
    assert 'id="tool"' in answer.text
    assert "error-summary" in answer.text


def test_a_remark_stands_in_the_timeline(database: Database, technician: TestClient, job: str) -> None:
    assert technician.post(f"{job}/remark", data={"text": "Valve is in the cellar"}).status_code == 303
    assert technician.post(f"{job}/remark", data={"text": " "}).status_code == 422
    with database.reading() as session:
        assert [e.data["text"] for e in session.scalars(select(TicketEvent).where(TicketEvent.kind == "note"))] == [
            "Valve is in the cellar"
        ]


def test_a_photo_is_kept_with_the_job_and_a_page_that_pretends_to_be_one_is_refused(
    technician: TestClient, job: str
) -> None:
    uuid = {"client_uuid": str(uuid4())}
    for _ in range(2):
        answer = technician.post(
            f"{job}/photos", data=uuid, files={"file": ("a.jpg", photo_from_a_phone(), "image/jpeg")}
        )
        assert answer.status_code == 303, answer.text
    assert technician.get(job).text.count("/thumbnail") == 1
    refused = technician.post(f"{job}/photos", files={"file": ("b.jpg", HTML, "image/jpeg")})
    assert refused.status_code == 422
    assert 'id="tool"' in refused.text
    done = technician.post(f"{job}/complete", data={"finding": "repaired"})
    assert done.status_code == 303, "a refused photo holds nothing up"


def test_a_signature_is_a_name_and_a_drawing_where_one_was_made(
    database: Database, technician: TestClient, job: str
) -> None:
    assert technician.post(f"{job}/signature", data={"name": ""}).status_code == 422
    assert technician.post(f"{job}/signature", data={"name": "M. Janssens", "drawing": "nonsense!"}).status_code == 422
    assert technician.post(f"{job}/signature", data={"name": "M. Janssens", "drawing": _drawn()}).status_code == 303
    with database.reading() as session:
        order = session.scalars(select(WorkOrder).where(WorkOrder.ref == "W26-000002")).one()
        kept = session.scalars(select(Attachment)).one()
        signed = session.scalars(select(TicketEvent).where(TicketEvent.kind == "signed")).one()
    assert (order.signed_by, kept.label, signed.data["attachment"]) == ("M. Janssens", "signature", kept.id)
    assert "M. Janssens" in technician.get(job).text


def test_who_sends_no_photo_is_asked_for_one_beside_the_job(technician: TestClient, job: str) -> None:
    none = technician.post(f"{job}/photos", files={"file": ("", b"", "application/octet-stream")})
    assert none.status_code == 422
    assert 'id="e-file"' in none.text


@pytest.mark.parametrize("tool", ["photo", "part", "remark", "signature"])
def test_each_tool_opens_without_a_script(technician: TestClient, job: str, tool: str) -> None:
    page = technician.get(f"{job}?do={tool}")
    assert page.status_code == 200
    assert 'id="tool"' in page.text


@pytest.mark.parametrize("tool", ["remark", "signature"])
def test_a_double_tap_notes_one_remark_and_one_signature(
    database: Database, technician: TestClient, job: str, tool: str
) -> None:
    key = {"idempotency_key": str(uuid4()), "client_uuid": str(uuid4())}
    form = {"remark": {"text": "Valve stuck"}, "signature": {"name": "An Peeters", "drawing": _drawn()}}[tool]
    for _ in range(2):
        assert technician.post(f"{job}/{tool}", data={**form, **key}).status_code == 303
    kind = {"remark": "note", "signature": "signed"}[tool]
    assert len(_events(database, kind)) == 1


def test_a_photo_and_a_drawing_that_are_sent_again_under_their_own_id_are_kept_once(
    database: Database, technician: TestClient, job: str
) -> None:
    photo, drawing = str(uuid4()), str(uuid4())
    for _ in range(2):
        sent = technician.post(f"{job}/photos", files={"file": ("a.jpg", picture())}, data={"client_uuid": photo})
        assert sent.status_code == 303
        form = {"name": "An Peeters", "drawing": _drawn(), "client_uuid": drawing}
        assert technician.post(f"{job}/signature", data=form).status_code == 303
    with database.reading() as session:
        assert sorted(session.scalars(select(Attachment.label))) == ["photo", "signature"]
    assert (len(_events(database, "photo_added")), len(_events(database, "signed"))) == (1, 1)


def _events(database: Database, kind: str) -> list[TicketEvent]:
    with database.reading() as session:
        return list(session.scalars(select(TicketEvent).where(TicketEvent.kind == kind)))
