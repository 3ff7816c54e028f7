"""Nobody opens, or access is refused: what was tried, what comes next and when, and what the clock does meanwhile.

absent:  attempt -> attempt (a day later, with proof and a card) -> the lead decides
urgent:  keys -> concierge -> lead, each at once
refused: second notice -> registered letter -> legal service, counted in working days from the first refusal
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from ops.kit.working_time import WorkingCalendar
from ops.repairs.rules.events import Event, in_order

Kind = Literal["absent", "refused"]
KINDS: tuple[str, ...] = get_args(Kind)
UrgentStep = Literal["keys", "concierge", "lead"]
#: `call` is ringing the tenant, `card` a card or message left after the visit: they lead nowhere by themselves.
StepCode = Literal["call", "card", "keys", "concierge", "lead", "second_notice", "letter", "legal"]
STEP_CODES: tuple[str, ...] = get_args(StepCode)
_REFUSED = ("second_notice", "letter", "legal")


@dataclass(frozen=True, slots=True)
class AccessRules:
    """The figures in force."""

    attempts: int
    between_attempts: timedelta
    needs_proof: bool
    needs_card: bool
    urgent_priorities: frozenset[str]
    urgent_steps: Sequence[str]
    #: Working days after the first refusal, by step, in order.
    refused_days: dict[str, int]
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Attempt:
    """One visit at a closed door, and why it does not count: no_proof, no_card, too_soon; empty when it does."""

    at: datetime
    kind: str
    proof: str
    card: str
    missing: tuple[str, ...]

    @property
    def counts(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done: `attempt` is going again. Half open: from when it makes sense, and until when."""

    code: str
    from_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Where the search for an open door stands."""

    kind: str
    #: The last thing done: absent, refused, or a step.
    now_at: str
    since: datetime
    attempts: Sequence[Attempt]
    done: Sequence[str]
    next: NextStep | None
    pauses: bool

    @property
    def counted(self) -> int:
        return sum(attempt.counts for attempt in self.attempts)


OVER = frozenset({"work_completed", "work_followed_on", "work_cancelled", "work_refused", "work_unreachable"})


def access_of(
    events: Iterable[Event], work_order: str, rules: AccessRules, *, urgent: bool, pauses: bool
) -> Access | None:
    """None before the first closed door, and again once somebody is inside or the order is over.

    `urgent` says that nobody waits for a second attempt, `pauses` that the clock to complete stands still meanwhile.
    """
    tried = _since_last_inside(event for event in in_order(events) if event.data.get("work_order") == work_order)
    doors = [event for event in tried if event.kind == "work_no_access"]
    if not doors:
        return None
    attempts = _attempts(tried, rules)
    steps = [event for event in tried if event.kind == "access_step"]
    done = tuple(dict.fromkeys(event.data["step"] for event in steps))
    last = next(event for event in reversed(tried) if event.kind in ("work_no_access", "access_step"))
    refusals = [attempt for attempt in attempts if attempt.kind == "refused"]
    return Access(
        kind="refused" if refusals else "absent",
        now_at=last.data["step"] if last.kind == "access_step" else attempts[-1].kind,
        since=doors[0].at,
        attempts=attempts,
        done=done,
        next=_next(attempts, refusals, done, rules, urgent),
        pauses=pauses and _waits(tried),
    )


def _since_last_inside(events: Iterable[Event]) -> list[Event]:
    tried: list[Event] = []
    for event in events:
        if event.kind == "work_started" or event.kind in OVER:
            tried = []
        else:
            tried.append(event)
    return tried


def _attempts(tried: Sequence[Event], rules: AccessRules) -> list[Attempt]:
    """A card that was left later counts for the last visit before it."""
    attempts: list[Attempt] = []
    counted: datetime | None = None
    for number, event in enumerate(tried):
        if event.kind != "work_no_access":
            continue
        card = event.data.get("card") or _card_after(tried[number + 1 :])
        missing = _missing(event, card, counted, rules)
        attempts.append(
            Attempt(event.at, event.data.get("kind", "absent"), str(event.data.get("proof", "")), card, missing)
        )
        counted = counted if missing else event.at
    return attempts


def _card_after(later: Sequence[Event]) -> str:
    for event in later:
        if event.kind == "work_no_access":
            return ""
        if event.kind == "access_step" and event.data["step"] == "card":
            return str(event.data.get("text") or "card")
    return ""


def _missing(event: Event, card: str, counted: datetime | None, rules: AccessRules) -> tuple[str, ...]:
    """Somebody who says no at the door needs no card."""
    absent = event.data.get("kind", "absent") == "absent"
    faults = {
        "no_proof": rules.needs_proof and not event.data.get("proof"),
        "no_card": rules.needs_card and absent and not card,
        "too_soon": counted is not None and event.at - counted < rules.between_attempts,
    }
    return tuple(code for code, wrong in faults.items() if wrong)


def _next(
    attempts: Sequence[Attempt], refusals: Sequence[Attempt], done: Sequence[str], rules: AccessRules, urgent: bool
) -> NextStep | None:
    last = attempts[-1].at
    if urgent:
        code = next((step for step in rules.urgent_steps if step not in done), None)
        return NextStep(code, last, last) if code else None
    if refusals:
        return _after_refusal(refusals[0].at, done, rules)
    counted = [attempt for attempt in attempts if attempt.counts]
    if len(counted) >= rules.attempts:
        return None if "lead" in done else NextStep("lead", last)
    return NextStep("attempt", max(counted[-1].at + rules.between_attempts, last) if counted else last)


def _after_refusal(refused_at: datetime, done: Sequence[str], rules: AccessRules) -> NextStep | None:
    """Each step waits for its working day; a step that was taken out of turn skips those before it."""
    taken = max((_REFUSED.index(step) for step in done if step in _REFUSED), default=-1)
    if taken + 1 == len(_REFUSED):
        return None
    code = _REFUSED[taken + 1]
    due_at = rules.calendar.end_of_nth_working_day(refused_at, rules.refused_days[code])
    return NextStep(
        code, rules.calendar.hours_of(rules.calendar.day_zero(due_at - timedelta(seconds=1))).from_at, due_at
    )


def _waits(tried: Sequence[Event]) -> bool:
    """Whether the last word of the order is that nobody opened: once it is sent again, the clock runs."""
    moves = [event.kind for event in tried if event.kind not in ("access_step", "part_arrived", "technician_named")]
    return bool(moves) and moves[-1] == "work_no_access"


def look_again_at(kind: str, at: datetime, rules: AccessRules, *, urgent: bool) -> datetime | None:
    """When somebody looks again after a closed door; None where nobody waits."""
    if urgent:
        return None
    if kind == "refused":
        return rules.calendar.end_of_nth_working_day(at, rules.refused_days["second_notice"])
    return rules.calendar.next_opening(at + rules.between_attempts - timedelta(seconds=1))
