"""What the older hours of registers told, as it stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.models_past import RegisterPast


def pasts_of(session: Session, register_ids: Collection[int], since: datetime) -> Mapping[int, RegisterPast]:
    """By register: those whose hours end no earlier than `since`."""
    statement = select(RegisterPast).where(RegisterPast.register_id.in_(register_ids), RegisterPast.until_at >= since)
    return {each.register_id: each for each in session.scalars(statement)}


def replace_pasts(session: Session, rows: Iterable[Mapping[str, object]]) -> None:
    """Puts these in the place of what stood for the same registers."""
    fresh = list(rows)
    if not fresh:
        return
    _forget(session, RegisterPast.register_id.in_([row["register_id"] for row in fresh]))
    session.execute(insert(RegisterPast), fresh)


def forget_past_since(session: Session, register_id: int, changed_at: datetime) -> None:
    """What the older hours told is to be read anew when one of them changed."""
    _forget(session, RegisterPast.register_id == register_id, RegisterPast.until_at > changed_at)


def _forget(session: Session, *conditions: ColumnElement[bool]) -> None:
    session.execute(delete(RegisterPast).where(*conditions).execution_options(synchronize_session=False))


def unlooked_ids(session: Session, since: datetime) -> Sequence[int]:
    """Every register that the night has not looked at since then, by id."""
    seen = select(RegisterPast.register_id).where(RegisterPast.looked_at >= since)
    return session.scalars(select(Register.id).where(Register.id.not_in(seen)).order_by(Register.id)).all()
