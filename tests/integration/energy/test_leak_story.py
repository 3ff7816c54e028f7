"""The main job: readings, an alert, a ticket, the work, and the alert closed with its finding."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.energy.models import Alert, AlertEvent, Consumption, Register
from ops.energy.queries.ledger import ledger
from ops.energy.service import acts
from ops.energy.service.ending import close_for_work
from ops.energy.service.leading import Scanned
from ops.energy.service.scan import scan_chunk
from ops.kit.models import OutboxMessage
from ops.repairs.events import WorkClosed
from ops.repairs.models import Ticket
from ops.repairs.queries import timeline_of
from ops.repairs.service.lifecycle import reopen, resolve
from ops.repairs.service.triaging import triage
from ops.repairs.texts import typed
from tests.support.energy import HOUR, Logger, add_building, add_register, hours_before, indexes, office_water
from tests.support.world import add_user, grant

DAYS = 12
#: What the ticket of a leak says first: an urgent one is paged at once, here in a house that has nobody to wake.
BEGUN = ("registered", "triaged", "paged", "paged", "page_exhausted", "alert_linked")


@pytest.fixture
def logger(session: Session, tmp_path: Path) -> Logger:
    return Logger(session, tmp_path / "files")


def _leaking(since: datetime, m3_per_hour: float) -> Callable[[datetime], float]:
    return lambda hour: office_water(hour) + (m3_per_hour if hour >= since else 0)


def _water(session: Session, logger: Logger, now: datetime, flow: Callable[[datetime], float]) -> Register:
    register = add_register(session, add_building(session))
    hours = hours_before(now, DAYS * 24)
    # The history came in as it happened, the last reading just now.
    series = indexes(hours[0], [flow(hour) for hour in hours])
    logger.index(register.code, series[:-1], unit="m3", now=now - HOUR)
    logger.index(register.code, series[-1:], unit="m3", now=now)
    return register


def _alerts(session: Session) -> list[Alert]:
    return list(session.scalars(select(Alert).order_by(Alert.id)))


def _go_on(
    session: Session, logger: Logger, register: Register, now: datetime, hours: int, flow: Callable[[datetime], float]
) -> datetime:
    """Hours pass, one reading each, and a scan after each one."""
    index = 1000 + _counted(session, register)
    for number in range(hours):
        begun = now + number * HOUR
        index += flow(begun)
        logger.index(register.code, [(begun + HOUR, index)], unit="m3", now=begun + HOUR)
        scan_chunk(session, now=begun + HOUR)
    return now + hours * HOUR


def _counted(session: Session, register: Register) -> float:
    total = session.scalar(select(func.sum(Consumption.value_micro)).where(Consumption.register_id == register.id))
    return float(total or 0) / 1_000_000


def test_a_leak_of_twenty_hours_opens_one_alert_and_one_urgent_ticket(
    session: Session, logger: Logger, now: datetime
) -> None:
    _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    assert scan_chunk(session, now=now) == Scanned(registers=1, opened=1)

    [alert] = _alerts(session)
    assert (alert.cause, alert.state, alert.severity) == ("continuous_flow", "open", "medium")
    assert alert.started_at == now - 20 * HOUR
    assert alert.excess_micro_per_hour == pytest.approx(300_000, abs=40_000)
    assert alert.cost_cents_per_day == pytest.approx(3528, abs=500)
    ticket = session.scalars(select(Ticket)).one()
    assert alert.ticket_ref == ticket.ref
    assert (ticket.priority, ticket.trade, ticket.origin_kind) == ("P2", "plumbing", "alert")


def test_nineteen_hours_are_not_yet_a_leak(session: Session, logger: Logger, now: datetime) -> None:
    leak = _leaking(now - 19 * HOUR, 0.3)
    _water(session, logger, now, lambda hour: leak(hour) if hour != now - 20 * HOUR else 0.013)
    assert scan_chunk(session, now=now) == Scanned(registers=1)


@pytest.mark.parametrize(
    ("m3_per_hour", "priority"), [(1.2, "P1"), (0.3, "P2"), (0.1, "P3"), (0.03, "P4")],
    ids=["a burst pipe is P1", "a leak is P2", "a running tap is P3", "a toilet is P4"],
)  # fmt: skip
def test_the_flow_decides_the_priority(
    session: Session, logger: Logger, now: datetime, m3_per_hour: float, priority: str
) -> None:
    _water(session, logger, now, _leaking(now - 20 * HOUR, m3_per_hour))
    scan_chunk(session, now=now)
    assert session.scalars(select(Ticket.priority)).one() == priority


def test_the_same_leak_stays_one_alert_while_its_figures_grow(session: Session, logger: Logger, now: datetime) -> None:
    register = _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    scan_chunk(session, now=now)
    later = _go_on(session, logger, register, now, 6, _leaking(now, 0.4))
    [alert] = _alerts(session)
    assert alert.last_abnormal_at == later
    assert alert.excess_micro_per_hour > 310_000
    assert session.scalar(select(func.count()).select_from(Ticket)) == 1
    kinds = session.scalars(select(AlertEvent.kind).where(AlertEvent.alert_id == alert.id)).all()
    assert sorted(kinds) == ["opened", "ticket_linked"]


def test_the_finding_of_the_work_closes_the_alert(session: Session, logger: Logger, now: datetime) -> None:
    _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    scan_chunk(session, now=now)
    [alert] = _alerts(session)
    assert alert.ticket_ref
    closed_at = now + HOUR
    event = WorkClosed(alert.ticket_ref, "alert", None, "leak_repaired", closed_at)
    close_for_work(session, event, now=closed_at)
    assert (alert.state, alert.outcome, alert.closed_at) == ("closed", "leak_repaired", closed_at)


def test_what_still_runs_two_days_after_the_work_opens_alert_and_ticket_again(
    session: Session, logger: Logger, now: datetime
) -> None:
    leak = _leaking(now - 20 * HOUR, 0.3)
    register = _water(session, logger, now, leak)
    scan_chunk(session, now=now)
    [alert] = _alerts(session)
    ticket = session.scalars(select(Ticket)).one()
    resolve(session, ticket.ref, "nothing_found", "", who=system("test"), now=now + HOUR)
    assert alert.state == "closed"

    later = _go_on(session, logger, register, now, 48, leak)
    assert alert.state == "closed"
    _go_on(session, logger, register, later, 1, leak)
    assert (alert.state, alert.reopened_count, alert.outcome) == ("open", 1, None)
    session.refresh(ticket)
    assert ticket.reopened_count == 1
    assert ticket.status == "open"
    assert len(_alerts(session)) == 1


def test_a_leak_that_stops_waits_for_the_finding_of_its_ticket(session: Session, logger: Logger, now: datetime) -> None:
    register = _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    scan_chunk(session, now=now)
    _go_on(session, logger, register, now, 34, office_water)
    [alert] = _alerts(session)
    assert alert.state == "open"
    assert alert.ended_at is not None
    assert _told(session) == [*BEGUN, "alert_ended"]


def test_a_ticket_is_told_that_its_leak_ended_and_that_it_came_back(
    session: Session, logger: Logger, now: datetime
) -> None:
    register = _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    scan_chunk(session, now=now)
    later = _go_on(session, logger, register, now, 34, office_water)
    _go_on(session, logger, register, later, 22, _leaking(later, 0.3))
    [alert] = _alerts(session)
    assert (alert.state, alert.ended_at) == ("open", None)
    assert _told(session) == [*BEGUN, "alert_ended", "alert_returned"]


def _told(session: Session) -> list[str]:
    """What the timeline of the only ticket says."""
    [ticket_id] = session.scalars(select(Ticket.id))
    return [event.kind for event in timeline_of(session, ticket_id)]


def test_a_ticket_reopened_by_a_person_opens_its_alert_so_that_the_second_finding_counts(
    session: Session, logger: Logger, now: datetime
) -> None:
    _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    scan_chunk(session, now=now)
    [alert] = _alerts(session)
    assert alert.ticket_ref
    ref, who = alert.ticket_ref, system("test")
    resolve(session, ref, "leak_repaired", "", who=who, now=now + HOUR)
    reopen(session, ref, typed("It drips again"), who=who, now=now + 2 * HOUR)
    assert (alert.state, alert.closed_at, alert.outcome, alert.reopened_count) == ("open", None, None, 1)
    resolve(session, ref, "nothing_found", "", who=who, now=now + 3 * HOUR)
    assert (alert.state, alert.outcome) == ("closed", "nothing_found")


def test_what_a_person_decided_about_an_alert_stays_when_its_ticket_is_reopened(
    session: Session, logger: Logger, now: datetime
) -> None:
    _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    scan_chunk(session, now=now)
    [alert] = _alerts(session)
    assert alert.ticket_ref
    who = system("test")
    resolve(session, alert.ticket_ref, "leak_repaired", "", who=who, now=now + HOUR)
    acts.reopen(session, alert, who=who, now=now + HOUR)
    acts.close(session, alert, "legitimate_use", who=who, now=now + HOUR)
    reopen(session, alert.ticket_ref, typed("It drips again"), who=who, now=now + 2 * HOUR)
    assert (alert.state, alert.outcome) == ("closed", "legitimate_use")


def test_an_episode_that_ended_before_it_was_computed_opens_nothing(
    session: Session, logger: Logger, now: datetime
) -> None:
    ended = now - 30 * HOUR
    _water(session, logger, now, lambda hour: office_water(hour) + (0.3 if hour < ended else 0))
    assert scan_chunk(session, now=now) == Scanned(registers=1)
    assert _alerts(session) == []


def test_evidence_that_comes_in_late_wakes_nobody(session: Session, logger: Logger, now: datetime) -> None:
    _dispatcher(session, now)
    register = add_register(session, add_building(session))
    hours = hours_before(now - 7 * HOUR, DAYS * 24)
    leak = _leaking(now - 30 * HOUR, 0.3)
    logger.index(register.code, indexes(hours[0], [leak(hour) for hour in hours]), unit="m3", now=now)
    scan_chunk(session, now=now)
    [alert] = _alerts(session)
    assert alert.late_evidence
    assert session.scalars(select(Ticket.priority)).one() == "P2"
    assert _pages(session) == 0


def test_a_leak_that_comes_in_at_once_wakes_the_dispatcher(session: Session, logger: Logger, now: datetime) -> None:
    _dispatcher(session, now)
    _water(session, logger, now, _leaking(now - 20 * HOUR, 0.3))
    scan_chunk(session, now=now)
    assert _pages(session) == 1


def _dispatcher(session: Session, now: datetime) -> None:
    add_user(session, [grant("dispatcher")], "en", now)


def _pages(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.is_page)) or 0


def test_old_history_is_computed_but_looked_at_by_nobody(session: Session, logger: Logger, now: datetime) -> None:
    register = add_register(session, add_building(session))
    long_ago = now - timedelta(days=40)
    hours = hours_before(long_ago, DAYS * 24)
    leak = _leaking(long_ago - 30 * HOUR, 0.3)
    logger.index(register.code, indexes(hours[0], [leak(hour) for hour in hours]), unit="m3", now=now)
    assert scan_chunk(session, now=now) == Scanned(registers=1)
    assert _counted(session, register) > 0
    assert _alerts(session) == []


def test_a_priority_typed_by_a_person_is_not_undone_by_the_next_scan(
    session: Session, logger: Logger, now: datetime
) -> None:
    leak = _leaking(now - 20 * HOUR, 0.3)
    register = _water(session, logger, now, leak)
    scan_chunk(session, now=now)
    ticket = session.scalars(select(Ticket)).one()
    triage(session, ticket.ref, "P3", typed("closed by hand"), who=system("test"), now=now)
    _go_on(session, logger, register, now, 2, leak)
    session.refresh(ticket)
    assert ticket.priority == "P3"


def test_readings_within_the_running_hour_are_counted_and_no_weeks_are_read_for_them(
    session: Session, logger: Logger, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = _water(session, logger, now, office_water)
    scan_chunk(session, now=now)
    counted, seen_until = _counted(session, register), register.scanned_to
    monkeypatch.setattr("ops.energy.service.watching.sure_hours", None)
    soon = now + timedelta(minutes=10)
    logger.index(register.code, [(soon, 1000 + counted + 0.1)], unit="m3", now=soon)
    assert scan_chunk(session, now=soon) == Scanned(registers=1)
    assert _counted(session, register) == pytest.approx(counted + 0.1)
    assert (register.scanned_to, register.dirty_from) == (seen_until, None)


def test_the_ledger_counts_hours_of_a_gap_as_estimated_and_not_the_hour_under_way(
    session: Session, logger: Logger, now: datetime
) -> None:
    register = _water(session, logger, now, office_water)
    scan_chunk(session, now=now)
    index = 1000 + _counted(session, register)
    within = now + timedelta(minutes=10)
    assert _estimated_hours(session, register, now) == 0
    logger.index(register.code, [(within, index + 0.1)], unit="m3", now=within)
    scan_chunk(session, now=within)
    assert _estimated_hours(session, register, now) == 0
    later = now + 5 * HOUR
    logger.index(register.code, [(later, index + 0.5)], unit="m3", now=later)
    scan_chunk(session, now=later)
    assert _estimated_hours(session, register, now) == 5


def test_a_leak_that_grows_raises_its_ticket_once_and_pages(session: Session, logger: Logger, now: datetime) -> None:
    _dispatcher(session, now)
    register = _water(session, logger, now, _leaking(now - 20 * HOUR, 0.1))
    scan_chunk(session, now=now)
    assert _pages(session) == 0
    ticket = session.scalars(select(Ticket)).one()
    assert ticket.priority == "P3"
    later = _go_on(session, logger, register, now, 5, _leaking(now, 6.0))
    session.refresh(ticket)
    assert ticket.priority == "P1"
    assert _pages(session) > 0
    [alert] = _alerts(session)
    asked = select(AlertEvent.data).where(AlertEvent.alert_id == alert.id, AlertEvent.kind == "ticket_linked")
    priorities = [data["priority"] for data in session.scalars(asked.order_by(AlertEvent.id))]
    assert priorities == sorted(set(priorities), reverse=True)
    assert priorities[-1] == "P1"
    raised = [event for event in timeline_of(session, ticket.id) if event.kind == "triaged" and "before" in event.data]
    assert [event.data["priority"] for event in raised] == priorities[1:]

    triage(session, ticket.ref, "P3", typed("the main tap is closed"), who=system("test"), now=later)
    _go_on(session, logger, register, later, 2, _leaking(now, 6.0))
    session.refresh(ticket)
    assert ticket.priority == "P3"


def test_late_evidence_of_growth_raises_the_ticket_and_wakes_nobody(
    session: Session, logger: Logger, now: datetime
) -> None:
    register = _water(session, logger, now, _leaking(now - 20 * HOUR, 0.1))
    scan_chunk(session, now=now)
    _dispatcher(session, now)
    later = now + 14 * HOUR
    grown = indexes(now, [6.0] * 6, start=1000 + _counted(session, register))
    logger.index(register.code, grown[1:], unit="m3", now=later)
    scan_chunk(session, now=later)
    assert session.scalars(select(Ticket.priority)).one() == "P1"
    assert _pages(session) == 0


def _estimated_hours(session: Session, register: Register, now: datetime) -> int:
    [month] = ledger(session, register, [now.date().replace(day=1)], ZoneInfo("Europe/Brussels"))
    assert month.closes
    return month.estimated_hours
