"""Who could go to a ticket, with real plans, real stock and a real rota, on both engines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import event, select

from ops.access.models import User
from ops.db import Database
from ops.estate.queries import location_by_id
from ops.repairs import queries, service
from ops.repairs.models import Rota, RotaMember, Store, TeamMember, WorkOrder
from ops.repairs.queries import order_for_change, team_by_code
from ops.repairs.rules.suggest import Suggestion
from ops.repairs.service import NewTicket, StepDetails, stock
from ops.repairs.service.change import Change
from ops.repairs.service.who_goes import WhoGoes, who_goes
from tests.conftest import ClientFor
from tests.support.repairs_world import World, build_world
from tests.support.stock_world import DESK, Stock, build_stock
from tests.support.world import NOW

EVENING = NOW.replace(hour=20)


@dataclass(frozen=True)
class House:
    """Two technicians of rapid-centre, one with a van that holds a valve."""

    world: World
    stock: Stock
    second: int


@pytest.fixture
def house(database: Database) -> House:
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        shelf = build_stock(session, world, NOW)
        second = User(email="two@regie.example", name="Two", language="en", state="active", created_at=NOW)
        session.add(second)
        session.flush()
        session.add(TeamMember(team_id=team_by_code(session, "rapid-centre", DESK).id, user_id=second.id))
        return House(world, shelf, second.id)


def opened(database: Database, house: House, priority: str = "P3", title: str = "No heating") -> str:
    with database.unit_of_work() as session:
        new = NewTicket(title, location_by_id(session, house.world.adm), NOW, trade="heating", priority=priority)
        return service.open_ticket(session, new, who=DESK, now=NOW).ref


def judged(database: Database, ref: str, now: datetime = NOW) -> WhoGoes:
    with database.reading() as session:
        return who_goes(session, queries.ticket_file(session, ref, DESK).ticket, now)


def codes(each: Suggestion) -> tuple[Sequence[str], Sequence[str]]:
    return [word.code for word in each.reasons], [word.code for word in each.doubts]


def of(found: WhoGoes, person: int) -> Suggestion:
    return next(each for each in found.likely if each.candidate.person == person)


def plan(database: Database, house: House, person: int, from_at: datetime, priority: str = "P4") -> str:
    """Work that somebody has promised, for an hour from then on."""
    ref = opened(database, house, priority, "Promised")
    with database.unit_of_work() as session:
        order = service.plan_work(
            session, ref, "rapid-centre", "", who=DESK, now=NOW, dispatch=True, technician=person, estimate_minutes=60
        )
        order.slot_from_at, order.slot_to_at = from_at, from_at + timedelta(hours=2)
        return order.ref


def test_our_own_people_are_proposed_by_name_and_a_team_without_people_as_a_whole(
    database: Database, house: House
) -> None:
    found = judged(database, opened(database, house))
    assert [each.key for each in found.likely] == [
        f"rapid-centre/{house.stock.technician}", f"rapid-centre/{house.second}", "rapid-north",
    ]  # fmt: skip
    assert [each.key for each in found.rest] == ["lift-firm"]
    assert codes(found.likely[0]) == (["has_trade", "is_near", "is_free"], [])


def test_who_has_promised_the_morning_comes_after_it(database: Database, house: House) -> None:
    plan(database, house, house.stock.technician, NOW + timedelta(minutes=30))
    found = judged(database, opened(database, house))
    assert [each.candidate.person for each in found.likely[:2]] == [house.second, house.stock.technician]
    late = of(found, house.stock.technician)
    assert late.candidate.arrives_at == NOW + timedelta(minutes=30 + 60 + 8)
    assert "moves_nothing" in codes(late)[0]


def test_an_emergency_says_whose_plan_it_breaks_and_what_moves(database: Database, house: House) -> None:
    order = plan(database, house, house.stock.technician, NOW + timedelta(minutes=30))
    found = judged(database, opened(database, house, "P1"))
    torn = of(found, house.stock.technician)
    assert torn.candidate.arrives_at == NOW + timedelta(minutes=8)
    (moves,) = [word for word in torn.doubts if word.code == "moves"]
    assert moves.data == {"order": order, "priority": "P4", "at": NOW + timedelta(minutes=8 + 60 + 8)}
    assert codes(of(found, house.second))[1] == []


def test_who_was_here_knows_the_case(database: Database, house: House) -> None:
    ref = opened(database, house)
    with database.unit_of_work() as session:
        order = service.plan_work(
            session, ref, "rapid-centre", "", who=DESK, now=NOW, dispatch=True, technician=house.second
        )
        for step in ("start", "complete"):
            details = StepDetails(finding="repaired")
            service.advance(session, order.ref, step, details, who=DESK, now=NOW)
    found = judged(database, opened(database, house), NOW + timedelta(hours=1))
    assert found.likely[0].candidate.person == house.second
    assert codes(found.likely[0])[0][0] == "knows_case"


def test_the_part_that_such_jobs_took_decides_and_is_named_where_it_lies(database: Database, house: House) -> None:
    for _ in range(2):
        ref = opened(database, house)
        with database.unit_of_work() as session:
            made = service.plan_work(session, ref, "rapid-centre", "", who=DESK, now=NOW, dispatch=True)
            order = order_for_change(session, made.ref, DESK)
            stock.take(Change(session, order.ticket, DESK, NOW), order, "valve", 1, store="store-centre")
    found = judged(database, opened(database, house))
    assert list(found.parts) == ["valve"]
    assert "part_in_van" in codes(of(found, house.stock.technician))[0]
    assert "part_other_store" in codes(of(found, house.second))[1]
    assert found.likely[0].candidate.person == house.stock.technician


def test_at_night_who_is_on_duty_goes_first_and_the_others_say_that_they_are_not(
    database: Database, house: House
) -> None:
    with database.unit_of_work() as session:
        rota = Rota(
            code="night", name="Night", duty="technician", zone=None, starts=time(16, 30), ends=time(8),
            weekdays=["mon", "tue", "wed", "thu", "fri", "sat", "sun"], first_turn_on=date(2026, 1, 5),
            from_on=date(2026, 1, 1), to_on=date(9999, 12, 31),
        )  # fmt: skip
        rota.members = [RotaMember(position=1, user_id=house.second)]
        session.add(rota)
    found = judged(database, opened(database, house, "P1"), EVENING)
    assert [each.candidate.person for each in found.likely[:1]] == [house.second]
    assert "on_duty" in codes(found.likely[0])[0]
    asleep = of(found, house.stock.technician)
    assert "off_duty" in codes(asleep)[1]
    assert asleep.candidate.arrives_at is not None
    assert asleep.candidate.arrives_at > EVENING + timedelta(hours=30)


def test_the_choice_costs_as_many_selects_for_many_plans_as_for_one(database: Database, house: House) -> None:
    ref = opened(database, house)
    plan(database, house, house.second, NOW + timedelta(hours=1))

    def cost() -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                seen.append(statement)

        with database.reading() as session:
            ticket = queries.ticket_file(session, ref, DESK).ticket
            event.listen(database.engine, "before_cursor_execute", note)
            who_goes(session, ticket, NOW)
            event.remove(database.engine, "before_cursor_execute", note)
        return len(seen)

    cost()  # The rule sets are read once a process.
    alone = cost()
    for hours in range(2, 8):
        plan(database, house, house.stock.technician, NOW + timedelta(hours=hours))
    assert cost() == alone
    assert alone <= 20


def test_one_key_sends_a_person_with_a_part(client_for: ClientFor, database: Database, house: House) -> None:
    ref, desk = opened(database, house), client_for("dispatcher")
    page = desk.get(f"/tickets/{ref}").text
    value = f"rapid-centre/{house.stock.technician}"
    assert f'name="team" value="{value}"' in page
    assert "About 8 min of driving" in page
    for odd in ("rapid-centre/", "rapid-centre/x", f"rapid-north/{house.second}", "rapid-centre/99999999999999999999"):
        refused = desk.post(f"/tickets/{ref}/work-orders", data={"team": odd})
        assert refused.status_code in (303, 422), odd
        assert (refused.status_code == 303) == odd.endswith("/"), odd
        if refused.status_code == 303:
            with database.unit_of_work() as session:
                made = session.scalars(select(WorkOrder).order_by(WorkOrder.id.desc())).first()
                assert made is not None
                service.advance(session, made.ref, "cancel", StepDetails(), who=DESK, now=NOW)
    sent = desk.post(f"/tickets/{ref}/work-orders", data={"team": value, "parts": "valve"})
    assert sent.status_code == 303
    with database.reading() as session:
        order = session.scalars(select(WorkOrder).order_by(WorkOrder.id.desc())).first()
        assert order is not None
        assert order.technician_id == house.stock.technician
        van = session.scalars(select(Store).where(Store.code == "van-1")).one()
        assert [(each.store.id, each.reserved) for each in stock.parts_of(session, order)] == [(van.id, 1)]
