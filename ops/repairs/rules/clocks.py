"""Deadlines from events: the same list of events always gives the same clocks.

`aware_at` starts them. `respond` stops when a work order is accepted or the question is answered, `make_safe` at the
technician's word, `complete` when the last work order completes, `inform_caller` when a message or call is noted.
`call_back` starts with a promise, ends at the instant that was promised, and stops when that caller was rung.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from ops.kit.periods import Span, local_date, merged, without
from ops.kit.working_time import WorkingCalendar
from ops.repairs.rules.events import Event, aware_at, in_order
from ops.repairs.rules.lifecycle import PausedSpan, State, pauses_of, state_of

#: The clocks for which a priority sets a target.
TargetClock = Literal["respond", "make_safe", "complete", "inform_caller"]
NAMES: tuple[str, ...] = (*get_args(TargetClock), "call_back")
_ENDS = frozenset({"resolved", "cancelled"})
STOPPED_BY: Mapping[str, frozenset[str]] = {
    "respond": _ENDS | {"work_accepted"},
    "make_safe": _ENDS | {"made_safe"},
    "complete": _ENDS,
    "inform_caller": _ENDS | {"caller_informed"},
    "call_back": _ENDS | {"caller_informed"},
}


@dataclass(frozen=True, slots=True)
class Target:
    """How long something may take: elapsed minutes around the clock, working days, or until a promised instant."""

    minutes: int | None = None
    working_days: int | None = None
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The figures in force for a ticket."""

    targets: Mapping[str, Mapping[str, Target]]
    pausing_clocks: frozenset[str]
    never_paused: frozenset[str]
    calendar: WorkingCalendar

    def pauses(self, clock: str, priority: str) -> bool:
        return clock in self.pausing_clocks and priority not in self.never_paused


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline. `due_at` of a paused clock is where it stood when the pause began."""

    name: str
    target: Target
    started_at: datetime
    due_at: datetime
    due_without_pauses_at: datetime
    stopped_at: datetime | None
    paused_since: datetime | None
    pauses: tuple[PausedSpan, ...] = ()
    caller: int | None = None

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None and self.paused_since is None

    def is_late(self, now: datetime) -> bool:
        """Missed when stopped too late, or still running past its time; a paused clock is never late meanwhile."""
        if self.stopped_at:
            return self.stopped_at > self.due_at
        return self.is_running and now > self.due_at


def due_at(target: Target, started_at: datetime, holes: Iterable[Span], calendar: WorkingCalendar) -> datetime:
    """The instant at which the target is used up, leaving out the holes; a promise knows no holes."""
    if target.promised_at:
        return target.promised_at
    if target.minutes is not None:
        parts = without(Span(started_at, datetime.max.replace(tzinfo=UTC)), holes)
        return _used_up(parts, timedelta(minutes=target.minutes))
    days, closed = target.working_days or 0, merged(holes)
    end = calendar.end_of_nth_working_day(started_at, days)
    if not closed or not days:
        return end
    zero = calendar.end_of_nth_working_day(started_at, 0)
    return _used_up(_open_hours(zero, closed, calendar), calendar.working_time(zero, end))


def _open_hours(start: datetime, holes: Sequence[Span], calendar: WorkingCalendar) -> Iterator[Span]:
    """Working hours after `start` without the holes; endless."""
    for day in calendar.working_days_from(local_date(start, calendar.zone)):
        part = calendar.hours_of(day).clipped(Span(start, max(start, calendar.hours_of(day).to_at)))
        if part:
            yield from without(part, holes)


def _used_up(parts: Iterator[Span], amount: timedelta) -> datetime:
    for part in parts:
        if part.length >= amount:
            return part.from_at + amount
        amount -= part.length
    raise AssertionError("time does not end")


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a clock begins, and the events that may stop it."""

    name: str
    at: datetime
    later: Sequence[Event]
    caller: int | None = None
    #: What the event itself set; None leaves it to the priority.
    target: Target | None = None


def clocks_of(events: Iterable[Event], rules: ClockRules) -> list[Clock]:
    """Every clock of a ticket; `inform_caller` once for each caller and `call_back` for each promise, in order."""
    ordered = in_order(events)
    state, pauses = state_of(ordered), pauses_of(ordered)
    made = (_clock(start, state, pauses, rules) for start in _starts(ordered, state))
    return [clock for clock in made if clock]


def _starts(events: Sequence[Event], state: State) -> Iterator[_Start]:
    """A reopened ticket runs its `complete` clock anew; a caller is told after he called."""
    known = aware_at(events)
    reopened = max((i for i, event in enumerate(events) if event.kind == "reopened"), default=-1)
    yield _Start("respond", known, events)
    yield _Start("make_safe", known, events)
    yield _Start("complete", state.reopened_at or known, events[reopened + 1 :])
    for i, event in enumerate(events):
        if event.kind == "caller_added":
            called_at = datetime.fromisoformat(event.data["called_at"])
            yield _Start("inform_caller", called_at, events[i + 1 :], event.data["caller"])
        elif event.kind == "call_back_promised" and not _promised_anew(event.data["caller"], events[i + 1 :]):
            promised = Target(promised_at=datetime.fromisoformat(event.data["by"]))
            yield _Start("call_back", event.at, events[i + 1 :], event.data["caller"], promised)


def _promised_anew(caller: int, later: Iterable[Event]) -> bool:
    """Whether another promise took the place of one before it was kept."""
    for event in later:
        if event.kind in _ENDS:
            return False
        if event.data.get("caller") == caller and (event.kind == "call_back_promised" or _rings(event)):
            return event.kind == "call_back_promised"
    return False


def _clock(start: _Start, state: State, waited: Sequence[PausedSpan], rules: ClockRules) -> Clock | None:
    """None when the priority sets no target for this clock."""
    target = start.target or rules.targets[state.priority].get(start.name)
    if target is None:
        return None
    stopped_at = next((event.at for event in start.later if _stops(event, start)), None)
    pauses = _pauses_within(start.at, stopped_at, waited) if rules.pauses(start.name, state.priority) else ()
    waits = bool(pauses) and pauses[-1].to_at is None
    holes = [Span(pause.from_at, pause.to_at) for pause in pauses if pause.to_at]
    return Clock(
        name=start.name,
        target=target,
        started_at=start.at,
        due_at=due_at(target, start.at, holes, rules.calendar),
        due_without_pauses_at=due_at(target, start.at, (), rules.calendar),
        stopped_at=stopped_at,
        paused_since=pauses[-1].from_at if waits else None,
        pauses=pauses,
        caller=start.caller,
    )


def _stops(event: Event, start: _Start) -> bool:
    if event.kind not in STOPPED_BY[start.name]:
        return False
    if event.kind != "caller_informed":
        return True
    return event.data["caller"] == start.caller and (start.name != "call_back" or _rings(event))


def _rings(event: Event) -> bool:
    """A message keeps nobody's promise to ring."""
    return event.kind == "caller_informed" and event.data["how"] == "call"


def _pauses_within(
    started_at: datetime, stopped_at: datetime | None, waited: Sequence[PausedSpan]
) -> tuple[PausedSpan, ...]:
    """The waiting after the start and before the stop."""
    begun = [replace(p, from_at=max(p.from_at, started_at)) for p in waited if p.to_at is None or p.to_at > started_at]
    return tuple(p for p in begun if stopped_at is None or p.from_at < stopped_at)


def shown(clocks: Sequence[Clock]) -> list[Clock]:
    """One clock a name: of many callers the earliest that still waits, else the last one told."""
    chosen: dict[str, Clock] = {}
    for clock in clocks:
        rival = chosen.get(clock.name)
        if rival is None or _rank(clock) < _rank(rival):
            chosen[clock.name] = clock
    return [chosen[name] for name in NAMES if name in chosen]


def _rank(clock: Clock) -> tuple[bool, float]:
    if clock.stopped_at:
        return True, -clock.stopped_at.timestamp()
    return False, clock.due_at.timestamp()


def next_clock(clocks: Sequence[Clock]) -> Clock | None:
    """The earliest that runs; when none runs, one that is paused."""
    open_clocks = [clock for clock in clocks if clock.stopped_at is None]
    return min(open_clocks, key=lambda clock: (not clock.is_running, clock.due_at), default=None)
