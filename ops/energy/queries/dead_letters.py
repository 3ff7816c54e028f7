"""Dead letters as a person looks at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ops.energy.models import DeadLetter

WAITING, REPLAYED, DISCARDED = "waiting", "replayed", "discarded"


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters; None stands for all."""

    state: str | None = None
    code: str | None = None
    ids: Collection[int] | None = None
    handled_by: str | None = None
    handled_at: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if self.state:
            wanted.append(DeadLetter.state == self.state)
        if self.code:
            wanted.append(DeadLetter.code == self.code)
        if self.ids is not None:
            wanted.append(DeadLetter.id.in_(self.ids))
        if self.handled_by is not None:
            wanted.append(DeadLetter.handled_by == self.handled_by)
        if self.handled_at is not None:
            wanted.append(DeadLetter.handled_at == self.handled_at)
        return wanted


def letters(
    session: Session, which: LetterFilter, *, limit: int, before_id: int | None = None, offset: int = 0
) -> list[DeadLetter]:
    """Youngest first; `before_id` is where the previous page ended."""
    query = select(DeadLetter).where(*which.conditions())
    if before_id is not None:
        query = query.where(DeadLetter.id < before_id)
    return list(session.scalars(query.order_by(DeadLetter.id.desc()).limit(limit).offset(offset)))


def letters_after(session: Session, which: LetterFilter, after_id: int, limit: int) -> list[DeadLetter]:
    """Oldest first, as a replay takes them."""
    query = select(DeadLetter).where(*which.conditions(), DeadLetter.id > after_id)
    return list(session.scalars(query.order_by(DeadLetter.id).limit(limit)))


def count_letters(session: Session, which: LetterFilter) -> int:
    return session.scalar(select(func.count()).select_from(DeadLetter).where(*which.conditions())) or 0


def letter(session: Session, letter_id: int) -> DeadLetter | None:
    return session.get(DeadLetter, letter_id)


def count_by_code(session: Session, state: str) -> dict[str, int]:
    """How many letters of a state there are for each reason, the largest first."""
    number = func.count()
    query = select(DeadLetter.code, number).where(DeadLetter.state == state).group_by(DeadLetter.code)
    rows = session.execute(query.order_by(number.desc(), DeadLetter.code))
    return {code: int(count) for code, count in rows}


def count_by_state(session: Session) -> dict[str, int]:
    query = select(DeadLetter.state, func.count()).group_by(DeadLetter.state)
    return {state: int(count) for state, count in session.execute(query)}
