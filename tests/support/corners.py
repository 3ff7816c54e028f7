"""What a well-running house has none of, so that a page about it is not empty: one of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.access.models import SecretLink
from ops.access.principal import system
from ops.access.rules.secrets import new_secret
from ops.access.service.secrets import kept
from ops.access.service.users import add_user
from ops.config import HOUSE_ZONE
from ops.db import base_url_of
from ops.energy.models import Alert, Meter, Register
from ops.energy.rules.episode import Detection
from ops.energy.rules.mapping import HeardMessage, Sample
from ops.energy.service import acts
from ops.energy.service.ending import close
from ops.energy.service.opening import Sighting, open_or_continue
from ops.energy.service.rulebook import Rulebook
from ops.energy.store.heard import note_heard
from ops.kit import heartbeats, outbox, rulesets, runs
from ops.kit.locale import Text
from ops.kit.models import OutboxMessage
from ops.repairs.models import Caller, Ticket
from ops.repairs.rules.lifecycle import ACTIVE
from ops.repairs.service.call_back import promise_call_back
from ops.repairs.service.links import new_address
from ops.repairs.service.stock_counts import Found
from ops.repairs.service.stock_counts import begin as begin_count
from ops.repairs.service.stock_counts import note as note_count
from scheduler.board import Board
from scheduler.timetable import TIMETABLE
from tests.support.desk import bring_table, note_desk

_WHO = system("tests")
#: A ticket that ended long ago has no page of its caller any more.
_WITHOUT_PAGE = ("closed", "cancelled")
_FLOW = {
    "hours": 30, "rule_hours": 20, "usual_minimum_l_per_hour": 8, "margin_l_per_hour": 12, "lowest_l_per_hour": 600,
}  # fmt: skip


@dataclass(frozen=True)
class Corners:
    """Where they stand; links that were mailed are paths of the site."""

    alerts: Mapping[str, str]
    invitation: str
    password_reset: str
    #: The own pages of callers, one of each state of a ticket.
    callers: tuple[str, ...]
    #: The ticket about which somebody waits for a call.
    promised: str


def add_corners(session: Session, base_url: str, now: datetime) -> Corners:
    _fail_a_job(session, now)
    _lose_a_message(session, now)
    _change_a_rule(session, now)
    begin_count(session, "store-centre", who=_WHO, now=now)
    note_count(session, "store-centre", [Found("LOO-203", 1, 0)], who=_WHO, now=now)
    note_heard(session, [HeardMessage("tele/new/SENSOR", "tasmota", b"{}", [Sample("ENERGY.Total", now, 12)])], now=now)
    bring_table(session, now)
    alerts = _alerts(session, now)
    note_desk(session, now)
    user = add_user(
        session, email="invited@regie.example", name="Ann Peeters", role="dispatcher", password=None,
        base_url=base_url, who=_WHO, now=now,
    )  # fmt: skip
    session.flush()
    return Corners(
        alerts, f"/invitation/{_link(session, user.id, 'invitation', now)}",
        f"/password-reset/{_link(session, user.id, 'password_reset', now)}", _callers(session, now),
        f"/tickets/{_promise_a_call(session, now)}",
    )  # fmt: skip


def _fail_a_job(session: Session, now: datetime) -> None:
    """The whole timetable as its scheduler tells it; one job failed and one hangs."""
    jobs = Board(TIMETABLE).as_json(now, HOUSE_ZONE, {"silence_check": (now - timedelta(hours=2), True)}, set())
    heartbeats.beat(session, "scheduler", heartbeats.SCHEDULER, now=now, detail={"jobs": jobs})
    for kind in (heartbeats.INGEST, heartbeats.BROKER):
        heartbeats.beat(session, f"{kind}-1", kind, now=now)
    run_id = runs.begin(session, runs.Planned("energy_scan", "corner", now), runner="tests", now=now)
    assert run_id is not None
    runs.finish(session, run_id, now=now, did={"registers": 3}, error="OSError: disk is full")


def _lose_a_message(session: Session, now: datetime) -> None:
    for state, error in (("unknown", "no_answer"), ("sent", None)):
        message = outbox.Message("work_dispatched", Text("Work"), Text("Work"), about=None, occasion=state)
        reader = outbox.Recipient("Ann Peeters", "nl", (outbox.Target("mail", "ann@regie.example"),))
        [message_id] = outbox.enqueue(session, message, [reader], now=now)
        row = session.get_one(OutboxMessage, message_id)
        row.state, row.last_error, row.attempts = state, error, 1


def _change_a_rule(session: Session, now: datetime) -> None:
    body = {**rulesets.shipped("energy.silence").body, "least_hours": 3.0}
    rulesets.publish_version(
        session, "energy.silence", body, valid_from=now.date(), author="Ann Peeters", note="Slow loggers", now=now
    )


def _alerts(session: Session, now: datetime) -> dict[str, str]:
    """A running leak in each state that a person can put it in; the open one trickles, and opens no ticket."""
    wanted = select(Register).join(Meter).where(Meter.medium == "water").order_by(Register.id).limit(4)
    wanted = wanted.options(
        joinedload(Register.meter).joinedload(Meter.location), joinedload(Register.meter, Meter.installation)
    )
    excess_m3_per_hour = (0.005, 0.66, 0.66, 0.66)
    registers = session.scalars(wanted).all()
    alerts = [_leak(session, *each, now) for each in zip(registers, excess_m3_per_hour, strict=True)]
    _, acknowledged, snoozed, closed = alerts
    acts.acknowledge(session, acknowledged, who=_WHO, now=now)
    acts.snooze(session, snoozed, now + timedelta(days=2), "The plumber comes on Tuesday", who=_WHO, now=now)
    close(session, closed, "leak_repaired", _WHO, now)
    return {alert.state: alert.ref for alert in alerts}


def _leak(session: Session, register: Register, excess_m3_per_hour: float, now: datetime) -> Alert:
    until = now.replace(minute=0, second=0, microsecond=0)
    found = Detection(
        "continuous_flow", until - timedelta(hours=30), until, 0.2, 0.2 + 30 * excess_m3_per_hour, excess_m3_per_hour,
        24.0, "continuous_flow", _FLOW,
    )  # fmt: skip
    alert = open_or_continue(session, Sighting(register, found, late=False), [], Rulebook(session, now), now)
    assert alert is not None
    return alert


def _callers(session: Session, now: datetime) -> tuple[str, ...]:
    """Who calls speaks English, the language that a walk can read."""
    living = select(Ticket.status, Caller).join(Caller, Caller.ticket_id == Ticket.id).order_by(Caller.id)
    found = session.execute(living.where(Ticket.status.not_in(_WITHOUT_PAGE)))
    one_each = dict(found.all())
    for caller in one_each.values():
        caller.language = "en"
    base = base_url_of(session)
    return tuple(new_address(session, caller, now).removeprefix(base) for caller in one_each.values())


def _promise_a_call(session: Session, now: datetime) -> str:
    """To the last caller of the newest ticket that still lives."""
    called = select(Ticket.ref).join(Caller, Caller.ticket_id == Ticket.id).where(Ticket.status.in_(ACTIVE))
    ref = session.scalars(called.order_by(Ticket.id.desc())).first()
    assert ref is not None
    promise_call_back(session, ref, None, now + timedelta(hours=1), who=_WHO, now=now, phone="+3225551234")
    return ref


def _link(session: Session, user_id: int, purpose: str, now: datetime) -> str:
    secret = new_secret()
    session.add(
        SecretLink(
            user_id=user_id, purpose=purpose, token_sha256=kept(session, secret), created_at=now,
            expires_at=now + timedelta(hours=1),
        )
    )  # fmt: skip
    return secret
