"""Looks ahead: where nobody will be on call, the leads hear of it in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import notify
from ops.errors import N_
from ops.estate.rules.kinds import ZONES
from ops.kit import outbox
from ops.kit.locale import Instant, Text
from ops.kit.outbox import Message
from ops.kit.periods import Span
from ops.repairs import duty_book, duty_texts
from ops.repairs.queries.rota import DutyShift, has_rota, shifts
from ops.repairs.rules.rota import Post, Shift, gaps, posts_of

_EVENT = "nobody_on_call"


@dataclass(frozen=True)
class Gap:
    """A span in which a post that somebody should fill has nobody who can be called."""

    post: Post
    span: Span


def gaps_within(session: Session, asked: Span) -> list[Gap]:
    """By post, then in time. Nothing while nobody stands in any rota: then all who dispatch are paged."""
    return gaps_of(session, shifts(session, asked), asked) if has_rota(session) else []


def gaps_of(session: Session, found: Sequence[DutyShift], asked: Span) -> list[Gap]:
    return [Gap(post, span) for post in needed_posts(session, found, asked) for span in open_spans(found, post, asked)]


def needed_posts(session: Session, found: Sequence[DutyShift], asked: Span) -> list[Post]:
    duties = duty_book.rota_rules(session, asked.from_at).duties
    rotas = [each.rule for each in found]
    return [post for duty in duties for post in posts_of(duty, rotas, ZONES)]


def open_spans(found: Sequence[DutyShift], post: Post, asked: Span) -> list[Span]:
    serving = [each for each in found if each.rule.serves(post)]
    return gaps([Shift(each.span, each.user.id if each.user else None) for each in serving], asked)


def warn_when_due(session: Session, now: datetime) -> int:
    """Tells the leads, every few hours as long as it lasts; returns how many were told."""
    rules = duty_book.rota_rules(session, now)
    found = gaps_within(session, Span(now, now + rules.warn_ahead))
    last = next(iter(outbox.messages(session, event=_EVENT, limit=1)), None)
    if not found or (last and abs(now - last.created_at) < rules.warn_every):
        return 0
    return notify.tell(session, _warning(found, now), location=None, now=now)


def _warning(found: Sequence[Gap], now: datetime) -> Message:
    first = min(found, key=lambda gap: gap.span)
    words = {
        "duty": post_name(first.post),
        "from": Instant(first.span.from_at),
        "to": Instant(first.span.to_at),
        "n": len(found),
    }
    return Message(
        _EVENT,
        subject=Text(duty_texts.NOBODY_SUBJECT, words),
        body=Text(duty_texts.NOBODY_BODY if len(found) == 1 else duty_texts.NOBODY_BODY_MANY, words),
        about=None,
        occasion=now.isoformat(),
    )


#: Duty, and of a technician his zone, in words.
POST_NAMES = {
    ("technician", "centre"): N_("On call, centre"),
    ("technician", "north"): N_("On call, north"),
    ("technician", None): N_("On call"),
    ("second", None): N_("Second on call"),
    ("lead", None): N_("Lead on call"),
}


def post_name(post: Post) -> Text:
    return Text(POST_NAMES.get((post.duty, post.zone)) or POST_NAMES[post.duty, None])
