"""References that people say on the phone: T26-000123."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ops.inserts import insert_if_absent
from ops.kit.models import RefCounter


def next_ref(session: Session, letter: str, now: datetime) -> str:
    """Takes the next number of the letter and year; the counter's row makes writers wait for each other."""
    return take_refs(session, letter, now.year, 1)[0]


def take_refs(session: Session, letter: str, year: int, count: int) -> list[str]:
    """Takes `count` numbers at once (bulk loads); the year is that of the ticket, alert or order."""
    prefix = f"{letter}{year % 100:02d}"
    bump = update(RefCounter).where(RefCounter.prefix == prefix).values(last=RefCounter.last + count)
    last = session.execute(bump.returning(RefCounter.last)).scalar_one_or_none()
    if last is None:
        # The first of the year; whoever else is the first too waits for us here, and counts on.
        insert_if_absent(session, RefCounter(prefix=prefix, last=0))
        last = session.execute(bump.returning(RefCounter.last)).scalar_one()
    return [f"{prefix}-{number:06d}" for number in range(last - count + 1, last + 1)]
