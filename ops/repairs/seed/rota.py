"""The demo's rotas: somebody has each duty at every instant; an exception next week; pages and tests that went well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.models import User
from ops.kit.periods import OPEN_END, at_local, local_date
from ops.repairs.defaults import WEEKDAYS
from ops.repairs.models import (
    Handover,
    Page,
    PageStep,
    Rota,
    RotaMember,
    RotaOverride,
    StaffAbsence,
    Ticket,
    TicketEvent,
    WorkOrder,
)
from ops.repairs.rules.absences import span_of

_WEEKDAYS, _WEEKEND = WEEKDAYS[:5], WEEKDAYS[5:]
_DAY = timedelta(days=1)
_MORNING, _EVENING = time(8), time(16, 30)
_PAGES, _TESTS = 6, 5
_ESCALATION = "system:page_escalate"


@dataclass(frozen=True)
class _Plan:
    """One rota; `members` are logins before the @, in turn."""

    code: str
    name: str
    duty: str
    zone: str | None
    weekdays: Sequence[str]
    starts: time
    ends: time
    members: tuple[str, ...]


_CENTRE = ("technician", "technician.3", "technician.2")
_NORTH = ("technician.6", "technician.4", "technician.5")
_PLANS = (
    _Plan("centrum-dag", "Centrum, overdag", "technician", "centre", _WEEKDAYS, _MORNING, _EVENING, _CENTRE),
    _Plan("centrum-nacht", "Centrum, nacht", "technician", "centre", _WEEKDAYS, _EVENING, _MORNING, _CENTRE),
    _Plan("centrum-weekend", "Centrum, weekend", "technician", "centre", _WEEKEND, _MORNING, _MORNING, _CENTRE),
    _Plan("noord-dag", "Noord, overdag", "technician", "north", _WEEKDAYS, _MORNING, _EVENING, _NORTH),
    _Plan("noord-nacht", "Noord, nacht", "technician", "north", _WEEKDAYS, _EVENING, _MORNING, _NORTH),
    _Plan("noord-weekend", "Noord, weekend", "technician", "north", _WEEKEND, _MORNING, _MORNING, _NORTH),
    _Plan(
        "tweede", "Tweede wacht", "second", None, WEEKDAYS, _MORNING, _MORNING,
        ("technician.2", "technician.7", "technician.8"),
    ),
    _Plan(
        "verantwoordelijke", "Verantwoordelijke van wacht", "lead", None, WEEKDAYS, _MORNING, _MORNING,
        ("dispatch_lead.2", "dispatch_lead"),
    ),
)  # fmt: skip


def load_rota(session: Session, *, now: datetime, zone: ZoneInfo) -> None:
    """After users and tickets. The first of each list is on call in the week of the seed's instant."""
    today = local_date(now, zone)
    users = {user.email.partition("@")[0]: user for user in session.scalars(select(User))}
    rotas = {plan.code: _rota(session, plan, users, today - today.weekday() * _DAY) for plan in _PLANS}
    monday = today + (7 - today.weekday()) * _DAY
    session.add(_swap(rotas["centrum-nacht"], users, monday + 2 * _DAY, zone, now))
    session.add_all(_absences(users, today, monday, zone, now))
    _past_pages(session, users, now)
    _past_tests(session, users["technician"], today, zone)
    session.add(_note(users["dispatcher"], now))
    session.flush()


def _rota(session: Session, plan: _Plan, users: Mapping[str, User], first: date) -> Rota:
    row = Rota(
        code=plan.code, name=plan.name, duty=plan.duty, zone=plan.zone, weekdays=list(plan.weekdays),
        starts=plan.starts, ends=plan.ends, turn_days=7, first_turn_on=first, from_on=first - 364 * _DAY,
        to_on=OPEN_END, version=1,
    )  # fmt: skip
    session.add(row)
    session.flush()
    turns = enumerate((users[login].id for login in plan.members), start=1)
    session.add_all(RotaMember(rota_id=row.id, position=position, user_id=user) for position, user in turns)
    return row


def _swap(rota: Rota, users: Mapping[str, User], on: date, zone: ZoneInfo, now: datetime) -> RotaOverride:
    return RotaOverride(
        rota_id=rota.id, from_at=at_local(on, _EVENING, zone), to_at=at_local(on + _DAY, _MORNING, zone),
        user_id=users["technician.2"].id, reason="Ruil onder collega's", made_by=users["dispatch_lead"].name,
        made_at=now - 2 * _DAY,
    )  # fmt: skip


def _absences(
    users: Mapping[str, User], today: date, monday: date, zone: ZoneInfo, now: datetime
) -> list[StaffAbsence]:
    """One is ill today, one has leave next week, one an afternoon of training: none of them has a duty meanwhile."""
    afternoon = {"from_noon": True, "until_noon": False}
    spans = (
        ("technician.8", "sick", span_of(today, today, zone, from_noon=False, until_noon=False)),
        ("technician.5", "holiday", span_of(monday, monday + 4 * _DAY, zone, from_noon=False, until_noon=False)),
        ("technician.7", "training", span_of(monday + 3 * _DAY, monday + 3 * _DAY, zone, **afternoon)),
    )
    return [
        StaffAbsence(
            user_id=users[login].id, kind=kind, from_at=span.from_at, to_at=span.to_at,
            made_by=users["dispatch_lead"].name, made_at=now - timedelta(hours=3),
        )
        for login, kind, span in spans
    ]  # fmt: skip


def _past_pages(session: Session, users: Mapping[str, User], now: datetime) -> None:
    """Of the last urgent tickets on which somebody went: one answered at the second step, the others at the first."""
    on_site = (
        select(Ticket, WorkOrder.on_site_at)
        .join(WorkOrder, WorkOrder.ticket_id == Ticket.id)
        .where(Ticket.priority.in_(("P1", "P2")), WorkOrder.on_site_at.is_not(None), Ticket.registered_at < now - _DAY)
        .order_by(Ticket.registered_at.desc(), Ticket.id)
        .limit(_PAGES)
    )
    for number, (ticket, arrived_at) in enumerate(session.execute(on_site)):
        if arrived_at:
            _past_page(session, ticket, arrived_at, users, late=number == 1)


def _past_page(session: Session, ticket: Ticket, arrived_at: datetime, users: Mapping[str, User], late: bool) -> None:
    wait = timedelta(minutes=5 if ticket.priority == "P1" else 15)
    woken = [("technician", users["technician"]), ("second", users["technician.2"])][: 2 if late else 1]
    answered_at = min(ticket.registered_at + (len(woken) - 1) * wait + timedelta(minutes=2), arrived_at)
    page = Page(
        ticket_id=ticket.id, priority=ticket.priority, opened_at=ticket.registered_at, state="on_site",
        step=len(woken), acknowledged_by=woken[-1][1].id, acknowledged_at=answered_at, ended_at=arrived_at, version=1,
    )  # fmt: skip
    session.add(page)
    session.flush()
    for number, (duty, user) in enumerate(woken, start=1):
        answered = number == len(woken)
        at = min(ticket.registered_at + (number - 1) * wait, arrived_at)
        step: dict[str, Any] = {"page_id": page.id, "number": number, "duty": duty, "user_name": user.name}
        session.add(PageStep(**step, user_id=user.id, at=at, outcome="acknowledged" if answered else "unanswered"))
        data = {"page": page.id, "step": number, "duty": duty, "user": user.name}
        session.add(_event(ticket, "paged", at, _ESCALATION, "page_escalate", data))
    who = woken[-1][1]
    told = {"page": page.id, "user": who.name}
    session.add(_event(ticket, "page_acknowledged", answered_at, f"user:{who.id}", who.name, told))


def _event(ticket: Ticket, kind: str, at: datetime, actor: str, name: str, data: Mapping[str, Any]) -> TicketEvent:
    return TicketEvent(
        ticket_id=ticket.id, kind=kind, at=at, recorded_at=at, actor=actor, actor_name=name, data=dict(data)
    )


def _past_tests(session: Session, user: User, today: date, zone: ZoneInfo) -> None:
    """Each evening of the week before, answered within minutes."""
    evenings: Sequence[date] = [today - n * _DAY for n in range(1, _TESTS + 1)]
    for on in evenings:
        at = at_local(on, time(20), zone)
        answered_at = at + timedelta(minutes=1 + on.day % 4)
        page = Page(
            kind="self_test", priority="", opened_at=at, state="acknowledged", step=1, acknowledged_by=user.id,
            acknowledged_at=answered_at, ended_at=answered_at, version=1,
        )  # fmt: skip
        session.add(page)
        session.flush()
        session.add(
            PageStep(
                page_id=page.id, number=1, duty="technician", user_id=user.id, user_name=user.name, at=at,
                outcome="acknowledged",
            )
        )  # fmt: skip


def _note(user: User, now: datetime) -> Handover:
    text = (
        "De sleutel van de stookplaats Antenne 3 ligt bij de conciërge, niet in de kluis.\n"
        "Mevrouw Claes (Blaesstraat) belt liever niet voor 9 uur terug."
    )
    return Handover(at=now - timedelta(hours=6), text=text, made_by=user.name, made_at=now - timedelta(hours=7))
