"""A call at the desk: answered at every pause, kept, and noted as a ticket, a caller more, a question or a promise."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.access.models import User
from ops.access.principal import Principal
from ops.db import Database
from ops.estate.models import Location, Lot, OccupantFlag, ServiceLine, ServiceLinePlace, Tenancy
from ops.kit.models import OutboxMessage
from ops.kit.periods import OPEN_END
from ops.people.models import Person
from ops.people.rules import person_search_text
from ops.repairs.models import CallDraft, Caller, Ticket, TicketClock, TicketEvent
from ops.repairs.service.drafts import keep_draft, purge_drafts
from tests.support.repairs_world import World, build_world, place
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
BEGUN = date(2025, 1, 1)
LEAK = "De l'eau coule du plafond de la salle de bain, c'est près de la lampe. Le bébé dort à côté."


@pytest.fixture
def world(database: Database) -> World:
    """Amina lives in flat 2B on riser B, with a baby; two Ritas share one number."""
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        house = session.get_one(Location, world.nor)
        flat, above = (place(session, code, house, "lot", "north") for code in ("NOR-01-2B", "NOR-01-3B"))
        line = ServiceLine(code="NOR-01-B", kind="riser", name="Kolom B", name_fr="Colonne B", location_id=house.id,
                           valve="Kraan op de 4e verdieping", valve_fr="Vanne au 4e étage")  # fmt: skip
        session.add_all(
            [Lot(location_id=flat.id, kind="residential"), Lot(location_id=above.id, kind="residential"), line]
        )
        session.flush()
        session.add_all(ServiceLinePlace(line_id=line.id, location_id=lot.id) for lot in (flat, above))
        session.add(Tenancy(lot_id=flat.id, person_id=world.person, from_on=BEGUN, to_on=OPEN_END))
        session.add(
            OccupantFlag(
                location_id=flat.id, flag="infant", from_on=BEGUN, to_on=OPEN_END, noted_by="Ann", noted_at=NOW
            )
        )
        for number in (2, 3):
            session.add(
                Person(
                    code=f"P00000{number}", given_name="Rita", family_name=f"Peeters{number}", language="nl",
                    phone="+3225550000", created_at=NOW,
                    search_text=person_search_text(f"P00000{number}", "Rita", f"Peeters{number}", "+3225550000"),
                )
            )  # fmt: skip
    return world


@pytest.fixture
def desk(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatcher")


def pause(client: TestClient, **typed: object) -> str:
    answer = client.post("/tickets/new/draft", data={"draft": str(uuid4()), **typed})
    assert answer.status_code == 200, answer.text
    assert "<html" not in answer.text
    return answer.text


def note(client: TestClient, path: str = "/tickets/new", **typed: object) -> str:
    """Posts a call; returns where it leads."""
    answer = client.post(path, data=typed)
    assert answer.status_code == 303, re.sub(r"\s+", " ", answer.text)[:3000]
    return str(answer.headers["location"])


def ref_of(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def test_a_number_finds_person_dwelling_riser_and_whom_it_hits_harder(desk: TestClient) -> None:
    shown = pause(desk, phone="0470 12 34 56")
    assert "Amina Haddad" in shown
    assert "found by the number" in shown
    assert "Hoogstraat 290" in shown
    assert "Kolom B" in shown
    assert "Baby" in shown


def test_several_persons_on_one_number_are_offered_and_one_is_picked(desk: TestClient) -> None:
    shown = pause(desk, phone="02 555 00 00")
    assert re.findall(r'name="chosen_person" value="(\w+)"', shown) == ["P000002", "P000003"]
    picked = pause(desk, phone="02 555 00 00", chosen_person="P000003")
    assert "Rita Peeters3" in picked
    assert 'name="chosen_person"' not in picked


def test_another_person_takes_the_found_one_away_and_keeps_the_number(desk: TestClient) -> None:
    shown = pause(desk, phone="0470 12 34 56", person="P000001", other="1", shown="P000001|NOR-01-2B||")
    assert "Amina" not in shown
    assert re.search(r'name="phone"[^>]* value="0470 12 34 56"', shown)


def test_an_unknown_number_stays_in_the_field(desk: TestClient) -> None:
    assert "We do not know this number yet" in pause(desk, phone="02 555 99 99")


def test_the_head_is_drawn_anew_only_when_caller_or_place_changed(desk: TestClient) -> None:
    assert 'id="caller"' in pause(desk, phone="0470 12 34 56")
    assert 'id="caller"' not in pause(desk, phone="0470 12 34 56", shown="P000001|NOR-01-2B||", description="Eau")


def test_words_become_a_proposal_with_the_callers_own_words_as_evidence(desk: TestClient) -> None:
    shown = pause(desk, phone="0470 12 34 56", description=LEAK)
    assert "Leak, water near electricity" in shown
    assert '<q translate="no">près de la lampe</q>' in shown
    assert "P1" in shown
    assert 'data-spot="salle de bain"' in shown
    assert 'data-affected="infant"' in shown
    assert "Raak de lamp" not in shown, "the caller speaks French"
    assert "Ne touchez ni la lampe" in shown
    assert "Kraan op de 4e verdieping" in shown, "the reader's own words for the valve"


def test_the_sentences_are_said_in_any_language_of_the_rule(desk: TestClient) -> None:
    shown = pause(desk, phone="0470 12 34 56", hazard="gas_smell", say="tr")
    assert "112’yi arayın" in shown
    assert "To be confirmed" in shown


def test_whom_somebody_takes_away_stays_away(desk: TestClient) -> None:
    shown = pause(desk, phone="0470 12 34 56", description=LEAK, known="infant")
    assert 'data-affected=""' in shown
    assert 'data-known="infant"' in shown


def test_a_call_becomes_a_ticket_with_all_that_was_proposed(desk: TestClient, database: Database) -> None:
    address = note(
        desk, phone="0470 12 34 56", description=LEAK, access_note="Elle est chez elle", tell_by="sms",
        affected="infant", known="infant", draft=str(uuid4()),
    )  # fmt: skip
    with database.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.ref == ref_of(address))).one()
        caller = session.scalars(select(Caller).where(Caller.ticket_id == ticket.id)).one()
    assert ticket.title == "De l'eau coule du plafond de la salle de bain, c'est près de la lampe"
    assert (ticket.hazard, ticket.trade, ticket.priority) == ("leak_near_power", "plumbing", "P1")
    assert (ticket.spot, ticket.access_note, ticket.affected) == ("salle de bain", "Elle est chez elle", ["infant"])
    assert (caller.name, caller.tell_by, caller.language) == ("Amina Haddad", "sms", "fr")


def test_another_priority_needs_a_reason(desk: TestClient) -> None:
    typed = {"phone": "0470 12 34 56", "description": LEAK, "priority": "P3"}
    refused = desk.post("/tickets/new", data=typed)
    assert refused.status_code == 422
    assert 'id="e-priority_reason"' in refused.text
    note(desk, **typed, priority_reason="De buurman heeft de kraan al dicht")


def test_a_relative_is_told_instead_of_the_caller(desk: TestClient, database: Database) -> None:
    typed = {"phone": "0470 12 34 56", "description": LEAK, "tell_by": "relative"}
    refused = desk.post("/tickets/new", data=typed)
    assert "name and the number of the relative" in refused.text
    address = note(desk, **typed, relative_name="Samir", relative_phone="0471 00 00 00")
    with database.reading() as session:
        caller = session.scalars(select(Caller).join(Ticket).where(Ticket.ref == ref_of(address))).one()
    assert (caller.name, caller.relation, caller.on_behalf_of) == ("Samir", "relative", "Amina Haddad")


def test_a_caller_joins_what_is_known_on_the_riser(desk: TestClient, database: Database) -> None:
    ref = ref_of(note(desk, location="NOR-01-3B", description="Water door het plafond", name="Bovenbuur"))
    shown = pause(desk, phone="0470 12 34 56", description="L'eau coule du plafond")
    assert "Same riser: Kolom B" in shown
    assert re.search(rf'button-primary" id="join-{ref}"', shown)
    assert 'class="button" id="create"' in shown, "one primary act a page"
    address = note(
        desk,
        "/tickets/new/join",
        incident=ref,
        phone="0470 12 34 56",
        description="L'eau coule du plafond",
        call_back_in="30",
    )
    assert ref_of(address) == ref
    with database.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.ref == ref)).one()
        names = session.scalars(select(Caller.name).where(Caller.ticket_id == ticket.id).order_by(Caller.id)).all()
        clock = session.scalars(
            select(TicketClock).where(TicketClock.ticket_id == ticket.id, TicketClock.name == "call_back")
        ).one()
    assert names == ["Bovenbuur", "Amina Haddad"]
    assert clock.due_at == NOW + timedelta(minutes=30)


def test_a_promise_to_call_back_needs_a_number_and_a_moment_ahead(desk: TestClient) -> None:
    typed = {"location": "NOR-01-2B", "description": "Koud", "name": "Ann"}
    past = desk.post("/tickets/new", data={**typed, "call_back_at": "2020-01-01T10:00"})
    assert (past.status_code, "lies in the past" in past.text) == (422, True)
    nobody = desk.post("/tickets/new", data={**typed, "call_back_in": "30"})
    assert (nobody.status_code, "number on which you call back" in nobody.text) == (422, True)


def test_a_question_is_over_at_once_and_desk_and_caller_are_told(desk: TestClient, database: Database) -> None:
    address = note(
        desk, "/tickets/new/question", phone="0470 12 34 56", desk="rent", description="Pourquoi ai-je reçu un rappel ?"
    )
    with database.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.ref == ref_of(address))).one()
        kinds = session.scalars(
            select(TicketEvent.kind).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
        ).all()
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.event == "question_routed")).all()
    assert (ticket.status, ticket.finding, ticket.origin_kind, ticket.trade) == (
        "resolved",
        "routed",
        "question",
        "admin",
    )
    assert kinds[-1] == "resolved"
    assert {"question_routed", "caller_informed"} <= set(kinds)
    assert {each.targets[0]["to"] for each in told} == {"huur@regie.example", "amina@example.org"}
    assert all("rappel" in each.subject + each.body for each in told)


def test_a_question_of_somebody_who_lives_with_nobody_of_ours_finds_a_place(
    desk: TestClient, database: Database
) -> None:
    address = note(desk, "/tickets/new/question", name="Candidate", phone="02 555 12 12", desk="letting",
                   description="Quand suis-je appelée ?")  # fmt: skip
    with database.reading() as session:
        found = session.scalars(select(Location.code).join(Ticket).where(Ticket.ref == ref_of(address))).one()
    assert found == "ADM-01"
    wrong = desk.post("/tickets/new/question", data={"name": "X", "desk": "nobody", "description": "Who?"})
    assert (wrong.status_code, "Choose the department" in wrong.text) == (422, True)


def test_a_call_from_paper_keeps_its_real_time_and_leads_to_the_next_sheet(
    desk: TestClient, database: Database
) -> None:
    typed = {"paper": "1", "location": "NOR-01-2B", "description": "Geen licht in de gang", "name": "Ann"}
    assert desk.post("/tickets/new", data=typed).status_code == 422, "a sheet of paper says when the call came"
    came = (NOW - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    address = note(desk, **typed, aware_at=came)
    assert address.startswith("/tickets/new?paper=1&aware_at=")
    assert f'value="{came}"' in desk.get(address).text
    with database.reading() as session:
        ticket = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert ticket is not None
    assert ticket.aware_at < NOW - timedelta(hours=4)


@pytest.mark.parametrize(
    "dialled", ["+32470123456", "%2B32470123456", "0032470123456", "tel:+32470123456", "sip:+32470123456@centrale"]
)
def test_a_telephone_system_opens_the_call_with_the_caller_found(desk: TestClient, dialled: str) -> None:
    answer = desk.get(f"/call?from={dialled}")
    assert answer.status_code == 303
    assert "Amina Haddad" in desk.get(answer.headers["location"]).text


def test_asking_for_a_call_changes_nothing(desk: TestClient, database: Database) -> None:
    desk.get("/call?from=+32470123456")
    desk.get("/tickets/new?phone=0470123456")
    with database.reading() as session:
        assert session.scalars(select(CallDraft)).all() == []


def test_a_draft_is_kept_at_each_pause_offered_again_and_gone_once_sent(desk: TestClient, database: Database) -> None:
    key = str(uuid4())
    assert "Draft kept at 11:00:00" in pause(desk, draft=key, description="Water in de")
    pause(desk, draft=key, description="Water in de kelder", name="Ann")
    with database.reading() as session:
        [kept] = session.scalars(select(CallDraft)).all()
    assert kept.body["description"] == "Water in de kelder"
    assert f"/tickets/new?draft={key}" in desk.get("/tickets/new").text
    again = desk.get(f"/tickets/new?draft={key}").text
    assert "Water in de kelder</textarea>" in again
    note(desk, draft=key, description="Water in de kelder", location="NOR-01-2B")
    assert f"draft={key}" not in desk.get("/tickets/new").text
    late = pause(desk, draft=key, description="Water in de kelder")
    assert "Draft kept" not in late, "a pause that arrives late brings nothing back"
    with database.reading() as session:
        assert [row.body for row in session.scalars(select(CallDraft))] == [{}]


def test_a_call_put_aside_waits_in_its_list_and_may_be_thrown_away(
    desk: TestClient, world: World, client_for: ClientFor
) -> None:
    key = str(uuid4())
    assert note(desk, "/tickets/new/aside", draft=key, name="Mevrouw Claes") == "/queue"
    assert "Mevrouw Claes" in desk.get("/calls").text
    other = client_for("dispatch_lead")
    assert "Mevrouw Claes" not in other.get("/calls").text
    assert "Mevrouw Claes" not in other.get(f"/tickets/new?draft={key}").text
    assert other.post(f"/calls/{key}/discard").status_code == 404
    assert note(desk, f"/calls/{key}/discard") == "/calls"
    assert "Mevrouw Claes" not in desk.get("/calls").text


def test_nothing_typed_is_nothing_kept(desk: TestClient, database: Database) -> None:
    pause(desk)
    note(desk, "/tickets/new/aside", draft=str(uuid4()))
    with database.reading() as session:
        assert session.scalars(select(CallDraft)).all() == []


def test_old_drafts_are_forgotten_after_the_days_of_the_rule(desk: TestClient, database: Database) -> None:
    with database.unit_of_work() as session:
        user = session.scalars(select(User.id).order_by(User.id)).first()
        who = Principal("user", user or 0, "Ann", "nl")
        keep_draft(session, "a", {"name": "old"}, who=who, now=NOW - timedelta(days=7))
        keep_draft(session, "b", {"name": "new"}, who=who, now=NOW - timedelta(days=6))
        assert purge_drafts(session, NOW) == 1


def test_the_same_call_sent_twice_is_one_ticket(desk: TestClient, database: Database) -> None:
    typed = {"location": "NOR-01-2B", "description": "Koud", "name": "Ann", "idempotency_key": str(uuid4())}
    assert note(desk, **typed) == note(desk, **typed)
    with database.reading() as session:
        assert len(session.scalars(select(Ticket)).all()) == 1
