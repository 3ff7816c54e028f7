"""Who is on call, where he is, and the red bar when nobody answers: the head of the queue."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.principal import Principal
from ops.access.queries.told import active_users_with
from ops.errors import N_
from ops.estate.wording import short_name_of
from ops.kit.periods import Span
from ops.repairs import duty_book
from ops.repairs.models import Page, PageStep, WorkOrder
from ops.repairs.queries.pages import pages_on_queue
from ops.repairs.queries.rota import DutyShift, has_rota, serving, shifts
from ops.repairs.queries.whereabouts import orders_in_hand
from ops.repairs.rules.rota import Post
from ops.repairs.service.rota_watch import Gap, gaps_of, needed_posts, post_name
from ops.web.reader import Reader

Cell = dict[str, Any]
_NO_PHONE = {"phone": "", "call_href": "", "is_reader": False}


def head(session: Session, who: Principal, reader: Reader) -> dict[str, Any]:
    """`on_call`: a cell for each duty; `alarms`: what stands in red above it."""
    ahead = Span(reader.now, reader.now + duty_book.rota_rules(session, reader.now).warn_ahead)
    found = shifts(session, ahead)
    pages = pages_on_queue(session)
    if not found and not has_rota(session):
        return {"on_call": _all_dispatchers(session, who, reader), "alarms": list(_exhausted(pages, reader))}
    gaps = gaps_of(session, found, ahead)
    now = [each for each in found if each.span.holds(reader.now)]
    at_work = orders_in_hand(session, {each.user.id for each in now if each.user})
    cells = [_cell(post, now, pages, at_work, reader) for post in needed_posts(session, found, ahead)]
    return {"on_call": cells, "alarms": [*_exhausted(pages, reader), *_gap_bars(gaps, reader)]}


def _all_dispatchers(session: Session, who: Principal, reader: Reader) -> list[Cell]:
    """Until there is a rota, all dispatchers are paged."""
    return [
        {
            "label": reader.label("role", "dispatcher").capitalize(),
            "name": user.name,
            "sub": reader.say(N_("is paged day and night")),
            "phone": user.phone,
            "call_href": f"tel:{user.phone}" if user.phone else "",
            "is_reader": who.key == f"user:{user.id}",
        }
        for user in active_users_with(session, ("dispatcher",), grants=False)[:4]
    ]


def _cell(
    post: Post, now: Sequence[DutyShift], pages: Sequence[Page], at_work: Mapping[int, WorkOrder], reader: Reader
) -> Cell:
    label = post_name(post).render(reader.language)
    shift = next(iter(serving(now, post)), None)
    if shift is None or shift.user is None:
        return {
            "label": label,
            "name": "",
            "sub": reader.say(N_("nobody can be called")),
            "tone": "danger",
            **_NO_PHONE,
        }
    user = shift.user
    phone = {"phone": user.phone, "call_href": f"tel:{user.phone}"} if user.phone else {}
    return {"label": label, "name": user.name, **_NO_PHONE, **phone, **_sub(shift, user, pages, at_work, reader)}


def _sub(shift: DutyShift, user: User, pages: Sequence[Page], at_work: Mapping[int, WorkOrder], reader: Reader) -> Cell:
    """A page that waits for him first, then where he is, then until when he is on call."""
    for page in pages:
        step = next((each for each in reversed(page.steps) if each.user_id == user.id), None)
        if step and (told := _of_page(page, step, reader)):
            return {**told, "sub_href": f"/pages/{page.id}"}
    if order := at_work.get(user.id):
        return {"sub": _of_order(order, reader)}
    if not user.phone:
        return {"sub": reader.say(N_("no mobile number known")), "tone": "late"}
    return {"sub": reader.say(N_("until %(at)s"), at=_clock(shift.span.to_at, reader))}


def _clock(at: datetime, reader: Reader) -> str:
    """The time alone where there is no doubt about the day."""
    return reader.time(at) if at - reader.now < timedelta(hours=20) else reader.instant(at)


def _of_page(page: Page, step: PageStep, reader: Reader) -> Cell | None:
    if step.outcome == "acknowledged" and page.acknowledged_at:
        return {"sub": reader.say(N_("answered at %(at)s"), at=reader.when(page.acknowledged_at))}
    if step.outcome == "sent":
        return {"sub": reader.say(N_("paged at %(at)s"), at=reader.when(step.at))}
    if step.outcome in ("unanswered", "expired"):
        return {"sub": reader.say(N_("no answer since %(at)s"), at=reader.when(step.at)), "tone": "late"}
    return {"sub": reader.say(N_("the page did not arrive")), "tone": "late"} if step.outcome == "failed" else None


def _of_order(order: WorkOrder, reader: Reader) -> str:
    place = short_name_of(order.ticket.location, reader.language)
    if order.status == "on_site":
        return reader.say(N_("at %(place)s"), place=place)
    if order.slot_from_at:
        return reader.say(N_("at %(place)s from %(at)s"), place=place, at=reader.when(order.slot_from_at))
    return reader.say(N_("goes to %(place)s"), place=place)


def _exhausted(pages: Sequence[Page], reader: Reader) -> Iterator[Cell]:
    for page in pages:
        if page.state == "exhausted" and page.ticket:
            words = {"ref": page.ticket.ref, "priority": page.priority, "at": reader.when(page.opened_at)}
            text = reader.say(N_("Nobody has answered the page of %(at)s for %(ref)s, %(priority)s."), **words)
            yield {"text": text, "href": f"/pages/{page.id}", "action": reader.say(N_("Answer it"))}


def _gap_bars(gaps: Sequence[Gap], reader: Reader) -> Iterator[Cell]:
    """One bar for all the hours ahead in which somebody is missing."""
    if not gaps:
        return
    first = min(gaps, key=lambda gap: gap.span)
    words = {
        "duty": post_name(first.post).render(reader.language),
        "from": reader.soon(first.span.from_at),
        "to": reader.soon(first.span.to_at),
    }
    text = reader.say(N_("Nobody on call: %(duty)s, from %(from)s to %(to)s."), **words)
    yield {"text": text, "href": "/rota", "action": reader.say(N_("Fill the rota"))}
