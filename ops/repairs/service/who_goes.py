"""Everybody who could go to a ticket, with all that the choice needs: read once, judged by the pure rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from ops.kit.periods import Span
from ops.repairs import queries, rulebook, visit_rules
from ops.repairs.models import Part, StockLevel, Store, Team, TeamMember, Ticket, WorkOrder
from ops.repairs.queries import candidates as found
from ops.repairs.queries import stock as stock_queries
from ops.repairs.queries.absences import away_within
from ops.repairs.queries.rota import has_rota, on_duty
from ops.repairs.rules.absences import away_until
from ops.repairs.rules.day_plan import EMERGENCIES, Job, free_to_leave_at, moved_by, next_chance
from ops.repairs.rules.suggest import Candidate, Need, PartAt, Suggestion, others, suggest
from ops.repairs.rules.travel import travel_minutes

#: So far ahead a plan is looked at: nobody is proposed for later.
_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class WhoGoes:
    """The candidates in order, those nobody would think of, and the rows that their sentences name."""

    ticket: Ticket
    likely: Sequence[Suggestion]
    rest: Sequence[Suggestion]
    teams: Mapping[str, Team]
    people: Mapping[int, TeamMember]
    parts: Mapping[str, Part]
    stores: Mapping[str, Store]
    #: Where each of the parts is free.
    free: Sequence[StockLevel]


def who_goes(session: Session, ticket: Ticket, now: datetime) -> WhoGoes:
    """Needs the ticket with its place, its clocks, its work orders, and its installation with the firm."""
    round_up = _RoundUp(session, ticket, now)
    candidates = list(round_up.candidates())
    return WhoGoes(
        ticket=ticket,
        likely=suggest(round_up.need, candidates),
        rest=others(round_up.need, candidates),
        teams={team.code: team for team in round_up.teams},
        people={member.user_id: member for member in round_up.members},
        parts={part.code: part for part in round_up.parts},
        stores={base.store.code: base.store for base in round_up.bases},
        free=round_up.free,
    )


class _RoundUp:
    """One look at the house for one ticket."""

    def __init__(self, session: Session, ticket: Ticket, now: datetime) -> None:
        self.session, self.ticket, self.now = session, ticket, now
        self.calendar = rulebook.calendar(session, now)
        self.travel = rulebook.travel(session, now)
        self.call_out_eur: float = rulebook.costs(session, now)["firm_call_out_eur"]
        self.visit = timedelta(minutes=visit_rules.slot_rules(session, now).estimate_minutes)
        self.teams = queries.teams(session)
        self.members = queries.members_of(session, [team.id for team in self.teams if team.firm_id is None])
        self.bases = found.bases(session)
        self.loads = found.loads(session)
        self.was_here = found.was_here(session, ticket)
        self.parts = self._parts()
        self.free = stock_queries.free_of(session, [part.id for part in self.parts]) if self.parts else []
        self.away = away_within(session, Span(now, now + _AHEAD))

    @cached_property
    def need(self) -> Need:
        ticket = self.ticket
        firm = ticket.installation.firm if ticket.installation else None
        return Need(
            trade=ticket.trade,
            zone=ticket.location.zone,
            priority=ticket.priority,
            firm=firm.code if firm else None,
            out_of_hours=self.calendar.is_out_of_hours(self.now),
            due_at=self._due_at(),
            present_until=self._present_until(),
        )

    def _due_at(self) -> datetime | None:
        """Safe first, then done: whichever clock of the work runs; one that was missed says nothing any more."""
        running = {clock.name: clock.due_at for clock in self.ticket.clocks if clock.stopped_at is None}
        due = running.get("make_safe") or running.get("complete")
        return due if due and due > self.now else None

    def _present_until(self) -> datetime | None:
        """The end of the appointment that stands."""
        open_ones = (order for order in self.ticket.work_orders if order.completed_at is None)
        ends = [order.slot_to_at for order in open_ones if order.slot_to_at and order.slot_to_at > self.now]
        return min(ends, default=None)

    def _parts(self) -> Sequence[Part]:
        rules = rulebook.stock_rules(self.session, self.now)
        since = self.now - timedelta(days=rules["looked_back_days"])
        at_most, percent = rules["usual_parts"], rules["usual_part_percent"]
        return found.usual_parts(self.session, self.ticket, since, at_most, percent)

    @cached_property
    def plans(self) -> Mapping[int, Sequence[WorkOrder]]:
        ids = [member.user_id for member in self.members]
        rows = found.plans(self.session, ids, self.now, self.now + _AHEAD, without_ticket=self.ticket.id)
        by_user: dict[int, list[WorkOrder]] = defaultdict(list)
        for order in rows:
            by_user[order.technician_id or 0].append(order)
        return by_user

    @cached_property
    def duty(self) -> frozenset[int] | None:
        """Who is on duty now; None while no rota says so, and for what can wait for the morning."""
        if self.ticket.priority not in EMERGENCIES or not has_rota(self.session):
            return None
        return frozenset(shift.user.id for shift in on_duty(self.session, self.now) if shift.user)

    def candidates(self) -> Iterable[Candidate]:
        """Each person of our teams, our teams without people, and the firms."""
        for team in self.teams:
            people = [member for member in self.members if member.team_id == team.id]
            if people:
                yield from (self._person(team, member, len(people)) for member in people)
            else:
                yield self._team(team)

    def _team(self, team: Team) -> Candidate:
        firm = team.firm
        around_the_clock = firm is None or firm.hours == "around_the_clock"
        arrives_at = self._firm_comes(around_the_clock) if firm else None
        return Candidate(
            code=team.code,
            kind=team.kind,
            zone=team.zone,
            firm=firm.code if firm else None,
            trades=frozenset(team.trades),
            orders=sum(number for (team_id, _), number in self.loads.items() if team_id == team.id),
            around_the_clock=around_the_clock,
            arrives_at=arrives_at,
            done_at=arrives_at + self.visit if arrives_at else None,
            call_out_eur=self.call_out_eur if firm else None,
        )

    def _firm_comes(self, around_the_clock: bool) -> datetime:
        """Nobody knows from where: as long as the way from somewhere else takes, or at the next opening."""
        if self.need.out_of_hours and not around_the_clock:
            return self.calendar.next_opening(self.now)
        return self.now + timedelta(minutes=self.travel.other_ways)

    def _person(self, team: Team, member: TeamMember, of_team: int) -> Candidate:
        jobs = self.plans.get(member.user_id, ())
        way = self._way(team, member, jobs)
        plan = [self._job(order) for order in jobs]
        leaves_at = self._leaves_at(member, plan, way)
        arrives_at = leaves_at + way
        hurries = self._hurries(member)
        busy = Span(leaves_at, arrives_at + self.visit + way)
        return Candidate(
            code=team.code,
            kind=team.kind,
            zone=team.zone,
            firm=None,
            trades=frozenset(member.trades or team.trades),
            orders=self._load(team, member, of_team),
            around_the_clock=True,
            person=member.user_id,
            on_duty=None if self.duty is None else member.user_id in self.duty,
            away_until=self._away_until(member),
            arrives_at=arrives_at,
            done_at=arrives_at + self.visit,
            travel_minutes=int(way.total_seconds()) // 60,
            was_here_at=self.was_here.get(member.user_id),
            parts=tuple(self._part_for(part, team, member) for part in self.parts),
            moves=tuple(moved_by(plan, busy, self.calendar)) if hurries else (),
        )

    def _hurries(self, member: TeamMember) -> bool:
        """To an emergency goes who works now: in working hours everybody, else who is on duty."""
        at_work = not self.need.out_of_hours or (self.duty is not None and member.user_id in self.duty)
        return self.ticket.priority in EMERGENCIES and at_work and self._away_until(member) is None

    def _away_until(self, member: TeamMember) -> datetime | None:
        return away_until(self.away.get(member.user_id, ()), self.now)

    def _leaves_at(self, member: TeamMember, plan: Sequence[Job], way: timedelta) -> datetime:
        if self._hurries(member):
            return free_to_leave_at(plan, self.now, self.ticket.priority)
        away = [Job("", "", span) for span in self.away.get(member.user_id, ())]
        return next_chance([*plan, *away], self.now, way + self.visit, self.calendar)

    def _way(self, team: Team, member: TeamMember, jobs: Sequence[WorkOrder]) -> timedelta:
        """From where he works now, else from the store of his zone: vans stand there."""
        at_work = next((order.ticket.location.postcode for order in jobs if order.status == "on_site"), None)
        home = next((b.postcode for b in self.bases if b.store.kind == "store" and b.store.zone == team.zone), "")
        minutes = travel_minutes(self.travel, at_work or home, self.ticket.location.postcode)
        return timedelta(minutes=minutes)

    def _job(self, order: WorkOrder) -> Job:
        length = timedelta(minutes=order.estimate_minutes) if order.estimate_minutes else self.visit
        from_at = order.on_site_at if order.status == "on_site" else order.slot_from_at
        start = from_at or self.now
        ends = max(start + length, self.now) if order.status == "on_site" else start + length
        ticket = order.ticket
        due_at = ticket.next_due_at if ticket.next_clock in ("complete", "make_safe") else None
        return Job(order.ref, ticket.priority, Span(start, ends), due_at, order.status == "on_site")

    def _load(self, team: Team, member: TeamMember, of_team: int) -> int:
        """His own orders, and his share of those that nobody was named for."""
        own = self.loads.get((team.id, member.user_id), 0)
        return own + self.loads.get((team.id, None), 0) // of_team

    def _part_for(self, part: Part, team: Team, member: TeamMember) -> PartAt:
        """His van first, then the store of his zone, then the other one."""
        shelves = [level.store for level in self.free if level.part_id == part.id]
        van = next((store for store in shelves if store.driver_id == member.user_id), None)
        own = next((store for store in shelves if store.kind == "store" and store.zone == team.zone), None)
        other = next((store for store in shelves if store.kind == "store"), None)
        if van is not None:
            return PartAt(part.code, "van", van.code)
        if own is not None:
            return PartAt(part.code, "store", own.code)
        return PartAt(part.code, "other_store", other.code) if other else PartAt(part.code, "nowhere")
