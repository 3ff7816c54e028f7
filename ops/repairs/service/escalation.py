"""Carries out what the rules of escalation say: wakes people, notes it, and never the same step twice.

A step, its messages and the page's new state are one transaction; the message of a step has a key of its own, and
the database refuses a second step of one number to one person. A process that dies in between leaves either all or
nothing, and the next one goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.notify import recipient_of
from ops.access.queries.told import active_users_with
from ops.kit import outbox
from ops.kit.outbox import Message
from ops.repairs import duty_book
from ops.repairs.models import Page, PageStep
from ops.repairs.queries.rota import on_duty
from ops.repairs.rules.escalation import Figures, Happening, Outcome, after
from ops.repairs.rules.rota import Post
from ops.repairs.service.change import Change
from ops.repairs.service.page_rows import as_rule, write

_ROLE_OF_ALL = {"all_leads": "dispatch_lead", "dispatcher": "dispatcher"}


@dataclass(frozen=True)
class Case:
    """A page in hand: its ticket is locked, and what is said in its messages is known."""

    change: Change
    page: Page
    figures: Figures
    #: The zone of the ticket's place; empty where it has none.
    zone: str
    #: Of every step; each gets an occasion of its own.
    message: Message

    @property
    def session(self) -> Session:
        return self.change.session

    @property
    def now(self) -> datetime:
        return self.change.now


def carry_out(case: Case, happening: Happening) -> None:
    """Takes what happened to its end: a step that reaches nobody is followed by the next one at once."""
    was = case.page.state
    outcome = _apply(case, happening)
    while outcome.step and not _take_step(case, *outcome.step):
        outcome = _apply(case, Happening.NOT_REACHED)
    if case.page.state == "exhausted" != was:
        case.change.happened("page_exhausted", page=case.page.id)


def _apply(case: Case, happening: Happening) -> Outcome:
    page = case.page
    outcome = after(as_rule(page), happening, case.now, case.figures)
    if outcome.step or outcome.expired:
        _close_steps(page, happening)
    if outcome.expired:
        page.acknowledged_by = page.acknowledged_at = page.expires_at = None
    write(page, outcome.after, case.now)
    return outcome


def _close_steps(page: Page, happening: Happening) -> None:
    """What became of the steps before, once another one follows."""
    for step in page.steps:
        if step.outcome == "acknowledged":
            step.outcome = "expired"
        elif step.outcome == "sent" and happening is Happening.TICK:
            step.outcome = "unanswered"


def _take_step(case: Case, number: int, duty: str) -> bool:
    """Wakes whoever has the duty; False when nobody could be reached."""
    people = people_of(case.session, duty, case.zone, case.now)
    if not people:
        _note_step(case, PageStep(number=number, duty=duty, outcome="nobody"))
    reached = [_wake(case, number, duty, user) for user in people]
    return any(reached)


def _wake(case: Case, number: int, duty: str, user: User) -> bool:
    """One message to one person, decided once; without an address it fails at once, in sight."""
    recipient = recipient_of(user, duty_book.page_channels(case.session, case.now))
    message = replace(case.message, occasion=f"page:{case.page.id}:{number}")
    written = outbox.enqueue(case.session, message, [recipient], now=case.now)
    outcome = "sent" if recipient.targets else "failed"
    step = PageStep(number=number, duty=duty, user_id=user.id, user_name=user.name, outcome=outcome)
    step.message_id = written[0] if written else None
    _note_step(case, step)
    return bool(recipient.targets)


def _note_step(case: Case, step: PageStep) -> None:
    step.page_id, step.at = case.page.id, case.now
    case.page.steps.append(step)
    case.session.flush()
    case.change.happened("paged", page=case.page.id, step=step.number, duty=step.duty, user=step.user_name)


def people_of(session: Session, duty: str, zone: str, now: datetime) -> Sequence[User]:
    """Whom a step wakes, each once; a place without a zone wakes the technicians of all."""
    if duty in _ROLE_OF_ALL:
        return active_users_with(session, (_ROLE_OF_ALL[duty],), grants=False)
    found = on_duty(session, now, Post(duty, zone or None))
    return list({shift.user.id: shift.user for shift in found if shift.user}.values())
