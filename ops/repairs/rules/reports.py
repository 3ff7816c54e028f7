"""What the reports count, ticket by ticket, from the list of its events alone: the one definition of each figure.

Every report is a list of lines; a figure is a count of lines, so each figure opens the lines behind it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ops.repairs.rules.clocks import Clock, ClockRules, clocks_of
from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import ACTIVE, state_of
from ops.repairs.rules.right_first_time import LEAVES, judge

REPORTS = ("in_time", "right_first_time", "no_access", "repeated", "backlog")


@dataclass(frozen=True, slots=True)
class ReportRules:
    """The figures in force of the rule set `repairs.reports`."""

    emergency: frozenset[str]
    repeat_within: timedelta
    #: Trades of which a second ticket says nothing, such as questions.
    repeat_leaves_out: frozenset[str]
    #: Lower bounds of the age bands after the first, in days, rising.
    age_bands_days: tuple[int, ...]
    #: An open ticket younger than this is no backlog, days.
    young_days: int
    #: By name of the figure, in per cent.
    targets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A ticket as the reports see it; place and trade as codes."""

    ref: str
    place: str
    trade: str
    origin: str
    priority: str
    aware_at: datetime
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was counted, or left out with its reason.

    `at` puts it into a period, `subject` says what of the ticket it is about (a clock, a visit), `outcome` and `notes`
    are codes, or the reference of another ticket.
    """

    ticket: str
    at: datetime
    priority: str
    subject: str
    outcome: str
    notes: tuple[str, ...] = ()


def as_known(record: Record) -> Record:
    """With priority and trade as its events up to then say: triage may have changed both since."""
    trades = [event.data["trade"] for event in record.events if event.kind in _NAMES_TRADE and event.data.get("trade")]
    return replace(record, trade=trades[-1] if trades else record.trade, priority=state_of(record.events).priority)


_NAMES_TRADE = frozenset({"registered", "triaged"})


def in_time(record: Record, rules: ClockRules, now: datetime) -> Iterator[Line]:
    """A line for each clock that is decided: when it stopped in time, or when its time was up, whichever came first.

    A reopened ticket ran its `complete` clock more than once, and each run counts. What was cancelled before its time
    was up is left out; what was late before is not.
    """
    for clock in _every_run(record.events, rules):
        decided = _decided_at(clock)
        if decided is not None and decided <= now:
            yield Line(record.ref, decided, record.priority, clock.name, *_verdict(clock, record.events))


def _every_run(events: Sequence[Event], rules: ClockRules) -> Iterator[Clock]:
    for index, event in enumerate(events):
        if event.kind == "reopened":
            yield from (clock for clock in clocks_of(events[:index], rules) if clock.name == "complete")
    yield from clocks_of(events, rules)


def _decided_at(clock: Clock) -> datetime | None:
    """None while a clock stands still before its time is up."""
    if clock.stopped_at is None and clock.paused_since and clock.paused_since <= clock.due_at:
        return None
    return min(clock.stopped_at or clock.due_at, clock.due_at)


def _verdict(clock: Clock, events: Sequence[Event]) -> tuple[str, tuple[str, ...]]:
    if clock.stopped_at is None or clock.stopped_at > clock.due_at:
        return "late", ()
    if any(event.kind == "cancelled" and event.at == clock.stopped_at for event in events):
        return "left_out", ("cancelled",)
    return "in_time", ("late_without_pauses",) if clock.stopped_at > clock.due_without_pauses_at else ()


def right_first_time(record: Record) -> Line | None:
    """Counts when the work was first said to be done: a later reopening changes the figure of that day."""
    judged = judge(record.events, record.trade)
    if judged is None:
        return None
    return Line(record.ref, judged.at, record.priority, str(judged.visits), judged.outcome, judged.notes)


def no_access(record: Record) -> Iterator[Line]:
    """Every time that a team stood at the door: opened, absent or refused, and what proves it."""
    lines: list[Line] = []
    inside: dict[str, int] = {}
    for event in record.events:
        order = event.data.get("work_order", "")
        if event.kind == "work_started":
            inside[order] = len(lines)
            lines.append(Line(record.ref, event.at, record.priority, order, "opened"))
        elif event.kind == "work_no_access":
            if order in inside:
                lines[inside[order]] = _closed_door(record, event, order)
            else:
                lines.append(_closed_door(record, event, order))
        if event.kind in LEAVES:
            inside.pop(order, None)
    yield from lines


def _closed_door(record: Record, event: Event, order: str) -> Line:
    notes = ("proof" if event.data.get("proof") else "no_proof", *(("card",) if event.data.get("card") else ()))
    return Line(record.ref, event.at, record.priority, order, event.data.get("kind") or "absent", notes)


def repeated(records: Iterable[Record], cancelled: frozenset[str], rules: ReportRules) -> Iterator[Line]:
    """Tickets of one place and trade: each that comes within the span after another is a repetition.

    `cancelled` names those that were no defect. Preventive orders and the trades left out are not counted.
    """
    last: dict[tuple[str, str], Record] = {}
    for record in sorted(records, key=lambda each: (each.aware_at, each.ref)):
        if record.ref in cancelled or record.origin == "prevention" or record.trade in rules.repeat_leaves_out:
            continue
        before = last.get((record.place, record.trade))
        again = before is not None and record.aware_at - before.aware_at <= rules.repeat_within
        notes = (before.ref,) if before and again else ()
        outcome = "repeated" if again else "first"
        yield Line(record.ref, record.aware_at, record.priority, record.trade, outcome, notes)
        last[record.place, record.trade] = record


def backlog(record: Record, at: datetime, rules: ReportRules) -> Line | None:
    """The ticket when it was open at that instant, with the lower bound of its age band in days."""
    if record.aware_at > at:
        return None
    state = state_of(event for event in record.events if event.at <= at)
    known = any(event.kind == "registered" and event.at <= at for event in record.events)
    if not known or state.status not in ACTIVE:
        return None
    return Line(record.ref, at, state.priority, state.status, str(age_band(at - record.aware_at, rules)))


def age_band(age: timedelta, rules: ReportRules) -> int:
    """The lower bound of the band, in days; 0 for the first."""
    return max((days for days in rules.age_bands_days if age >= timedelta(days=days)), default=0)
