"""The callers of a ticket as the form shows them that notes whom somebody told."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.errors import N_
from ops.repairs.caller_texts import WORDINGS
from ops.repairs.models import Caller, Ticket
from ops.repairs.rules.events import Event
from ops.repairs.rules.informing import Told, last_told
from ops.web.labels import LABELLED
from ops.web.reader import Reader

_BY_MESSAGE = N_("told by message %(at)s")
_BY_CALL = N_("told by phone %(at)s")


@dataclass(frozen=True)
class Listener:
    """A caller with the last word that he had; chosen at once who does not know the last change."""

    caller: Caller
    told: str
    knows_all: bool


def listeners(events: Sequence[Event], ticket: Ticket, reader: Reader) -> list[Listener]:
    """In the order of their calls."""
    told = last_told(events)
    return [_listener(caller, told.get(caller.id), reader) for caller in ticket.callers]


def _listener(caller: Caller, told: Told | None, reader: Reader) -> Listener:
    if told is None:
        return Listener(caller, "", knows_all=False)
    words = reader.say(_BY_MESSAGE if told.how == "message" else _BY_CALL, at=reader.instant(told.at))
    wording = WORDINGS.get(told.about)
    full = reader.say(LABELLED, label=words, value=reader.say(wording.head)) if wording else words
    return Listener(caller, full, told.knows_all)
