"""A closed door on a screen: where it stands, what comes next and who can open."""

from collections.abc import Sequence
from typing import Any

from ops.errors import N_
from ops.estate.queries.cards import KeyHolderCard
from ops.repairs.models import WorkOrder
from ops.repairs.rules.access import Access, Attempt, NextStep
from ops.web.labels import LABELLED
from ops.web.reader import Reader

_SINCE = N_("since %(at)s")
_FROM = N_("from %(at)s")
_BY = N_("by %(at)s")
_NOW = N_("now")
_COUNTS = N_("counts")
_DOES_NOT = N_("does not count: %(why)s")
_STILL = N_("The clock to complete stands still until somebody goes again.")
_RUNS = N_("The clock to complete runs on.")
#: Steps that a technician takes at the door; the desk takes the others too.
_AT_DOOR = ("call", "card", "keys", "concierge")
_AT_DESK = ("lead", "second_notice", "letter", "legal")


def access_panel(
    found: Access, order: WorkOrder, holders: Sequence[KeyHolderCard], reader: Reader, *, at_desk: bool
) -> dict[str, Any]:
    """For the template `repairs/_access.html`."""
    codes = (*_AT_DOOR, *_AT_DESK) if at_desk else _AT_DOOR
    return {
        "order": order,
        "now": reader.label("access_now", found.now_at),
        "since": reader.say(_SINCE, at=reader.instant(found.since)),
        "next": _next(found.next, reader) if found.next else None,
        "clock": reader.say(_STILL if found.pauses else _RUNS),
        "attempts": [_attempt(each, reader) for each in found.attempts],
        "steps": [(code, reader.label("access_step", code)) for code in codes],
        "likely": found.next.code if found.next and found.next.code in codes else "call",
        "holders": [holder for holder in holders if holder.phone],
    }


def _next(ahead: NextStep, reader: Reader) -> dict[str, Any]:
    """What to do, from when and until when; what should have been done already is late."""
    waits = ahead.from_at > reader.now
    when = [reader.say(_FROM, at=reader.instant(ahead.from_at)) if waits else reader.say(_NOW)]
    if ahead.due_at and ahead.due_at > ahead.from_at:
        when.append(reader.say(_BY, at=reader.instant(ahead.due_at)))
    late = ahead.due_at is not None and ahead.due_at < reader.now
    return {
        "code": ahead.code,
        "label": reader.label("access_step", ahead.code),
        "when": ", ".join(when),
        "late": late,
        "waits": waits,
    }


def _attempt(each: Attempt, reader: Reader) -> dict[str, Any]:
    missing = ", ".join(reader.label("access_missing", code) for code in each.missing)
    said = reader.say(_COUNTS) if each.counts else reader.say(_DOES_NOT, why=missing)
    return {
        "text": reader.say(LABELLED, label=reader.instant(each.at), value=reader.label("access_now", each.kind)),
        "said": said,
        "counts": each.counts,
        "proof": each.proof,
        "card": each.card,
    }
