"""Waking people until somebody is on site: one state machine, pure.

paging --no answer in time, not reached, nobody there--> paging (next step) ... --last step--> exhausted (red bar)
paging, exhausted --acknowledged--> acknowledged --nobody on site in time--> paging (next step) or exhausted
any of these --on site--> on_site      any of these --the ticket needs nobody at once any more--> ended

Acknowledged is not acted: only somebody on site, or the end of the ticket, ends a page.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ops.repairs.rules.lifecycle import ACTIVE

STATES = ("paging", "acknowledged", "exhausted", "on_site", "ended")
ALIVE = ("paging", "acknowledged", "exhausted")


class Happening(StrEnum):
    """What can happen to a page; `tick` is only that time has gone by."""

    TICK = "tick"
    #: Every message of the last step failed, or nobody was there to get one.
    NOT_REACHED = "not_reached"
    ACKNOWLEDGED = "acknowledged"
    ON_SITE = "on_site"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the priority of the page, as the rule set in force says."""

    #: Which duty each step wakes, in order.
    chain: tuple[str, ...]
    step_after: timedelta
    acknowledged_for: timedelta


@dataclass(frozen=True, slots=True)
class Escalation:
    """A page at one moment; a fresh one has taken no step and is due at once."""

    state: str = "paging"
    #: Number of the last step taken; 0 before the first.
    step: int = 0
    #: When the next step is due, or the acknowledgement expires; None when nothing is waited for.
    next_at: datetime | None = None

    @property
    def is_alive(self) -> bool:
        return self.state in ALIVE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows: the page as it is now, and the step to take, if any. Who takes it says if nobody was reached."""

    after: Escalation
    #: 1-based, with the duty that it wakes.
    step: tuple[int, str] | None = None
    expired: bool = False


def begun(now: datetime) -> Escalation:
    return Escalation(next_at=now)


def after(page: Escalation, happening: Happening, now: datetime, figures: Figures) -> Outcome:
    """One step at most, however much time has gone by: a clock that leaps forward wakes nobody twice."""
    if not page.is_alive:
        return Outcome(page)
    match happening:
        case Happening.ON_SITE | Happening.ENDED:
            return Outcome(replace(page, state=happening.value, next_at=None))
        case Happening.ACKNOWLEDGED:
            return Outcome(replace(page, state="acknowledged", next_at=now + figures.acknowledged_for))
        case Happening.NOT_REACHED:
            return _next_step(page, now, figures) if page.state == "paging" else Outcome(page)
    return _tick(page, now, figures)


def _tick(page: Escalation, now: datetime, figures: Figures) -> Outcome:
    page = _within_reach(page, now, figures)
    if page.next_at is None or now < page.next_at:
        return Outcome(page)
    outcome = _next_step(page, now, figures)
    return replace(outcome, expired=page.state == "acknowledged")


def _within_reach(page: Escalation, now: datetime, figures: Figures) -> Escalation:
    """Nothing is waited for longer than the rule says: a clock that was set back must not keep people asleep."""
    if page.next_at is None:
        return page
    longest = figures.acknowledged_for if page.state == "acknowledged" else figures.step_after
    return replace(page, next_at=min(page.next_at, now + longest))


def _next_step(page: Escalation, now: datetime, figures: Figures) -> Outcome:
    """With the last step everybody has been woken: from there on the red bar stands on the queue."""
    number, last = page.step + 1, len(figures.chain)
    if number > last:
        return Outcome(replace(page, state="exhausted", next_at=None))
    is_last = number == last
    taken = Escalation("exhausted" if is_last else "paging", number, None if is_last else now + figures.step_after)
    return Outcome(taken, (number, figures.chain[number - 1]))


def needs_look(page: Escalation, now: datetime, figures: Figures) -> bool:
    """Whether a tick would change it."""
    return page.is_alive and _tick(page, now, figures).after != page


def ended_by(status: str, still_pages: bool) -> Happening | None:
    """What the state of the ticket means for its pages; a ticket that waits was decided about, with a next date."""
    if status == "in_progress":
        return Happening.ON_SITE
    if status not in ACTIVE or status == "waiting" or not still_pages:
        return Happening.ENDED
    return None
