"""What a ticket of the demo is before it has a number: where, what, who called, and how its life goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from ops.estate.models import Installation, Location
from ops.kit.locale import Text
from ops.people.models import Person
from ops.repairs.models import Team

DESK = "desk"


@dataclass(frozen=True)
class CallerDraft:
    name: str
    phone: str | None
    language: str
    person: Person | None = None
    #: How long after the first call.
    later: timedelta = timedelta()


@dataclass(frozen=True)
class Step:
    """One event to come: `who` is DESK, "crew", "system" or "energy"; `order` numbers the work orders of the ticket."""

    kind: str
    at: datetime
    who: str = DESK
    order: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Draft:
    """A ticket with all its steps after the call itself, in order of time."""

    aware_at: datetime
    title: str
    trade: str
    priority: str
    reason: Text
    place: Location
    callers: Sequence[CallerDraft]
    installation: Installation | None = None
    hazard: str | None = None
    #: What the matrix proposed, where the desk chose otherwise.
    proposed: str | None = None
    #: Team of each work order, in order.
    teams: list[Team] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    triaged: bool = True
    title_text: Text | None = None
    origin_kind: str = "call"
    origin_id: str | None = None
    ref: str = ""

    def then(self, kind: str, at: datetime, /, who: str = DESK, order: int | None = None, **data: Any) -> None:
        self.steps.append(Step(kind, at, who, order, data))


@dataclass(frozen=True)
class Pace:
    """How long the steps of a priority take, in hours: (least, most)."""

    accept: tuple[float, float]
    arrive: tuple[float, float]
    work: tuple[float, float]


_PACE: dict[str, Pace] = {
    "P1": Pace((0.03, 0.14), (0.2, 0.9), (0.4, 2.5)),
    "P2": Pace((0.1, 0.45), (0.5, 5.0), (0.5, 3.0)),
    "P3": Pace((0.5, 7.0), (18, 80), (0.4, 2.0)),
    "P4": Pace((2, 30), (60, 420), (0.4, 3.0)),
    "P5": Pace((10, 90), (300, 1200), (1.0, 6.0)),
}
AtWork = Callable[[datetime], datetime]


def live_through(draft: Draft, team: Team, finding: str, report: str, rng: Random, at_work: AtWork) -> None:
    """The whole life of an ordinary ticket, from the call to the day it closes."""
    pace = _PACE[draft.priority]
    draft.teams.append(team)
    sent = draft.aware_at + _hours(rng, (0.02, 0.12) if draft.priority in ("P1", "P2") else (0.1, 2.0))
    _send(draft, sent)
    accepted = sent + _hours(rng, pace.accept)
    arrived = _visit(draft, accepted + _hours(rng, pace.arrive), at_work)
    draft.then("work_accepted", accepted, "crew", 0)
    arrived = _detour(draft, arrived, rng, at_work)
    draft.then("work_started", arrived, "crew", 0)
    if draft.priority in ("P1", "P2"):
        draft.then("made_safe", arrived + timedelta(minutes=rng.randrange(5, 40)), "crew", 0)
    done = arrived + _hours(rng, pace.work)
    draft.then("work_completed", done, "crew", 0, finding=finding, text=report)
    end_well(draft, done, finding, report)


def end_well(draft: Draft, done: datetime, finding: str, report: str) -> None:
    """Everybody is told, and seven days later the ticket closes."""
    draft.then("told_done", done, "crew")
    draft.then("resolved", done, "crew", finding=finding, text=report)
    draft.then("closed", done + timedelta(days=7, minutes=20), "system")


def _send(draft: Draft, at: datetime) -> None:
    draft.then("work_planned", at, DESK, 0)
    draft.then("work_dispatched", at, DESK, 0)
    draft.then("told_sent", at + timedelta(minutes=4), DESK)


def _detour(draft: Draft, arrived: datetime, rng: Random, at_work: AtWork) -> datetime:
    """One in ten finds nobody at home, one in twelve lacks a part; the new visit is a few days later."""
    chance = rng.random()
    if draft.priority in ("P1", "P2") or chance > 0.18:
        return arrived
    again = _visit(draft, arrived + timedelta(days=rng.randrange(1, 6)), at_work)
    kind, text = ("work_no_access", "Kaart achtergelaten.") if chance < 0.1 else ("work_need_part", "Stuk besteld.")
    if kind == "work_need_part":
        draft.then("work_started", arrived, "crew", 0)
        arrived += timedelta(minutes=25)
    draft.then(kind, arrived, "crew", 0, until=again.isoformat(), text=text)
    draft.then("work_dispatched", again - timedelta(hours=1), DESK, 0)
    return again


def _visit(draft: Draft, at: datetime, at_work: AtWork) -> datetime:
    return at if draft.priority in ("P1", "P2") else at_work(at)


def _hours(rng: Random, span: tuple[float, float]) -> timedelta:
    return timedelta(hours=rng.uniform(*span))
