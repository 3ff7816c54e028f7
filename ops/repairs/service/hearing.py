"""One reading of a call for all who ask: while it is typed, when it is noted, and when one more caller adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from ops.estate.models import Installation, Location
from ops.repairs import matrix
from ops.repairs.rules.evidence import Heard, read
from ops.repairs.rules.hearing import Defect, TradeHeard, defect_heard, trade_of
from ops.repairs.rules.triage import AFFECTED, Matrix, Proposal
from ops.repairs.service.circumstances import Facts, circumstances, facts_at


class Said(Protocol):
    """What was said and ticked so far."""

    @property
    def text(self) -> str: ...
    @property
    def hazard(self) -> str | None: ...
    @property
    def affected(self) -> Sequence[str]: ...
    @property
    def not_affected(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Hearing:
    """The words, what the estate knows, and what both come down to.

    `defect` is what was heard; None where somebody chose the hazard himself, or where there is none.
    """

    words: Heard
    facts: Facts
    defect: Defect | None
    hazard: str | None
    trade: TradeHeard | None
    affected: frozenset[str]
    proposal: Proposal | None


def hear(
    session: Session,
    said: Said,
    place: Location | None,
    *,
    at: datetime,
    now: datetime,
    machine: Installation | None = None,
    private: bool = True,
) -> Hearing:
    """`at` is when the call came: the matrix, the season and the frost of that instant count.

    `private` is whether what is noted of those who live there counts; see `facts_at`.
    """
    words = read(said.text, matrix.lexicon(session, now))
    book = matrix.matrix(session, at)
    facts = facts_at(session, place, at, machine, private=private)
    defect = None if said.hazard in book.hazards else defect_heard(words, book.hazards, facts.lesser)
    hazard = defect.code if defect else said.hazard if said.hazard in book.hazards else None
    affected = _affected(said, words, facts)
    return Hearing(
        words=words,
        facts=facts,
        defect=defect,
        hazard=hazard,
        trade=_trade(words, defect, hazard, book),
        affected=affected,
        proposal=_proposal(session, book, hazard, affected, words, facts, at),
    )


def _affected(said: Said, words: Heard, facts: Facts) -> frozenset[str]:
    """Who was ticked, who was named, and whom the estate knows at the place; without those taken away."""
    named = {each.entry.code for each in words.of("affected")}
    known = {fact.code for fact in facts.affected}
    return frozenset(AFFECTED) & {*named, *known, *said.affected} - set(said.not_affected)


def _trade(words: Heard, defect: Defect | None, hazard: str | None, book: Matrix) -> TradeHeard | None:
    """Where the hazard was chosen, its own trade counts, unless it has none and a thing was named."""
    if defect is None and hazard is not None and book.hazards[hazard].trade != "other":
        return TradeHeard(book.hazards[hazard].trade)
    found = trade_of(words, defect, book.hazards)
    return found or (TradeHeard("other") if hazard else None)


def _proposal(
    session: Session,
    book: Matrix,
    hazard: str | None,
    affected: frozenset[str],
    words: Heard,
    facts: Facts,
    at: datetime,
) -> Proposal | None:
    if hazard is None:
        return None
    return matrix.proposal(book, hazard, circumstances(session, facts, affected, words.services, at))
