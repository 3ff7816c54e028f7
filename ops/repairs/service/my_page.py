"""What a caller may do on his own page: move a visit, send a photo, say something, say that it is still broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.attachments import Stored, attachments_about
from ops.kit.locale import Text
from ops.kit.models import Attachment
from ops.repairs import queries, rulebook, texts
from ops.repairs.errors.attachments import TooManyPhotos
from ops.repairs.errors.links import NothingSaid, NoVisitToMove, RequestEnded, TooManyChanges, WordsTooLong
from ops.repairs.models import Caller, Ticket, WorkOrder
from ops.repairs.queries.links import live_follower
from ops.repairs.rules.caller_view import CallerView, Visit, view_of
from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import ACTIVE, state_of
from ops.repairs.rules.slots import Slot
from ops.repairs.rules.work_order import ENDED
from ops.repairs.service.attachments import ATTACH, attach
from ops.repairs.service.callers import NewCaller
from ops.repairs.service.change import changing
from ops.repairs.service.lifecycle import reopen
from ops.repairs.service.links import BY_CALLER, Linked
from ops.repairs.service.rehearing import hear_again
from ops.repairs.service.slots import agree_slot, free_slots
from ops.repairs.service.tickets import NewTicket, opening

_AN_HOUR = timedelta(hours=1)
_LONGEST = 1000


@dataclass(frozen=True)
class MyTicket:
    """His ticket, what it looks like to him, and the photos that he sent."""

    linked: Linked
    view: CallerView
    photos: Sequence[Attachment]


def my_ticket(session: Session, linked: Linked, now: datetime) -> MyTicket:
    events = queries.events_of(session, linked.ticket.id)
    visits = [visit_of(order) for order in linked.ticket.work_orders if order.status not in ENDED]
    view = view_of(events, state_of(events), visits, linked.caller.id, now)
    return MyTicket(linked, view, photos_of(session, linked, events))


def visit_of(order: WorkOrder) -> Visit:
    return Visit(order.ref, order.status, order.slot)


def photos_of(session: Session, linked: Linked, events: Sequence[Event]) -> Sequence[Attachment]:
    """His own alone: what others saw in their homes is theirs."""
    his = {e.data["attachment"] for e in events if e.kind == "photo_added" and e.data.get("caller") == linked.caller.id}
    return [each for each in attachments_about(session, [("ticket", linked.ticket.ref)]) if each.id in his]


def moments(session: Session, mine: MyTicket, now: datetime) -> Sequence[Slot]:
    """When his visit could come instead; nothing where it can't be moved."""
    if "move" not in mine.view.acts or mine.view.visit is None:
        return []
    order = queries.order_visible(session, mine.view.visit.ref, BY_CALLER)
    return free_slots(session, order, now=now)[: rulebook.callers(session, now).page_moments]


def choose_moment(session: Session, linked: Linked, from_at: datetime, *, now: datetime) -> None:
    """Raises NoVisitToMove, SlotTaken, TooManyChanges."""
    check_pace(session, linked, now)
    mine = my_ticket(session, linked, now)
    slot = next((each for each in moments(session, mine, now) if each.from_at == from_at), None)
    if slot is None or mine.view.visit is None:
        raise NoVisitToMove(field="moment")
    agree_slot(session, mine.view.visit.ref, slot, by="caller", who=BY_CALLER, now=now)


def check_photo(session: Session, linked: Linked, now: datetime) -> None:
    """Before a file is taken in. Raises RequestEnded, TooManyPhotos, TooManyChanges."""
    _check_live(linked)
    check_pace(session, linked, now)
    limit = rulebook.callers(session, now).page_photos
    if len(photos_of(session, linked, queries.events_of(session, linked.ticket.id))) >= limit:
        raise TooManyPhotos(limit=limit)


def add_photo(session: Session, linked: Linked, stored: Stored, *, now: datetime, client_uuid: str) -> None:
    with changing(session, linked.ticket.ref, BY_CALLER, now) as change:
        about = ("ticket", linked.ticket.ref)
        attach(change, about, stored, label="photo", client_uuid=client_uuid, caller=linked.caller.id)


def say(session: Session, linked: Linked, text: str, *, now: datetime) -> None:
    """His words for the timeline; they may show more urgency. Raises RequestEnded, TooManyChanges."""
    words = _words(text)
    _check_live(linked)
    check_pace(session, linked, now)
    with changing(session, linked.ticket.ref, BY_CALLER, now) as change:
        hear_again(change, linked.caller.id, words, None, at=now)


def still_broken(session: Session, linked: Linked, text: str, *, now: datetime) -> Ticket:
    """The same ticket again while it is resolved; once it is closed, a new one that names it. Raises NothingSaid."""
    words = _words(text)
    check_pace(session, linked, now)
    if linked.ticket.status != "closed":
        reopen(session, linked.ticket.ref, texts.typed(words), who=BY_CALLER, now=now)
        return linked.ticket
    return _again(session, linked, words, now)


def _again(session: Session, linked: Linked, words: str, now: datetime) -> Ticket:
    """Later trouble at the same place, as urgent as before; while it is worked on, his words go there."""
    former, caller = linked.ticket, linked.caller
    if known := live_follower(session, former.id):
        with changing(session, known.ref, BY_CALLER, now) as change:
            change.happened("caller_said", text=words)
        return known
    new = NewTicket(
        title=Text.from_json(former.title_params) if former.title_params else former.title,
        place=former.location,
        aware_at=now,
        trade=former.trade,
        priority=former.priority,
        description=words,
        installation_id=former.installation_id,
        caller=_same(caller),
    )
    with opening(session, new, who=BY_CALLER, now=now) as change:
        change.ticket.follows_id = former.id
        return change.ticket


def _same(caller: Caller) -> NewCaller:
    return NewCaller(name=caller.name, phone=caller.phone, email=caller.email, language=caller.language)


def say_as_reporter(session: Session, ref: str, text: str, *, who: Principal, now: datetime) -> None:
    """The words of a department about a ticket that it may see. Raises TicketNotFound, NothingSaid."""
    words = _words(text)
    with changing(session, ref, who, now, permission=ATTACH) as change:
        change.happened("caller_said", text=words)


def still_broken_as_reporter(session: Session, ref: str, text: str, *, who: Principal, now: datetime) -> None:
    """Raises TicketNotFound, NothingSaid, and the conflict of a ticket that is not resolved."""
    reopen(session, ref, texts.typed(_words(text)), who=who, now=now, permission=ATTACH)


def _words(text: str) -> str:
    """Without signs that no database keeps. Raises NothingSaid, WordsTooLong."""
    words = text.replace("\x00", "").strip()
    if not words:
        raise NothingSaid(field="text")
    if len(words) > _LONGEST:
        raise WordsTooLong(field="text", limit=_LONGEST)
    return words


def _check_live(linked: Linked) -> None:
    """Nobody reads what is added to a request that ended. Raises RequestEnded."""
    if linked.ticket.status not in ACTIVE:
        raise RequestEnded()


def check_pace(session: Session, linked: Linked, now: datetime) -> None:
    """Whoever holds the link can't flood the desk. Raises TooManyChanges."""
    limit = rulebook.callers(session, now).page_changes_per_hour
    rows = queries.timeline_of(session, linked.ticket.id)
    his = [row for row in rows if row.actor == BY_CALLER.key and row.recorded_at > now - _AN_HOUR]
    if sum(row.data.get("caller") in (None, linked.caller.id) for row in his) >= limit:
        raise TooManyChanges()
