"""What one more caller says about a ticket that is there: it may be worse than it was thought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ops.estate.queries import location_by_id
from ops.repairs import matrix, reasons
from ops.repairs.rules.triage import AFFECTED, Proposal, is_more_urgent, left_out
from ops.repairs.service.change import Change
from ops.repairs.service.circumstances import circumstances
from ops.repairs.service.hearing import Hearing, hear


@dataclass(frozen=True)
class _Said:
    text: str
    affected: Sequence[str]
    not_affected: Sequence[str] = ()
    hazard: str | None = None


def hear_again(change: Change, caller: int, text: str, affected: Sequence[str] | None, *, at: datetime) -> None:
    """Notes the words and whom they name; never changes the priority.

    A proposal that is more urgent than the priority stands in the event, until somebody triages.
    """
    if not text.strip() and not affected:
        return
    heard = _heard(change, text, affected, at)
    named = [who for who in AFFECTED if who in heard.affected and who not in change.ticket.affected]
    change.ticket.affected = [who for who in AFFECTED if who in {*change.ticket.affected, *named}]
    worse = _worse(change, heard, at)
    change.happened(
        "caller_said",
        caller=caller,
        text=text.strip(),
        affected=named or None,
        hazard=heard.hazard,
        proposed=worse.priority if worse else None,
        why=reasons.why(worse).to_json() if worse else None,
    )


def _heard(change: Change, text: str, affected: Sequence[str] | None, at: datetime) -> Hearing:
    place = location_by_id(change.session, change.ticket.location_id)
    said = _Said(text, affected or (), left_out(affected))
    return hear(change.session, said, place, at=at, now=change.now)


def _worse(change: Change, heard: Hearing, at: datetime) -> Proposal | None:
    """The most urgent that the ticket's own hazard or the one just named would be, now that more are hit."""
    book = matrix.matrix(change.session, at)
    known = circumstances(change.session, heard.facts, set(change.ticket.affected), heard.words.services, at)
    codes = {code for code in (change.ticket.hazard, heard.hazard) if code}
    proposals = [found for code in sorted(codes) if (found := matrix.proposal(book, code, known))]
    most = min(proposals, key=lambda each: each.priority, default=None)
    return most if most and is_more_urgent(most.priority, change.ticket.priority) else None
