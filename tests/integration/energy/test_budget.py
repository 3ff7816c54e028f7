"""The alert budget at work: what counts, how findings move thresholds, who moved them, and the way back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry
from ops.access.principal import GrantHeld, Principal
from ops.db import Database
from ops.energy.budget_defaults import THRESHOLDS
from ops.energy.models import Alert, AlertEvent, Register
from ops.energy.queries.budget import judged_since, raised_since
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.rules.budget import Budget, is_table, thresholds_for
from ops.energy.rules.thresholds import STEPS, thresholds_of, with_thresholds
from ops.energy.service import budget as service
from ops.energy.service.rulebook import Rulebook
from ops.errors import NotAllowed
from ops.kit import rulesets
from ops.kit.rulesets import RulesetUnchanged
from tests.support.energy import HOUR, add_building, add_register
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
EMMA = Principal("user", 7, "Emma Janssens", "nl", (GrantHeld("energy_coordinator"),))
CHANNEL, OTHER = list(STEPS)[:2]
REGISTERS = 40
#: Over so many the shipped budget is felt.
MANY = 400
WEEK = timedelta(weeks=1)


def _house(session: Session, now: datetime, registers: int = REGISTERS) -> Register:
    place = add_building(session)
    every = [add_register(session, place, f"ADM-01-E{n}", medium="electricity", unit="kWh") for n in range(registers)]
    for register in every:
        register.first_live_at = register.last_live_at = now
    session.flush()
    return every[0]


def _alert(session: Session, register: Register, number: int, cause: str, at: datetime, outcome: str = "") -> Alert:
    """One that was found at an instant; with an outcome, its work closed the day after."""
    alert = Alert(
        ref=f"A26-{number:06}", register_id=register.id, location_id=1, medium="electricity", cause=cause,
        state="closed" if outcome else "open", severity="medium", started_at=at - HOUR, detected_at=at,
        last_abnormal_at=at, unit="kWh", outcome=outcome or None, closed_at=at + 24 * HOUR if outcome else None,
        ticket_ref=f"T26-{number:06}" if outcome else None, evidence={"code": "", "params": {}}, late_evidence=False,
        reopened_count=0, version=1,
    )  # fmt: skip
    session.add(alert)
    session.flush()
    return alert


def test_the_shipped_tables_can_be_solved_and_their_thresholds_enter_the_detectors(
    session: Session, now: datetime
) -> None:
    assert all(is_table(table) for table in STEPS.values())
    figures = Rulebook(session, now).unsteered
    wanted = {channel: table[-2][0] for channel, table in STEPS.items()}
    assert thresholds_of(with_thresholds(figures, wanted)) == pytest.approx(wanted)
    assert with_thresholds(figures, {}) == figures
    assert with_thresholds(figures, {"no_such_channel": 9.0}) == figures


def test_without_history_the_thresholds_are_those_of_the_table(session: Session, now: datetime) -> None:
    _house(session, now)
    assert service.propose(session, 2, now=now).solved == thresholds_for(Budget(2, REGISTERS, 0.5), STEPS, {})


def test_a_house_that_was_quieter_than_the_table_says_gets_laxer_thresholds(session: Session, now: datetime) -> None:
    _house(session, now)
    before = service.propose(session, 1, now=now)
    session.execute(update(Register).values(first_live_at=now - 52 * WEEK))
    after = service.propose(session, 1, now=now)
    laxer = {channel for channel in STEPS if after.solved[channel].threshold < before.solved[channel].threshold}
    assert all(after.solved[channel].threshold <= before.solved[channel].threshold for channel in STEPS)
    assert laxer >= {CHANNEL, OTHER}


def test_without_a_register_there_is_nothing_to_solve(session: Session, now: datetime) -> None:
    assert (service.propose(session, 20, now=now).solved, service.solve(session, now=now)) == ({}, 0)


def test_findings_that_prove_a_channel_wrong_make_it_stricter_and_leave_the_others(
    session: Session, now: datetime
) -> None:
    register = _house(session, now)
    before = service.propose(session, 2, now=now)
    for number in range(1, 41):
        _alert(session, register, number, CHANNEL, now - 10 * WEEK, "nothing_found")
        _alert(session, register, number + 100, OTHER, now - 10 * WEEK, "left_on")
    after = service.propose(session, 2, now=now)
    assert (after.realised[CHANNEL].right, after.realised[CHANNEL].judged) == (0, 40)
    assert (after.realised[OTHER].right, after.realised[OTHER].judged) == (40, 40)
    assert after.solved[CHANNEL].threshold > before.solved[CHANNEL].threshold
    assert after.solved[OTHER] == before.solved[OTHER]


def test_a_house_with_more_alerts_than_the_table_says_gets_stricter_thresholds(session: Session, now: datetime) -> None:
    register = _house(session, now)
    before = service.propose(session, 2, now=now)
    for number in range(1, 201):
        _alert(session, register, number, CHANNEL, now - 2 * WEEK, "left_on")
    assert service.propose(session, 2, now=now).solved[CHANNEL].threshold > before.solved[CHANNEL].threshold


def test_what_works_hold_back_and_faults_of_the_data_dont_count(session: Session, now: datetime) -> None:
    register = _house(session, now, 1)
    held, freed = (_alert(session, register, n, cause, now) for n, cause in ((1, "base_load"), (2, "drift")))
    _alert(session, register, 3, "stuck", now)
    for alert, kinds in ((held, ("held",)), (freed, ("held", "released"))):
        for kind in kinds:
            session.add(AlertEvent(alert_id=alert.id, kind=kind, at=now, actor="system:test", actor_name="test"))
    _alert(session, register, 4, "spike", now - 3 * WEEK)
    session.flush()
    assert [each.ref for each in raised_since(session, EVERYWHERE, now - WEEK)] == ["A26-000002"]
    assert judged_since(session, EVERYWHERE, now - WEEK) == []


def test_the_weekly_run_writes_a_version_when_a_threshold_moves_and_none_after_it(
    session: Session, now: datetime
) -> None:
    _house(session, now, MANY)
    moved = service.solve(session, now=now)
    assert moved
    latest = rulesets.versions(session, THRESHOLDS)[0]
    assert (latest.author, latest.note) == ("Regie", service.SOLVED)
    assert thresholds_of(Rulebook(session, now).detection) == pytest.approx(latest.body["thresholds"])
    assert service.solve(session, now=now) == 0


def test_where_a_person_keeps_the_thresholds_the_weekly_run_moves_none(session: Session, now: datetime) -> None:
    _house(session, now)
    body = {**rulesets.shipped(THRESHOLDS).body, "each_week": False}
    rulesets.publish_version(session, THRESHOLDS, body, valid_from=now.date(), author="Emma", note="By hand", now=now)
    assert service.solve(session, now=now) == 0


def test_a_person_decides_sees_who_moved_them_and_goes_back(session: Session, now: datetime) -> None:
    _house(session, now, MANY)
    service.apply(session, 15, "Emma is alone", who=EMMA, now=now)
    rules = Rulebook(session, now)
    assert rules.detection.alerts_per_week == 15
    moved, shipped = rulesets.versions(session, THRESHOLDS)[:2]
    assert (moved.author, moved.note, shipped.author) == ("Emma Janssens", "Emma is alone", "Regie")
    service.go_back(session, shipped.version, "Too strict", who=EMMA, now=now)
    assert Rulebook(session, now).detection.base_load == rules.unsteered.base_load
    assert session.scalars(select(AuditEntry.action)).all() == ["rules.publish"] * 3
    with pytest.raises(RulesetUnchanged):
        service.go_back(session, shipped.version, "Again", who=EMMA, now=now)
    stranger = Principal("user", 8, "Tom", "nl", (GrantHeld("dispatcher"),))
    with pytest.raises(NotAllowed):
        service.apply(session, 30, "Mine", who=stranger, now=now)


@pytest.fixture
def desk(database: Database, client_for: ClientFor) -> TestClient:
    with database.unit_of_work() as session:
        register = _house(session, NOW, MANY)
        for number in range(1, 7):
            _alert(session, register, number, CHANNEL, NOW - 10 * WEEK, "left_on" if number > 2 else "nothing_found")
        _alert(session, register, 7, CHANNEL, NOW - WEEK)
    return client_for("energy_coordinator")


def test_every_number_opens_its_alerts(desk: TestClient) -> None:
    page = desk.get("/alert-budget").text
    week = (NOW - WEEK).date() - timedelta(days=(NOW - WEEK).weekday())
    assert f"cause={CHANNEL}&amp;week={week}" in page
    assert "67 %" in page
    of_week = desk.get(f"/alert-budget/alerts?cause={CHANNEL}&week={week}").text
    assert "A26-000007" in of_week
    assert "A26-000001" not in of_week
    right = desk.get(f"/alert-budget/alerts?cause={CHANNEL}&judged=right").text
    assert "A26-000003" in right
    assert "A26-000001" not in right
    assert "A26-000001" in desk.get("/alert-budget/alerts?judged=wrong").text


@pytest.mark.parametrize("asked", ["?week=nonsense&cause=x&judged=y", "?week=0001-01-01", "?week=9999-12-31"])
def test_a_number_that_cannot_be_is_no_fault(desk: TestClient, asked: str) -> None:
    assert desk.get(f"/alert-budget/alerts{asked}").status_code == 200


def test_another_budget_is_shown_before_it_is_decided(desk: TestClient, database: Database) -> None:
    assert "This shows what 5 alerts a week would change. In force: 20." in desk.get("/alert-budget?per_week=5").text
    with database.reading() as session:
        assert Rulebook(session, NOW).detection.alerts_per_week == 20
    answer = desk.post("/alert-budget", data={"per_week": "5", "note": "Alone"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/alert-budget")
    page = desk.get("/alert-budget").text
    assert "Alone" in page
    with database.reading() as session:
        assert Rulebook(session, NOW).detection.alerts_per_week == 5


@pytest.mark.parametrize(
    ("per_week", "note", "field"),
    [("5", " ", "note"), ("0", "Why", "per_week"), ("many", "Why", "per_week"), ("٣", "Why", "per_week")],
    ids=["without a reason", "for nothing", "that is no number", "in digits of elsewhere"],
)
def test_a_budget_is_refused_with_what_was_typed(desk: TestClient, per_week: str, note: str, field: str) -> None:
    answer = desk.post("/alert-budget", data={"per_week": per_week, "note": note})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert f'value="{per_week}"' in answer.text


def test_a_budget_that_cannot_be_read_is_shown_as_one_in_its_address_too(desk: TestClient) -> None:
    assert desk.get("/alert-budget?per_week=lots").status_code == 422
