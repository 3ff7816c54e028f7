"""Whatever is noted, taken back, found and done: works keep their waste to themselves, all else is told."""

from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.db import Database
from ops.energy.models import Alert, Register
from ops.energy.models_desk import MaintenanceWindow
from ops.energy.queries.alerts import alerts_since
from ops.energy.queries.maintenance_hold import held_among
from ops.energy.queries.registers import register_by_code
from ops.energy.rules.episode import Detection
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.rules.maintenance import holds_back
from ops.energy.service import acts
from ops.energy.service.ending import end_if_normal
from ops.energy.service.maintenance import Works, note_works, withdraw_works
from ops.energy.service.opening import Sighting, open_or_continue
from ops.energy.service.rulebook import Rulebook
from ops.errors import RegieError
from ops.kit.models import OutboxMessage
from ops.kit.periods import Span
from tests.support.energy import HOUR, add_building, add_register
from tests.support.world import NOW, user_for

WHO = system("tests")
CODE = "ADM-01-W1"
DAY = timedelta(days=1)
_PARAMS = {"rule_hours": 20, "usual_minimum_l_per_hour": 13, "margin_l_per_hour": 10}


class Leaks(RuleBasedStateMachine):
    """One register on which water runs or not, works that are noted for it or its building, and one coordinator."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.began: datetime | None = None
        with self.database.unit_of_work() as session:
            self._end_all(session)

    def _end_all(self, session: Session) -> None:
        """What an example before this one left is over."""
        for works in session.scalars(select(MaintenanceWindow)):
            works.withdrawn_at = NOW
        for alert in session.scalars(select(Alert)):
            alert.state, alert.closed_at, alert.started_at = "merged", NOW - 90 * DAY, NOW - 91 * DAY

    @rule(place=st.sampled_from([CODE, "ADM-01"]), back=st.integers(0, 30), ahead=st.integers(1, 60))
    def works_are_noted(self, place: str, back: int, ahead: int) -> None:
        span = (self.now - back * HOUR, self.now + ahead * HOUR)
        with self.database.unit_of_work() as session:
            note_works(session, Works(place, *span, "Flushing"), who=WHO, now=self.now)

    @rule()
    def the_last_works_are_withdrawn(self) -> None:
        with self.database.unit_of_work() as session:
            last = session.scalar(select(MaintenanceWindow.id).order_by(MaintenanceWindow.id.desc()).limit(1))
            if last is not None:
                withdraw_works(session, last, who=WHO, now=self.now)

    @rule(hours=st.integers(1, 30))
    def water_runs(self, hours: int) -> None:
        """And is seen at the end of these hours."""
        self.began = self.began or self.now
        self.now += hours * HOUR
        with self.database.unit_of_work() as session:
            before = {each.id for each in self._known(session, register_by_code(session, CODE))}
            alert = self._see(session)
            if alert is not None and alert.state in ("open", "acknowledged"):
                self._check_seen(session, alert, is_new=alert.id not in before)

    def _check_seen(self, session: Session, alert: Alert, *, is_new: bool) -> None:
        held = alert.id in held_among(session, [alert.id])
        if not self._explained(session):
            assert not held
            assert alert.ticket_ref is not None
        elif is_new:
            assert held

    def _see(self, session: Session) -> Alert | None:
        assert self.began
        register = register_by_code(session, CODE)
        found = Detection("continuous_flow", self.began, self.now, 1.0, 7.0, 0.3, 24.0, "continuous_flow", _PARAMS)
        known = self._known(session, register)
        rules = Rulebook(session, self.now)
        return open_or_continue(session, Sighting(register, found, late=False), known, rules, self.now)

    def _known(self, session: Session, register: Register) -> list[Alert]:
        return list(alerts_since(session, [register.id], NOW - 60 * DAY))

    def _explained(self, session: Session) -> bool:
        rows = session.scalars(select(MaintenanceWindow).where(MaintenanceWindow.withdrawn_at.is_(None)))
        assert self.began
        return holds_back([Span(each.from_at, each.to_at) for each in rows], self.began, self.now, DAY)

    @rule()
    def it_is_normal_for_a_day(self) -> None:
        self.began = None
        self.now += 25 * HOUR
        with self.database.unit_of_work() as session:
            for alert in self._known(session, register_by_code(session, CODE)):
                if alert.state in OPEN_STATES:
                    end_if_normal(session, alert, self.now, Rulebook(session, self.now), self.now)

    @precondition(lambda self: self.began)
    @rule(act=st.sampled_from(["acknowledge", "snooze", "close", "reopen"]))
    def somebody_acts(self, act: str) -> None:
        with suppress(RegieError), self.database.unit_of_work() as session:
            alert = self._known(session, register_by_code(session, CODE))[-1:]
            for each in alert:
                self._act(session, each, act)

    def _act(self, session: Session, alert: Alert, act: str) -> None:
        if act == "snooze":
            acts.snooze(session, alert, self.now + DAY, "Known", who=WHO, now=self.now)
        elif act == "close":
            acts.close(session, alert, "legitimate_use", who=WHO, now=self.now)
        else:
            getattr(acts, act)(session, alert, who=WHO, now=self.now)

    @invariant()
    def what_is_kept_back_has_no_ticket_and_is_told_to_nobody(self) -> None:
        with self.database.reading() as session:
            held = held_among(session, session.scalars(select(Alert.id)).all())
            refs = session.scalars(select(Alert.ref).where(Alert.id.in_(held))).all()
            told = select(OutboxMessage.id).where(
                OutboxMessage.about_kind == "alert", OutboxMessage.about_ref.in_(refs)
            )
            assert session.scalars(told).all() == []
            assert (
                session.scalars(select(Alert.ref).where(Alert.id.in_(held), Alert.ticket_ref.is_not(None))).all() == []
            )

    @invariant()
    def one_alert_is_open_at_most(self) -> None:
        with self.database.reading() as session:
            assert len(session.scalars(select(Alert.id).where(Alert.state.in_(OPEN_STATES))).all()) <= 1


def test_works_keep_their_waste_to_themselves_whatever_happens(database: Database) -> None:
    with database.unit_of_work() as session:
        add_register(session, add_building(session))
        user_for(session, "energy_coordinator")
    Leaks.database = database
    limits = settings(
        max_examples=12,
        stateful_step_count=14,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Leaks, settings=limits)
