"""Works keep waste back, their hours are no reference, and a dated change begins the reference anew."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry
from ops.access.principal import system
from ops.energy.errors import NoSuchPlace, ReasonNeeded, SpanTurned, WorksOver, WorksTooLong
from ops.energy.models import Alert, AlertEvent, Register
from ops.energy.queries.dated_change import changes_of
from ops.energy.service.dated_change import Change, note_change, withdraw_change
from ops.energy.service.maintenance import Works, note_works, withdraw_works
from ops.energy.service.maintenance_reference import no_model
from ops.energy.service.scan import scan_chunk
from ops.kit.models import OutboxMessage
from ops.kit.periods import Span
from ops.repairs.models import Ticket
from tests.support.energy import HOUR, Logger, add_building, add_register, hours_before, indexes, office_water
from tests.support.world import user_for

WHO = system("test")
DAYS = 12


@pytest.fixture
def logger(session: Session, tmp_path: Path) -> Logger:
    return Logger(session, tmp_path / "files")


def _leaking(since: datetime) -> Callable[[datetime], float]:
    return lambda hour: office_water(hour) + (0.3 if hour >= since else 0)


class _House:
    """A register whose hours go on, one reading and one scan each."""

    def __init__(self, session: Session, logger: Logger, now: datetime, flow: Callable[[datetime], float]) -> None:
        self.session, self.logger, self.now, self.flow = session, logger, now, flow
        self.register: Register = add_register(session, add_building(session))
        hours = hours_before(now, DAYS * 24)
        series = indexes(hours[0], [flow(hour) for hour in hours])
        self.index = series[-1][1]
        logger.index(self.register.code, series[:-1], unit="m3", now=now - HOUR)
        logger.index(self.register.code, series[-1:], unit="m3", now=now)

    def go_on(self, hours: int) -> None:
        for _ in range(hours):
            self.index += self.flow(self.now)
            self.now += HOUR
            self.logger.index(self.register.code, [(self.now, self.index)], unit="m3", now=self.now)
            scan_chunk(self.session, now=self.now)

    def alert(self) -> Alert:
        return self.session.scalars(select(Alert)).one()

    def kinds(self) -> list[str]:
        return list(self.session.scalars(select(AlertEvent.kind).order_by(AlertEvent.id)))

    def count(self, model: type[Ticket] | type[OutboxMessage]) -> int:
        return self.session.scalar(select(func.count()).select_from(model)) or 0


def _works(session: Session, from_at: datetime, to_at: datetime, place: str = "ADM-01") -> int:
    works = Works(place, from_at, to_at, "Pipes are flushed")
    return note_works(session, works, who=WHO, now=from_at).id


def test_waste_within_works_is_noted_and_told_to_nobody(session: Session, logger: Logger, now: datetime) -> None:
    user_for(session, "energy_coordinator")
    add_building(session, "ADM-02")
    note_works(session, Works("ADM-02", now, now + HOUR, "Elsewhere"), who=WHO, now=now)
    house = _House(session, logger, now - 19 * HOUR, _leaking(now - 19 * HOUR))
    _works(session, now - 19 * HOUR, now + 5 * HOUR)
    house.go_on(22)
    assert (house.alert().state, house.alert().ticket_ref) == ("open", None)
    assert house.kinds() == ["opened", "held"]
    assert (house.count(Ticket), house.count(OutboxMessage)) == (0, 0)


def test_what_outlasts_the_works_by_a_day_is_told_and_gets_its_ticket(
    session: Session, logger: Logger, now: datetime
) -> None:
    user_for(session, "energy_coordinator")
    house = _House(session, logger, now, _leaking(now))
    _works(session, now - HOUR, now + 21 * HOUR, house.register.code)
    house.go_on(45)
    assert (house.kinds(), house.count(Ticket)) == (["opened", "held"], 0)
    house.go_on(1)
    assert house.kinds() == ["opened", "held", "ticket_linked", "released"]
    assert (house.count(Ticket), house.alert().ticket_ref) == (1, session.scalars(select(Ticket.ref)).one())
    assert house.count(OutboxMessage) >= 1


def test_what_ends_with_the_works_closes_without_a_word(session: Session, logger: Logger, now: datetime) -> None:
    user_for(session, "energy_coordinator")
    house = _House(
        session, logger, now, lambda hour: office_water(hour) + (0.3 if now <= hour < now + 21 * HOUR else 0)
    )
    _works(session, now, now + 22 * HOUR)
    house.go_on(50)
    assert (house.alert().state, house.alert().outcome) == ("closed", "ended_by_itself")
    assert (house.count(Ticket), house.count(OutboxMessage)) == (0, 0)


def test_works_that_are_withdrawn_hold_nothing_back(session: Session, logger: Logger, now: datetime) -> None:
    house = _House(session, logger, now, _leaking(now))
    works = _works(session, now, now + 48 * HOUR)
    withdraw_works(session, works, who=WHO, now=now)
    withdraw_works(session, works, who=WHO, now=now)
    house.go_on(21)
    assert house.count(Ticket) == 1
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[:2] == [
        "works.noted", "works.withdrawn",
    ]  # fmt: skip


def test_works_have_their_limits(session: Session, now: datetime) -> None:
    add_building(session)
    wrong = {
        NoSuchPlace: Works("NIX-1", now, now + HOUR, "x"),
        SpanTurned: Works("ADM-01", now, now, "x"),
        WorksOver: Works("ADM-01", now - timedelta(days=94), now - timedelta(days=93), "x"),
        WorksTooLong: Works("ADM-01", now, now + timedelta(days=93), "x"),
        ReasonNeeded: Works("ADM-01", now, now + HOUR, "  "),
    }
    for error, works in wrong.items():
        with pytest.raises(error):
            note_works(session, works, who=WHO, now=now)


def test_the_hours_of_works_and_those_up_to_the_day_of_a_change_are_no_model(session: Session, now: datetime) -> None:
    building = add_building(session)
    water, gas = add_register(session, building), add_register(session, building, "ADM-01-G1", medium="gas")
    for register in (water, gas):
        session.refresh(register, ["meter"])
        session.refresh(register.meter, ["location"])
    works = Span(now - 30 * HOUR, now - 20 * HOUR)
    _works(session, works.from_at, works.to_at, water.code)
    insulated = Change("ADM-01", date(2026, 11, 2), "insulation", "gas", "Roof")
    change = note_change(session, insulated, who=WHO, now=now)
    note_change(session, Change("ADM-01", date(2026, 12, 24), "use"), who=WHO, now=now)
    seen = Span(now - 60 * 24 * HOUR, now)
    found = no_model(session, [water, gas], seen)
    assert found[water.id] == [works]
    assert found[gas.id] == [Span(seen.from_at, datetime.fromisoformat("2026-11-03T00:00+01:00"))]
    assert [each.kind for each in changes_of(session, gas)] == ["insulation", "use"]
    assert [each.kind for each in changes_of(session, water)] == ["use"]
    withdraw_change(session, change.id, who=WHO, now=now)
    assert no_model(session, [gas], seen) == {gas.id: []}


@pytest.mark.parametrize("noted", [True, False], ids=["whose day is noted", "that nobody noted"])
def test_what_flows_for_good_is_a_leak_unless_the_day_of_the_change_is_noted(
    session: Session, logger: Logger, now: datetime, noted: bool
) -> None:
    """A cooling loop that runs day and night since five days."""
    changed = now - 5 * 24 * HOUR
    house = _House(session, logger, now, _leaking(changed))
    if noted:
        note_change(session, Change("ADM-01", changed.date(), "equipment"), who=WHO, now=now)
    house.go_on(3)
    assert [each.cause for each in session.scalars(select(Alert))] == ([] if noted else ["continuous_flow"])
