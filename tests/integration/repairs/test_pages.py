"""The pages of repairs, as a browser without a script uses them."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.web.pages.repairs.tickets import Wanted
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


@pytest.fixture
def desk(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatcher")


CALL = {
    "phone": "0470 12 34 56", "name": "Mevr. Haddad", "language": "fr", "place": "", "location": "ADM-01-R1",
    "title": "Geen verwarming", "description": "Koud sinds gisteren", "hazard": "no_heating",
}  # fmt: skip


def take_call(client: TestClient, **changes: str) -> str:
    answer = client.post("/tickets/new", data={**CALL, **changes})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[-1]


def page(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def submit(client: TestClient, path: str, status: int = 303, **form: str) -> str:
    answer = client.post(path, data=form)
    assert answer.status_code == status, answer.text
    return answer.text


def test_a_call_goes_from_the_form_to_the_queue_to_a_team_to_its_finding(desk: TestClient) -> None:
    ref = take_call(desk)
    assert ref in page(desk, "/queue")
    ticket = page(desk, f"/tickets/{ref}")
    assert "Rapid team centre" in ticket
    assert "Why Wed 25 Nov 16:30?" in page(desk, f"/tickets/{ref}?clock=complete")
    assert "Why Wed 25 Nov 16:30?" not in ticket, "what ends first is told first"
    submit(desk, f"/tickets/{ref}/work-orders", team="rapid-centre", version="1")
    order = re.findall(r"W26-\d{6}", page(desk, f"/tickets/{ref}"))[0]
    for step in ("accept", "start"):
        submit(desk, f"/work-orders/{order}/{step}")
    submit(desk, f"/work-orders/{order}/complete", finding="repaired", text="Klep vervangen")
    done = page(desk, f"/tickets/{ref}")
    assert "Klep vervangen" in done
    assert ref not in page(desk, "/queue")
    assert "Informed" in done


def test_what_was_typed_survives_a_mistake(desk: TestClient) -> None:
    answer = desk.post("/tickets/new", data={**CALL, "location": "", "place": "ADM-01"})
    assert answer.status_code == 303, "a code that names one place needs no choice"
    again = desk.post("/tickets/new", data={**CALL, "priority": "P4", "priority_reason": ""})
    assert again.status_code == 422
    assert "Koud sinds gisteren" in again.text
    assert 'id="e-priority_reason"' in again.text


def test_a_place_that_is_not_clear_is_chosen_from_a_list(desk: TestClient) -> None:
    answer = desk.post("/tickets/new", data={**CALL, "location": "", "place": "adm"})
    assert answer.status_code == 422
    assert answer.text.count('name="chosen_place"') == 2
    part = submit(desk, "/tickets/new/draft", status=200, place="nor-01")
    assert "<html" not in part
    assert 'value="NOR-01"' in part


def test_the_number_of_a_caller_finds_the_person(desk: TestClient, client_for: ClientFor) -> None:
    assert "Amina Haddad" in page(desk, "/tickets/new?phone=0470123456")
    concierge = client_for("concierge", "building:ADM-01")
    assert "Amina Haddad" not in page(concierge, "/tickets/new?phone=0470123456")


def test_a_name_leads_to_the_person_first_then_to_what_is_open(desk: TestClient) -> None:
    ended, at_work = take_call(desk), take_call(desk)
    submit(desk, f"/tickets/{ended}/cancel", cancel_reason="withdrawn")
    found = re.findall(r'class="hit" href="([^"]+)"', page(desk, "/search?q=haddad&fragment=hits"))
    assert found == ["/persons/P000001", f"/tickets/{at_work}", f"/tickets/{ended}"]
    assert found[1] in re.findall(r'class="hit" href="([^"]+)"', page(desk, f"/search?q={at_work[:10]}&fragment=hits"))
    shown = page(desk, "/search?q=haddad")
    assert "Cancelled" in shown
    assert "Mevr. Haddad" in shown


def test_every_act_of_a_ticket_has_its_form_and_a_refusal_says_why(desk: TestClient) -> None:
    ref = take_call(desk)
    for act in ("triage", "send", "inform", "caller", "note", "pause", "resolve", "cancel"):
        assert 'id="do"' in page(desk, f"/tickets/{ref}?do={act}"), act
    assert 'id="do"' not in page(desk, f"/tickets/{ref}?do=reopen")
    refused = submit(desk, f"/tickets/{ref}/triage", 422, priority="P1", reason="", version="1")
    assert "Say why" in refused
    stale = submit(desk, f"/tickets/{ref}/triage", 412, priority="P1", reason="Baby", version="9")
    assert "Somebody changed this" in stale
    assert "Baby" in stale
    submit(desk, f"/tickets/{ref}/pause", pause_reason="tenant", until="2026-11-24T08:00", text="Belt terug")
    assert "Waiting: tenant" in page(desk, f"/tickets/{ref}")
    submit(desk, f"/tickets/{ref}/resume")
    submit(desk, f"/tickets/{ref}/inform", text="Gebeld")
    submit(desk, f"/tickets/{ref}/cancel", cancel_reason="withdrawn")
    assert "is cancelled" in submit(desk, f"/tickets/{ref}/pause", 409, pause_reason="part", until="2026-11-24T08:00")


def test_the_next_act_of_a_ticket_is_the_same_in_the_queue_and_in_its_file(desk: TestClient) -> None:
    ref = take_call(desk, hazard="burst_pipe")

    def next_act(path: str) -> str:
        return str(re.findall(r'button-primary[^>]*href="([^"]+)"', page(desk, path))[0])

    for act in (f"/tickets/{ref}?do=send", "tel:+3225550101"):
        assert next_act("/queue") == next_act(f"/tickets/{ref}") == act
        desk.post(f"/tickets/{ref}/work-orders", data={"team": "rapid-centre", "version": "1"})
        desk.post(f"/tickets/{ref}/inform", data={"text": "Gebeld"})


def test_a_team_that_does_not_know_the_trade_is_sent_after_a_second_word(desk: TestClient) -> None:
    ref = take_call(desk)
    form = page(desk, f"/tickets/{ref}?do=send")
    assert form.index('value="rapid-centre" checked') < form.index('value="lift-firm"')
    orders = f"/tickets/{ref}/work-orders"
    refused = submit(desk, orders, 422, team="rapid-centre", other_team="lift-firm", version="1")
    assert "Send it all the same?" in refused
    submit(desk, orders, team="rapid-centre", other_team="lift-firm", version="1", sure="1")
    assert "Team lift-firm" in page(desk, f"/tickets/{ref}")


def test_the_live_part_of_a_ticket_brings_its_title_row_anew(desk: TestClient) -> None:
    ref = take_call(desk)
    assert 'data-into="ticket-head"' in page(desk, f"/tickets/{ref}?fragment=story")
    assert "data-into" not in page(desk, f"/tickets/{ref}")


def test_live_rows_are_sent_only_when_they_changed(desk: TestClient) -> None:
    take_call(desk)
    first = desk.get("/queue?fragment=rows")
    assert first.status_code == 200
    assert "<html" not in first.text
    etag = {"If-None-Match": first.headers["etag"]}
    assert desk.get("/queue?fragment=rows", headers=etag).status_code == 304
    take_call(desk, title="Tweede")
    assert desk.get("/queue?fragment=rows", headers=etag).status_code == 200


def test_the_chips_of_the_queue_narrow_it(desk: TestClient) -> None:
    ref = take_call(desk)
    assert ref in page(desk, "/queue?view=without_team")
    for view in ("overdue", "waiting", "alerts"):
        assert ref not in page(desk, f"/queue?view={view}"), view
    assert ref not in page(desk, "/queue?trade=lift")
    assert ref in page(desk, "/queue?priority=P2&trade=heating&view=all")


def test_the_list_is_downloaded_without_callers_and_without_formulas(desk: TestClient) -> None:
    ref = take_call(desk, title="=HYPERLINK(1)")
    answer = desk.get("/tickets.csv?status=live")
    assert answer.headers["content-type"].startswith("text/csv")
    assert f"{ref},'=HYPERLINK(1),open,P2" in answer.text
    assert "Haddad" not in answer.text


def test_a_technician_takes_his_job_from_his_day_to_its_end(desk: TestClient, client_for: ClientFor) -> None:
    ref = take_call(desk)
    submit(desk, f"/tickets/{ref}/work-orders", team="rapid-centre", version="1")
    technician = client_for("technician", "zone:centre")
    order = re.findall(r"W26-\d{6}", page(technician, "/my-work"))[0]
    job = page(technician, f"/work-orders/{order}")
    assert "Accept" in job
    assert "Mevr. Haddad" in job
    submit(technician, f"/work-orders/{order}/accept")
    submit(technician, f"/work-orders/{order}/start")
    assert "It is safe" in page(technician, f"/work-orders/{order}")
    submit(technician, f"/work-orders/{order}/made-safe")
    assert "Choose one of the list" in submit(technician, f"/work-orders/{order}/complete", 422, text="Klaar")
    submit(technician, f"/work-orders/{order}/need-part", until="2026-11-24T08:00", text="Klep")
    assert "Send again" in page(technician, f"/work-orders/{order}")
    assert page(technician, f"/work-orders/{order}/print")
    assert client_for("technician", "zone:north").get(f"/work-orders/{order}").status_code == 404


def test_a_page_offers_only_what_its_reader_may_do(desk: TestClient, client_for: ClientFor) -> None:
    ref = take_call(desk)
    assert "?do=cancel" in page(desk, f"/tickets/{ref}")
    for reader in (client_for("energy_coordinator"), client_for("building_user", "building:ADM-01")):
        assert "?do=" not in page(reader, f"/tickets/{ref}")


def test_pages_of_repairs_are_closed_to_roles_without_tickets(client_for: ClientFor, world: World) -> None:
    director = client_for("director")
    assert {path: director.get(path).status_code for path in ("/queue", "/tickets", "/my-work", "/tickets.csv")} == {
        "/queue": 403, "/tickets": 403, "/my-work": 403, "/tickets.csv": 403,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "order"), [("live", "due"), ("new", "due"), ("ended", "newest"), ("", "newest"), ("nonsense", "newest")]
)
def test_a_list_that_holds_ended_tickets_stands_by_age(status: str, order: str) -> None:
    """They have no deadline: sorted by it, a million of them would be sorted by nothing."""
    assert Wanted(status=status).filter().sort == order


def test_the_file_of_a_lift_opens_when_the_firm_of_its_contract_was_sent(desk: TestClient) -> None:
    ref = take_call(desk, location="ADM-01", installation="R-017-L1", title="Lift staat stil", hazard="")
    submit(desk, f"/tickets/{ref}/work-orders", team="lift-firm", version="1", anyway="1")
    assert "Liftfirma" in page(desk, f"/tickets/{ref}")
