"""What a person does with an alert: acknowledge, snooze, merge, close, reopen."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry
from ops.access.principal import system
from ops.energy.errors import (
    AlertNotThere,
    CantMerge,
    ReasonNeeded,
    SnoozeInPast,
    SnoozeTooLong,
    TooLateToReopen,
    UnknownOutcome,
)
from ops.energy.models import Alert, AlertEvent, Register
from ops.energy.service import acts
from ops.energy.service.outcomes import possible_outcomes, was_right
from ops.energy.service.scan import wake_sleepers
from ops.kit import rulesets
from ops.repairs.defaults import FINDINGS
from tests.support.energy import HOUR, add_building, add_register

WHO = system("test")


def alert_of(session: Session, register: Register, cause: str, now: datetime, ref: str) -> Alert:
    alert = Alert(
        ref=ref, register=register, location_id=register.meter.location_id, medium=register.meter.medium, cause=cause,
        state="open", severity="medium", started_at=now - 20 * HOUR, detected_at=now, last_abnormal_at=now,
        expected_micro=1, measured_micro=2, excess_micro_per_hour=300_000, unit="m3", cost_cents_per_day=3528,
        evidence={"code": cause, "params": {"rule_hours": 20, "usual_minimum_l_per_hour": 13, "margin_l_per_hour": 10}},
        late_evidence=False, reopened_count=0, version=1,
    )  # fmt: skip
    session.add(alert)
    session.flush()
    return alert


@pytest.fixture
def alert(session: Session, now: datetime) -> Alert:
    register = add_register(session, add_building(session))
    session.refresh(register, ["meter"])
    return alert_of(session, register, "continuous_flow", now, "A26-000001")


def test_acknowledging_names_who_and_leaves_a_line_in_the_audit_trail(
    session: Session, alert: Alert, now: datetime
) -> None:
    acts.acknowledge(session, alert, who=WHO, now=now)
    assert (alert.state, alert.acknowledged_by, alert.version) == ("acknowledged", "test", 2)
    assert session.scalars(select(AuditEntry.action)).one() == "alert.acknowledged"
    with pytest.raises(AlertNotThere):
        acts.acknowledge(session, alert, who=WHO, now=now)


def test_a_snoozed_alert_wakes_on_its_day(session: Session, alert: Alert, now: datetime) -> None:
    acts.snooze(session, alert, now + timedelta(days=3), "works", who=WHO, now=now)
    assert wake_sleepers(session, now=now + timedelta(days=2)).woken == 0
    assert wake_sleepers(session, now=now + timedelta(days=3)).woken == 1
    assert (alert.state, alert.snooze_reason) == ("open", None)


def test_a_snooze_has_its_limits(session: Session, alert: Alert, now: datetime) -> None:
    with pytest.raises(SnoozeTooLong):
        acts.snooze(session, alert, now + timedelta(days=14, seconds=1), "works", who=WHO, now=now)
    with pytest.raises(SnoozeInPast):
        acts.snooze(session, alert, now, "works", who=WHO, now=now)
    with pytest.raises(ReasonNeeded):
        acts.snooze(session, alert, now + timedelta(days=1), "  ", who=WHO, now=now)
    acts.snooze(session, alert, now + timedelta(days=14), "works", who=WHO, now=now)


def test_merging_leaves_one_alert_that_tells_the_story(session: Session, alert: Alert, now: datetime) -> None:
    assert alert.register
    other = alert_of(session, alert.register, "stuck", now, "A26-000002")
    acts.merge(session, other, alert.ref, who=WHO, now=now)
    assert (other.state, other.merged_into_id) == ("merged", alert.id)
    with pytest.raises(CantMerge):
        acts.merge(session, alert, other.ref, who=WHO, now=now)
    with pytest.raises(CantMerge):
        acts.merge(session, alert, alert.ref, who=WHO, now=now)


def test_closing_needs_a_known_outcome(session: Session, alert: Alert, now: datetime) -> None:
    with pytest.raises(UnknownOutcome):
        acts.close(session, alert, "because", who=WHO, now=now)
    acts.close(session, alert, "legitimate_use", who=WHO, now=now)
    assert (alert.state, alert.outcome) == ("closed", "legitimate_use")
    [closed] = session.scalars(select(AlertEvent).where(AlertEvent.alert_id == alert.id))
    assert (closed.kind, closed.actor_name, closed.data) == ("closed", "test", {"outcome": "legitimate_use"})


def test_findings_are_those_of_the_rule_set_in_force_when_the_alert_closed(
    session: Session, alert: Alert, now: datetime
) -> None:
    body = rulesets.shipped(FINDINGS).body
    known = [each for each in body["alert"] if each["code"] != "nothing_found"]
    valve = {"code": "valve_closed", "true_for": ["waste"]}
    rulesets.publish_version(
        session, FINDINGS, {**body, "alert": [*known, valve]}, valid_from=date(2026, 12, 1), author="Ann Peeters",
        note="Says what we find", now=now,
    )  # fmt: skip
    later = now + timedelta(days=30)
    with pytest.raises(UnknownOutcome):
        acts.close(session, alert, "valve_closed", who=WHO, now=now)
    assert "nothing_found" not in possible_outcomes(session, later)
    assert was_right(session, alert.cause, "nothing_found", now) is False
    assert was_right(session, alert.cause, "nothing_found", later) is None
    acts.close(session, alert, "valve_closed", who=WHO, now=later)
    assert was_right(session, alert.cause, alert.outcome, alert.closed_at) is True
    assert was_right(session, "stuck", "valve_closed", later) is False


def test_reopening_is_possible_for_two_weeks(session: Session, alert: Alert, now: datetime) -> None:
    acts.close(session, alert, "nothing_found", who=WHO, now=now)
    with pytest.raises(TooLateToReopen):
        acts.reopen(session, alert, who=WHO, now=now + timedelta(days=14, seconds=1))
    acts.reopen(session, alert, who=WHO, now=now + timedelta(days=14))
    assert (alert.state, alert.reopened_count, alert.outcome) == ("open", 1, None)
