"""Pages of a ticket: opened when its priority asks for it, acknowledged by people, ended with the ticket."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal, system
from ops.db import base_url_of
from ops.estate.queries import location_by_id
from ops.estate.wording import both_addresses
from ops.kit.locale import Bilingual, Text
from ops.kit.outbox import Message
from ops.repairs import duty_book, duty_texts, rulebook, texts
from ops.repairs.errors.rota import PageNotFound, PageOver, PageTaken
from ops.repairs.models import Page, Ticket
from ops.repairs.queries import pages as queries
from ops.repairs.queries import ticket_for_change
from ops.repairs.rules.escalation import Happening, begun, ended_by
from ops.repairs.rules.triage import is_more_urgent
from ops.repairs.service import self_test
from ops.repairs.service.change import Change, noting
from ops.repairs.service.escalation import Case, carry_out
from ops.repairs.service.page_rows import end

ESCALATION = system("page_escalate")


def page_if_urgent(change: Change, *, wanted: bool = True) -> None:
    """P1 and P2 page around the clock, once for each priority that a ticket reaches.

    A sharper page takes the place of the one that runs; somebody on site needs no waking.
    """
    priority = change.state.priority
    if not wanted or ended_by(change.state.status, rulebook.pages(change.session, priority, change.now)):
        return
    alive = [] if change.is_new else queries.alive_pages_of(change.session, change.ticket.id)
    if any(not is_more_urgent(priority, page.priority) for page in alive):
        return
    for page in alive:
        end(change.session, page, Happening.ENDED, change.now)
    carry_out(case_of(change, _new(change, priority)), Happening.TICK)


def _new(change: Change, priority: str) -> Page:
    start = begun(change.now)
    page = Page(
        ticket_id=change.ticket.id, priority=priority, opened_at=change.now, state=start.state, step=start.step,
        next_at=start.next_at, version=1, steps=[],
    )  # fmt: skip
    change.session.add(page)
    change.session.flush()
    return page


def case_of(change: Change, page: Page) -> Case:
    place = location_by_id(change.session, change.ticket.location_id)
    return Case(
        change=change,
        page=page,
        figures=duty_book.paging_figures(change.session, page.priority, change.now),
        zone=place.zone,
        message=_message(change, page, both_addresses(place)),
    )


def _message(change: Change, page: Page, place: Bilingual) -> Message:
    ticket = change.ticket
    body = {
        "ref": ticket.ref,
        "place": place,
        "reason": texts.reason_of(ticket),
        "link": link_to(change.session, page),
    }
    return Message(
        "ticket_paged",
        subject=Text(duty_texts.PAGE_SUBJECT, {"priority": page.priority, "title": texts.title_of(ticket)}),
        body=Text(duty_texts.PAGE_BODY, body),
        about=("ticket", ticket.ref),
        occasion="",
        is_page=True,
    )


def link_to(session: Session, page: Page) -> str:
    return f"{base_url_of(session)}/pages/{page.id}"


def acknowledge(session: Session, page_id: int, *, who: Principal, now: datetime) -> Page:
    """Somebody says that he deals with it; it counts until it expires. Said twice by one person, it counts once.

    Raises PageNotFound, for who was neither paged nor dispatches too, PageTaken, PageOver.
    """
    ref = queries.ticket_ref_of(session, page_id)
    if ref is None:
        return self_test.acknowledge(session, page_id, who=who, now=now)
    with noting(session, locked_ticket(session, ref), who, now) as change:
        page = queries.page_for_change(session, page_id)
        refuse_unless_his(page, who)
        if page.state == "acknowledged" and page.acknowledged_by != who.user_id:
            raise PageTaken(name=name_of(page, page.acknowledged_by))
        if page.state != "acknowledged":
            _take(change, page)
    return page


def locked_ticket(session: Session, ref: str) -> Ticket:
    """Before its pages, as every change of a ticket does. Who was paged need not reach the ticket itself."""
    return ticket_for_change(session, ref, ESCALATION, "tickets.read")


def _take(change: Change, page: Page) -> None:
    who, now = change.who, change.now
    case = case_of(change, page)
    carry_out(case, Happening.ACKNOWLEDGED)
    page.acknowledged_by, page.acknowledged_at, page.expires_at = who.user_id, now, page.next_at
    for step in page.steps:
        if step.user_id == who.user_id and step.outcome in ("sent", "unanswered"):
            step.outcome = "acknowledged"
    change.happened("page_acknowledged", page=page.id, user=who.name)


def refuse_unless_his(page: Page, who: Principal) -> None:
    """Whoever was paged answers, and whoever dispatches. Raises PageNotFound, PageOver."""
    if not concerns(page, who):
        raise PageNotFound()
    if page.ended_at is not None:
        raise PageOver()


def concerns(page: Page, who: Principal) -> bool:
    """Who was woken by it may see and answer it, and whoever dispatches; a test concerns only the one it tests."""
    woken = {step.user_id for step in page.steps}
    return (page.kind == "ticket" and who.may("tickets.triage")) or who.user_id in woken - {None}


def name_of(page: Page, user_id: int | None) -> str:
    """Of somebody whom the page woke; empty for a machine, or for who dispatches."""
    return next((step.user_name for step in page.steps if step.user_id == user_id and user_id), "")


def escalate(session: Session, page_id: int, *, now: datetime) -> bool:
    """Takes one page further where time or a lost message asks for it; says whether it did."""
    ref = queries.ticket_ref_of(session, page_id)
    if ref is None:
        return self_test.settle(session, page_id, now=now)
    with noting(session, locked_ticket(session, ref), ESCALATION, now) as change:
        page = queries.page_for_change(session, page_id)
        before = page.version
        carry_out(case_of(change, page), _what_happened(change, page))
    return page.version != before


def _what_happened(change: Change, page: Page) -> Happening:
    """The end of the ticket before all else, then a step that reached nobody, then the time.

    Who answered another step is not undone by a message that was lost: his answer goes by the time.
    """
    state = change.state
    if ended := ended_by(state.status, rulebook.pages(change.session, state.priority, change.now)):
        return ended
    states = queries.message_states(change.session, page.steps)
    for step in page.steps:
        if step.outcome == "sent" and states.get(step.message_id or "") in queries.LOST:
            step.outcome = "failed"
    last = [step for step in page.steps if step.number == page.step]
    lost = page.state == "paging" and bool(last) and all(step.outcome in ("failed", "nobody") for step in last)
    return Happening.NOT_REACHED if lost else Happening.TICK
