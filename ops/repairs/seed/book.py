"""Turns drafts into rows: numbers, events, and the status and clocks that follow from them by the rules of repairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from ops.kit.refs import take_refs
from ops.repairs.models import Caller, Team, Ticket, TicketClock, TicketEvent, WorkOrder
from ops.repairs.rulebook import shipped_clock_rules
from ops.repairs.rules.clocks import ClockRules
from ops.repairs.rules.events import Event
from ops.repairs.rules.projection import COLUMNS, Projection, project
from ops.repairs.rules.work_order import STATE_AFTER
from ops.repairs.search import found_by
from ops.repairs.seed.crews import Crews
from ops.repairs.seed.drafts import DESK, Draft, Step
from ops.repairs.service.tickets import search_text

_STAMPS = {
    "work_dispatched": "dispatched_at", "work_accepted": "accepted_at", "work_started": "on_site_at",
    "work_completed": "completed_at",
}  # fmt: skip
_TOLD = {"told_sent": "call", "told_done": "message"}


@dataclass(frozen=True)
class Desk:
    """The dispatcher who took the calls: a user of the system."""

    actor: str
    name: str


@dataclass
class Book:
    """All rows that come out; ids from 1 on."""

    now: datetime
    desk: Desk
    crews: Crews
    rules: ClockRules = field(default_factory=shipped_clock_rules)
    tickets: list[Ticket] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)
    events: list[TicketEvent] = field(default_factory=list)
    clocks: list[TicketClock] = field(default_factory=list)

    def write(self, session: Session, drafts: Iterable[Draft]) -> None:
        """Numbers the drafts by the time of their call and stores all."""
        ordered = sorted(drafts, key=lambda draft: draft.aware_at)
        for draft, ref in zip(ordered, _refs(session, "T", [d.aware_at for d in ordered]), strict=True):
            draft.ref = ref
        planned = [draft.aware_at for draft in ordered for _ in draft.teams]
        order_refs = iter(_refs(session, "W", planned))
        for draft in ordered:
            self._enter(draft, [next(order_refs) for _ in draft.teams])
        for rows in (self.tickets, self.callers, self.orders, self.events, self.clocks):
            session.add_all(rows)
            session.flush()

    def _enter(self, draft: Draft, order_refs: Sequence[str]) -> None:
        ticket = self._ticket(draft)
        callers = [self._caller(ticket, draft, i) for i in range(len(draft.callers))]
        orders = [self._order(ticket, draft, i, ref) for i, ref in enumerate(order_refs)]
        events = self._opening(draft, callers)
        for step in sorted(draft.steps, key=lambda step: step.at):
            if step.at <= self.now:
                events += self._events_of(step, draft, callers, orders)
        self._note(ticket, sorted(events, key=lambda each: each[0].at))

    def _ticket(self, draft: Draft) -> Ticket:
        registered = draft.aware_at + timedelta(minutes=0 if draft.origin_kind == "alert" else 2)
        ticket = Ticket(
            id=len(self.tickets) + 1,
            ref=draft.ref,
            title=draft.title,
            title_params=draft.title_text.to_json() if draft.title_text else {},
            description="",
            location_id=draft.place.id,
            installation_id=draft.installation.id if draft.installation else None,
            trade=draft.trade,
            hazard=draft.hazard,
            priority=draft.priority,
            proposed_priority=draft.proposed or (draft.priority if draft.hazard else None),
            priority_reason=draft.reason.to_json(),
            origin_kind=draft.origin_kind,
            origin_id=draft.origin_id,
            aware_at=draft.aware_at,
            registered_at=min(registered, self.now),
            registered_by="system:energy" if draft.origin_kind == "alert" else self.desk.actor,
        )
        ticket.search_text = ticket.found_by = search_text(ticket, draft.place)
        self.tickets.append(ticket)
        return ticket

    def _caller(self, ticket: Ticket, draft: Draft, index: int) -> Caller:
        wanted = draft.callers[index]
        caller = Caller(
            id=len(self.callers) + 1,
            ticket_id=ticket.id,
            person_id=wanted.person.id if wanted.person else None,
            name=wanted.name,
            phone=wanted.phone,
            language=wanted.language,
            called_at=draft.aware_at + wanted.later,
        )
        self.callers.append(caller)
        ticket.found_by = found_by(ticket.found_by, caller)
        return caller

    def _order(self, ticket: Ticket, draft: Draft, index: int, ref: str) -> WorkOrder:
        planned = next(step.at for step in draft.steps if step.kind == "work_planned" and step.order == index)
        order = WorkOrder(
            id=len(self.orders) + 1,
            ref=ref,
            ticket_id=ticket.id,
            team_id=draft.teams[index].id,
            task=draft.title,
            status="planned",
            created_at=planned,
            report="",
        )
        self.orders.append(order)
        return order

    def _opening(self, draft: Draft, callers: Sequence[Caller]) -> "_Entries":
        data = {
            "priority": draft.priority, "aware_at": draft.aware_at.isoformat(), "location": draft.place.code,
            "trade": draft.trade, "origin": draft.origin_kind,
            **({"hazard": draft.hazard, "proposed": draft.proposed or draft.priority} if draft.hazard else {}),
        }  # fmt: skip
        opened = min(draft.aware_at + timedelta(minutes=2), self.now) if callers else draft.aware_at
        who = ("system:energy", "energy") if draft.origin_kind == "alert" else (self.desk.actor, self.desk.name)
        events: _Entries = [(Event("registered", opened, data), who)]
        if draft.triaged:
            events.append(
                (Event("triaged", opened, {"priority": draft.priority, "reason": draft.reason.to_json()}), who)
            )
        for caller in callers:
            called = {"caller": caller.id, "called_at": caller.called_at.isoformat()}
            events.append((Event("caller_added", max(opened, caller.called_at), called), who))
        return events

    def _events_of(
        self, step: Step, draft: Draft, callers: Sequence[Caller], orders: Sequence[WorkOrder]
    ) -> "_Entries":
        who = self._actor(step, draft)
        if step.kind in _TOLD:
            return [self._told(caller, step, who) for caller in callers if caller.called_at <= step.at]
        data: dict[str, Any] = dict(step.data)
        if step.order is not None:
            order, team = orders[step.order], draft.teams[step.order]
            data["work_order"] = order.ref
            if step.kind in ("work_planned", "work_dispatched"):
                data |= {"team": team.code, "team_name": team.name}
            _move(order, step)
            if step.kind == "work_dispatched":
                return [*self._named(order, draft, team, step, who), (Event(step.kind, step.at, data), who)]
        return [(Event(step.kind, step.at, data), who)]

    def _named(self, order: WorkOrder, draft: Draft, team: Team, step: Step, who: "_Who") -> "_Entries":
        """Who of our own teams goes; one job of five is left to the team."""
        him = self.crews.pick(team, draft.title)
        if him is None or order.technician_id is not None or order.id % 5 == 0:
            return []
        order.technician_id = him.id
        data = {"work_order": order.ref, "technician": him.id, "technician_name": him.name}
        return [(Event("technician_named", step.at, data), who)]

    def _told(self, caller: Caller, step: Step, who: "_Who") -> "_Entry":
        caller.informed_at = step.at
        return Event("caller_informed", step.at, {"caller": caller.id, "how": _TOLD[step.kind]}), who

    def _actor(self, step: Step, draft: Draft) -> "_Who":
        if step.who == DESK:
            return self.desk.actor, self.desk.name
        if step.who == "crew":
            team = draft.teams[step.order or 0]
            him = self.crews.pick(team, draft.title)
            return (f"user:{him.id}", him.name) if him else ("system:seed", team.name)
        process = "ticket_close" if step.who == "system" else step.who
        return f"system:{process}", process

    def _note(self, ticket: Ticket, entries: "_Entries") -> None:
        for event, (actor, name) in entries:
            self.events.append(
                TicketEvent(
                    id=len(self.events) + 1,
                    ticket_id=ticket.id,
                    kind=event.kind,
                    at=event.at,
                    recorded_at=event.at,
                    actor=actor,
                    actor_name=name,
                    data=dict(event.data),
                )
            )
        self._project(ticket, project([event for event, _ in entries], self.rules))

    def _project(self, ticket: Ticket, seen: Projection) -> None:
        for column in COLUMNS:
            setattr(ticket, column, getattr(seen, column))
        for clock in seen.clocks:
            self.clocks.append(
                TicketClock(
                    id=len(self.clocks) + 1,
                    ticket_id=ticket.id,
                    name=clock.name,
                    started_at=clock.started_at,
                    due_at=clock.due_at,
                    stopped_at=clock.stopped_at,
                    paused_since=clock.paused_since,
                )
            )


_Who = tuple[str, str]
_Entry = tuple[Event, _Who]
_Entries = list[_Entry]


def _move(order: WorkOrder, step: Step) -> None:
    order.status = STATE_AFTER.get(step.kind, order.status)
    if step.kind in _STAMPS:
        setattr(order, _STAMPS[step.kind], step.at)
    if step.kind == "slot_agreed":
        order.slot_from_at, order.slot_to_at = (datetime.fromisoformat(step.data[end]) for end in ("from", "to"))
    if step.kind == "work_completed":
        order.finding, order.report = step.data["finding"], step.data["text"]


def _refs(session: Session, letter: str, instants: Sequence[datetime]) -> list[str]:
    """Numbers in order of time, counted by year."""
    refs: list[str] = []
    for year, group in groupby(instants, key=lambda at: at.year):
        refs += take_refs(session, letter, year, len(list(group)))
    return refs
