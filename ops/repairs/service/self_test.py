"""The nightly test: whoever is on duty gets a page that asks only for an answer, and the leads hear if none comes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.models import User
from ops.access.notify import recipient_of
from ops.access.principal import Principal
from ops.db import base_url_of, zone_of
from ops.kit import outbox
from ops.kit.locale import Text
from ops.kit.outbox import Message
from ops.kit.periods import at_local, local_date
from ops.repairs import duty_book, duty_texts
from ops.repairs.errors.rota import PageNotFound, PageOver
from ops.repairs.models import Page, PageStep
from ops.repairs.queries import pages as queries
from ops.repairs.queries.rota import on_duty
from ops.repairs.rules.rota import Post

_DUTY = "technician"


def planned_at(session: Session, now: datetime) -> datetime:
    """The instant of today's test, in local time."""
    zone = zone_of(session)
    return at_local(local_date(now, zone), duty_book.rota_rules(session, now).self_test_at, zone)


def run_when_due(session: Session, now: datetime) -> int:
    """Pages the technicians on duty, once a day; returns how many. A day that was missed is not made up for."""
    since = planned_at(session, now)
    if now < since or queries.self_tests_since(session, since):
        return 0
    people = {shift.user.id: shift.user for shift in on_duty(session, now, Post(_DUTY)) if shift.user}
    for user in people.values():
        _page(session, user, now)
    return len(people)


def _page(session: Session, user: User, now: datetime) -> None:
    answer = duty_book.rota_rules(session, now).self_test_answer
    page = Page(kind="self_test", priority="", opened_at=now, state="paging", step=1, next_at=now + answer, version=1)
    session.add(page)
    session.flush()
    minutes = int(answer.total_seconds()) // 60
    message = Message(
        "page_self_test",
        subject=Text(duty_texts.SELF_TEST_SUBJECT),
        body=Text(duty_texts.SELF_TEST_BODY, {"link": f"{base_url_of(session)}/pages/{page.id}", "minutes": minutes}),
        about=("page", str(page.id)),
        occasion=f"page:{page.id}:1",
        is_page=True,
    )
    recipient = recipient_of(user, duty_book.page_channels(session, now))
    written = outbox.enqueue(session, message, [recipient], now=now)
    step = PageStep(page_id=page.id, number=1, duty=_DUTY, user_id=user.id, user_name=user.name, at=now)
    step.message_id = written[0] if written else None
    session.add(step)


def acknowledge(session: Session, page_id: int, *, who: Principal, now: datetime) -> Page:
    """Only the one who was tested can answer. Raises PageNotFound, PageOver."""
    page = queries.page_for_change(session, page_id)
    if who.user_id is None or who.user_id not in {step.user_id for step in page.steps}:
        raise PageNotFound()
    if page.state == "acknowledged":
        return page
    if page.ended_at is not None:
        raise PageOver()
    _end(page, "acknowledged", "acknowledged", now)
    page.acknowledged_by, page.acknowledged_at = who.user_id, now
    return page


def settle(session: Session, page_id: int, *, now: datetime) -> bool:
    """Ends a test that nobody answered in time, or whose message reached nobody, and tells the leads."""
    page = queries.page_for_change(session, page_id)
    lost = _is_lost(session, page.steps)
    if page.ended_at is not None or not (lost or page.next_at is None or page.next_at <= now):
        return False
    _end(page, "exhausted", "failed" if lost else "unanswered", now)
    _warn(session, page, lost, now)
    return True


def needs_settling(session: Session, page: Page, now: datetime) -> bool:
    return page.next_at is None or page.next_at <= now or _is_lost(session, page.steps)


def _is_lost(session: Session, steps: Sequence[PageStep]) -> bool:
    return any(state in queries.LOST for state in queries.message_states(session, steps).values())


def _end(page: Page, state: str, outcome: str, now: datetime) -> None:
    page.state, page.next_at, page.ended_at = state, None, now
    page.version += 1
    for step in page.steps:
        step.outcome = outcome


def _warn(session: Session, page: Page, lost: bool, now: datetime) -> None:
    name = ", ".join(step.user_name for step in page.steps)
    message = Message(
        "self_test_failed",
        subject=Text(duty_texts.SELF_TEST_FAILED_SUBJECT, {"name": name}),
        body=Text(duty_texts.SELF_TEST_LOST if lost else duty_texts.SELF_TEST_UNANSWERED, {"name": name}),
        about=("page", str(page.id)),
        occasion=f"page:{page.id}",
    )
    notify.tell(session, message, location=None, now=now)
