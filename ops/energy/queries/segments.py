"""By what an index is counted: its counters, its falls, and what people said of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.models_counting import FallDecision, IndexFall, Segment
from ops.energy.rules import segments as rules
from ops.energy.rules.falls import Fall
from ops.energy.rules.incoming import RegisterFacts
from ops.energy.rules.segments import Counter, modulus_micro
from ops.energy.store.engine import among


def segments_of(session: Session, register_id: int) -> Sequence[Segment]:
    """In order of time; none for a register whose counter never changed."""
    return session.scalars(select(Segment).where(Segment.register_id == register_id).order_by(Segment.from_at)).all()


@dataclass(frozen=True)
class Noted:
    """The counters of a register that were written down: its last one, which may be to come, and those before."""

    digits: int
    factor_micro: int
    former: Sequence[tuple[datetime, int, int]]


def noted_counters(session: Session, codes: Collection[str] | None = None) -> dict[int, Noted]:
    """By the register's id; most registers have none."""
    statement = select(Segment.register_id, Segment.from_at, Segment.digits, Segment.factor_micro)
    if codes is not None:
        statement = statement.join(Register, Register.id == Segment.register_id)
        statement = statement.where(among(session, Register.code, codes))
    rows = session.execute(statement.order_by(Segment.register_id, Segment.from_at)).all()
    former: dict[int, list[tuple[datetime, int, int]]] = {}
    for row, following in pairwise(rows):
        if row.register_id == following.register_id:
            former.setdefault(row.register_id, []).append((following.from_at, row.digits, row.factor_micro))
    return {row.register_id: Noted(row.digits, row.factor_micro, former.get(row.register_id, ())) for row in rows}


def facts_of(row: Any, noted: Mapping[int, Noted]) -> RegisterFacts:
    """Of a row with id, kind, unit, digits and factor: a reading is weighed by the counter of its own moment."""
    own = Noted(row.digits, row.factor_micro, ())
    counters = noted.get(row.id, own)
    return RegisterFacts(row.id, row.kind, row.unit, counters.digits, counters.factor_micro, counters.former)


def begun_counters(session: Session, register_ids: Collection[int], until: datetime) -> dict[int, Segment]:
    """By the register's id, the last counter that began by then; none where its counter never changed."""
    begun = select(Segment).where(Segment.register_id.in_(register_ids), Segment.from_at <= until)
    return {row.register_id: row for row in session.scalars(begun.order_by(Segment.from_at))}


def first_noted(session: Session, register: Register, until: datetime) -> datetime:
    """The last instant up to `until` at which a person noted where a new counter stood; `until` itself without any."""
    noted = select(func.max(Segment.from_at)).where(Segment.register_id == register.id, Segment.from_at <= until)
    return session.scalar(noted.where(Segment.start_micro.is_not(None))) or until


def counters_of(session: Session, registers: Sequence[Register]) -> dict[int, Counter]:
    """By the register's id."""
    found = select(Segment).where(Segment.register_id.in_([each.id for each in registers])).order_by(Segment.from_at)
    rows: dict[int, list[Segment]] = {each.id: [] for each in registers}
    for row in session.scalars(found):
        rows[row.register_id].append(row)
    return {each.id: _counter(each, rows[each.id]) for each in registers}


def _counter(register: Register, rows: Sequence[Segment]) -> Counter:
    own = rules.Segment(0, modulus_micro(register.digits, register.factor_micro))
    segments = [_segment(row) for row in rows] or [own]
    return Counter(segments, register.resolution_micro, register.step_minutes * 60)


def _segment(row: Segment) -> rules.Segment:
    modulus = modulus_micro(row.digits, row.factor_micro)
    return rules.Segment(int(row.from_at.timestamp()), modulus, row.start_micro, row.end_micro)


def falls_of(session: Session, register_ids: Collection[int]) -> dict[int, list[Fall]]:
    """What stands about the falls of each register, in order of time."""
    found: dict[int, list[Fall]] = {each: [] for each in register_ids}
    statement = select(*_COLUMNS).where(IndexFall.register_id.in_(register_ids))
    for row in session.execute(statement.order_by(IndexFall.at, IndexFall.before_at)):
        found[row.register_id].append(_fall(row))
    return found


_COLUMNS = (
    IndexFall.register_id, IndexFall.at, IndexFall.before_at, IndexFall.before_micro, IndexFall.after_micro,
    IndexFall.kind, IndexFall.left_from_at, IndexFall.left_to_at, IndexFall.since_at, IndexFall.is_decided,
)  # fmt: skip


def _fall(row: Any) -> Fall:
    return Fall(
        _epoch(row.at), _epoch(row.before_at), row.before_micro, row.after_micro, row.kind,
        left_from_s=_epoch(row.left_from_at), left_to_s=_epoch(row.left_to_at), since_s=_epoch(row.since_at),
        is_decided=row.is_decided,
    )  # fmt: skip


def _epoch(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0


def instant(epoch_s: int) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)


def decided_falls(session: Session, register_id: int) -> list[Fall]:
    """What people said, the last word on each fall first."""
    said = select(FallDecision).where(FallDecision.register_id == register_id).order_by(FallDecision.id.desc())
    return [Fall(_epoch(row.at), 0, row.before_micro, row.after_micro, row.decision) for row in session.scalars(said)]


def rows_of_falls(session: Session, register_id: int) -> Sequence[IndexFall]:
    """The youngest first."""
    statement = select(IndexFall).where(IndexFall.register_id == register_id)
    return session.scalars(statement.order_by(IndexFall.at.desc(), IndexFall.before_at.desc())).all()


def fall_at(session: Session, register_id: int, at: datetime) -> IndexFall | None:
    """The last of the falls to the reading of this instant."""
    statement = select(IndexFall).where(IndexFall.register_id == register_id, IndexFall.at == at)
    return session.scalar(statement.order_by(IndexFall.before_at).limit(1))


def last_decisions(session: Session, register_id: int) -> dict[datetime, FallDecision]:
    """The last word on the fall of each instant."""
    said = select(FallDecision).where(FallDecision.register_id == register_id).order_by(FallDecision.id)
    return {row.at: row for row in session.scalars(said)}
