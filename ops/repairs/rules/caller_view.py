"""A ticket as its caller sees it: what is going on, what was done, what he can do himself. No word of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import State
from ops.repairs.rules.work_order import MOVING

_URGENT = frozenset({"P1", "P2"})
_LATEST_STEPS = 6
#: Event -> what it is called among the steps; the rest is the work of the house.
STEPS: Mapping[str, str] = {
    "made_safe": "made_safe",
    "work_no_access": "no_access",
    "work_need_part": "part",
    "part_arrived": "part_here",
    "work_followed_on": "visited",
    "work_completed": "visited",
    "resolved": "done",
    "reopened": "reopened",
    "cancelled": "cancelled",
    "duplicate_joined": "goes_on_elsewhere",
}
_WAITS: Mapping[str, str] = {"access": "no_access", "part": "part", "network_operator": "network", "tenant": "tenant"}
#: Where he may choose another moment himself; somebody who hurries to him is stopped by a call.
_MAY_MOVE = frozenset({"sent", "visit", "overdue", "no_access", "more_work", "reopened"})


@dataclass(frozen=True, slots=True)
class Visit:
    """A work order that is still to be carried out; the appointment is half open."""

    ref: str
    status: str
    slot: tuple[datetime, datetime] | None


@dataclass(frozen=True, slots=True)
class StepShown:
    """`at` is None for what lies ahead; `now` marks the one that is going on."""

    code: str
    at: datetime | None
    now: bool = False


@dataclass(frozen=True, slots=True)
class CallerView:
    """`headline` is a code of `caller_texts.HEADS`; `visit` is the one that it speaks of."""

    headline: str
    visit: Visit | None
    #: When he hears more; None once that moment is over.
    until: datetime | None
    #: The company that repairs its network.
    operator: str
    steps: Sequence[StepShown]
    #: move | say | still_broken
    acts: frozenset[str]


def view_of(events: Sequence[Event], state: State, visits: Sequence[Visit], caller: int, now: datetime) -> CallerView:
    """Of several visits the one that moves, then the one with the nearest moment."""
    visit = min(visits, key=_nearness, default=None)
    headline = _headline(events, state, visit, now)
    until = datetime.fromisoformat(state.pause.until) if state.pause and state.pause.until else None
    return CallerView(
        headline,
        visit,
        until if until and until > now else None,
        _operator(events) if headline == "network" else "",
        _steps(events, headline, caller),
        _acts(state, visit, headline),
    )


def _operator(events: Sequence[Event]) -> str:
    paused = [event for event in events if event.kind == "paused"]
    return str(paused[-1].data.get("operator", "")) if paused else ""


def _nearness(visit: Visit) -> tuple[bool, bool, float]:
    return visit.status not in MOVING, visit.slot is None, visit.slot[0].timestamp() if visit.slot else 0


def _headline(events: Sequence[Event], state: State, visit: Visit | None, now: datetime) -> str:
    if state.end:
        return _ended(events, state.end)
    if state.status == "waiting":
        return _WAITS.get(state.pause.reason if state.pause else "", "delayed")
    if state.status == "in_progress":
        return "on_site"
    if visit is not None and state.status == "dispatched" and visit.status == "accepted" and state.priority in _URGENT:
        return "on_the_way"
    if visit is not None and visit.slot is not None:
        return "visit" if now < visit.slot[1] else "overdue"
    if state.status == "dispatched":
        return "sent_now" if state.priority in _URGENT else "sent"
    return _unplanned(events)


def _ended(events: Sequence[Event], end: str) -> str:
    """What was known already goes on under another number: nothing of it was refused."""
    if end != "cancelled":
        return "done"
    reason = next(event.data.get("reason") for event in reversed(events) if event.kind == "cancelled")
    return "goes_on_elsewhere" if reason == "duplicate" else "cancelled"


def _unplanned(events: Sequence[Event]) -> str:
    """What led to it that nobody was sent: the call, a visit that did not suffice, or that it is broken again."""
    last = next((event.kind for event in reversed(events) if event.kind in ("work_followed_on", "reopened")), "")
    return {"work_followed_on": "more_work", "reopened": "reopened"}.get(last, "registered")


def _steps(events: Sequence[Event], headline: str, caller: int) -> list[StepShown]:
    """What was done, the latest last; what goes on; and at the end the word that is his."""
    his = [event for event in events if event.kind in STEPS and caller in event.data.get("callers", (caller,))]
    done = [StepShown(STEPS[event.kind], event.at) for event in his]
    noted = StepShown("registered", _called_at(events, caller))
    if headline in ("done", "cancelled", "goes_on_elsewhere"):
        last = [StepShown("yours", None)] if headline == "done" else []
        return [noted, *done[-_LATEST_STEPS:], *last]
    ahead = [StepShown("coming", None)] if headline in ("registered", "reopened", "more_work") else []
    return [noted, *_without_last(done, headline)[-_LATEST_STEPS:], *_now(headline), *ahead, StepShown("yours", None)]


def _without_last(done: Sequence[StepShown], headline: str) -> Sequence[StepShown]:
    """What still goes on is not done yet."""
    return done[:-1] if done and done[-1].code == headline else done


def _now(headline: str) -> list[StepShown]:
    return [] if headline == "registered" else [StepShown(headline, None, now=True)]


def _called_at(events: Sequence[Event], caller: int) -> datetime:
    for event in events:
        if event.kind == "caller_added" and event.data["caller"] == caller:
            return datetime.fromisoformat(event.data["called_at"])
    return events[0].at


def _acts(state: State, visit: Visit | None, headline: str) -> frozenset[str]:
    """A visit can be moved until somebody is on site; of an end nobody reads words, but it can be called unfinished."""
    acts = set() if state.end else {"say"}
    if visit is not None and visit.status != "on_site" and headline in _MAY_MOVE:
        acts.add("move")
    if state.end in ("resolved", "closed"):
        acts.add("still_broken")
    return frozenset(acts)
