"""What a person says about an index: what a fall was, and that another counter took the place of the former."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.audit import record
from ops.access.principal import Principal
from ops.db import zone_of
from ops.energy.errors import (
    CounterFollows,
    CounterOutOfRange,
    FallUnknown,
    IndexDoesNotFit,
    NotACounter,
    NotYet,
    UnknownDecision,
)
from ops.energy.models import Reading, Register
from ops.energy.models_counting import FallDecision, Segment
from ops.energy.queries import alerts as alert_queries
from ops.energy.queries import segments as queries
from ops.energy.queries.registers import last_reading_at
from ops.energy.rules.falls import DECISIONS
from ops.energy.rules.incoming import first_hour_touched
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.service.consumption import recompute
from ops.energy.service.ending import close
from ops.energy.store import ReadingRow, load_readings, upsert_readings
from ops.kit.periods import local_date, local_midnight
from ops.kit.units import MICRO, to_micro

REPLACED = "replaced"
#: What may be said of a fall.
POSSIBLE = (*DECISIONS, REPLACED)
_MOST_DIGITS, _LEAST_FACTOR, _MOST_FACTOR = 12, Decimal("0.000001"), Decimal(1_000_000)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Replacement:
    """Another counter from `at` on. Indexes as the counters show them, before any factor; None = nobody noted it."""

    at: datetime
    serial: str | None
    digits: int
    factor: Decimal
    end_index: Decimal | None = None
    start_index: Decimal | None = None
    note: str = ""


def decide(
    session: Session, register: Register, at: datetime, decision: str, note: str, *, who: Principal, now: datetime
) -> None:
    """What the fall to the reading of `at` was; its hours are counted anew at once. The last word counts.

    Raises UnknownDecision, FallUnknown and, of a replaced meter, what `replace_counter` raises.
    """
    if decision not in POSSIBLE:
        raise UnknownDecision(field="decision", possible=", ".join(POSSIBLE))
    fall = queries.fall_at(session, register.id, at)
    if fall is None:
        raise FallUnknown(field="at")
    if decision == REPLACED:
        same = Replacement(at, None, register.digits, _factor(register), note=note)
        replace_counter(session, register, same, who=who, now=now)
        return
    session.add(
        FallDecision(
            register_id=register.id, at=at, before_micro=fall.before_micro, after_micro=fall.after_micro,
            decision=decision, note=note.strip(), made_by=who.name, made_at=now,
        )
    )  # fmt: skip
    _audit(session, who, "index.judged", register, now, at=at.isoformat(), decision=decision)
    _close_alert(session, register, who, now)
    _count_anew(session, register, fall.since_at, now)


def replace_counter(
    session: Session, register: Register, wish: Replacement, *, who: Principal, now: datetime
) -> Segment:
    """Ends the counter that stands and begins the next; hours since then are counted anew at once.

    Raises NotACounter, NotYet, CounterFollows, CounterOutOfRange, IndexDoesNotFit, each with its field.
    """
    _check(session, register, wish, now)
    forget_announced(session, register, now)
    made = begin_counter(session, register, wish, who.name, now)
    _audit(session, who, "counter.replaced", register, now, at=wish.at.isoformat(), serial=wish.serial or "")
    recompute(session, register, now=now)
    return made


def begin_counter(session: Session, register: Register, wish: Replacement, made_by: str, now: datetime) -> Segment:
    """Only writes it: what has changed is counted by the next scan. Readings since then get the new factor."""
    before = standing(session, register, made_by, now)
    before.end_micro = _index_micro(wish.end_index, register.factor_micro)
    factor_micro = to_micro(wish.factor)
    _rescale(session, register, wish.at, factor_micro, now)
    made = Segment(
        register_id=register.id, from_at=wish.at, serial=wish.serial, digits=wish.digits, factor_micro=factor_micro,
        start_micro=_index_micro(wish.start_index, factor_micro), end_micro=None, note=wish.note.strip(),
        made_by=made_by, made_at=now,
    )  # fmt: skip
    session.add(made)
    register.digits, register.factor_micro = wish.digits, factor_micro
    register.valid_from = local_date(wish.at, zone_of(session))
    if wish.serial:
        register.meter.serial = wish.serial
    _mark(session, register, wish.at)
    session.flush()
    return made


def forget_announced(session: Session, register: Register, now: datetime) -> None:
    """What was to come gives way to what a person or a later table says."""
    for row in queries.segments_of(session, register.id):
        if row.from_at > now:
            session.delete(row)
    session.flush()


def standing(session: Session, register: Register, made_by: str, now: datetime) -> Segment:
    """The counter of now; the first one is written down when its end comes."""
    if last := _last_of(session, register, now):
        return last
    first = Segment(
        register_id=register.id, from_at=_first_at(session, register), serial=register.meter.serial,
        digits=register.digits, factor_micro=register.factor_micro, start_micro=None, end_micro=None, note="",
        made_by=made_by, made_at=now,
    )  # fmt: skip
    session.add(first)
    return first


def _last_of(session: Session, register: Register, now: datetime) -> Segment | None:
    return queries.begun_counters(session, [register.id], now).get(register.id)


def _first_at(session: Session, register: Register) -> datetime:
    return local_midnight(register.valid_from, zone_of(session))


def _factor(register: Register) -> Decimal:
    return Decimal(register.factor_micro) / MICRO


def _index_micro(index: Decimal | None, factor_micro: int) -> int | None:
    return None if index is None else to_micro(index * factor_micro / MICRO)


def _rescale(session: Session, register: Register, at: datetime, factor_micro: int, now: datetime) -> None:
    """Readings of the new counter that came in before anybody said so were multiplied by the old factor."""
    old = register.factor_micro
    if old == factor_micro:
        return
    last = last_reading_at(session, register.id) or at
    readings = load_readings(session, [register.id], at, max(last, at) + _SECOND)
    values = [value * factor_micro // old for value in readings.value_micro.tolist()]
    rows = [
        ReadingRow(register.id, queries.instant(at_s), value)
        for at_s, value in zip(readings.at_s.tolist(), values, strict=True)
    ]
    upsert_readings(session, rows, source="api", now=now)


def _check(session: Session, register: Register, wish: Replacement, now: datetime) -> None:
    if register.kind != "index":
        raise NotACounter()
    if wish.at > now:
        raise NotYet(field="at")
    last = _last_of(session, register, now)
    if wish.at <= (last.from_at if last else _first_at(session, register)):
        raise CounterFollows(field="at")
    if not (1 <= wish.digits <= _MOST_DIGITS):
        raise CounterOutOfRange(field="digits")
    if not (_LEAST_FACTOR <= wish.factor <= _MOST_FACTOR):
        raise CounterOutOfRange(field="factor")
    _check_index(wish.end_index, register.digits, "end_index")
    _check_index(wish.start_index, wish.digits, "start_index")
    _check_neighbours(session, register, wish)


def _check_index(index: Decimal | None, digits: int, field: str) -> None:
    if index is not None and not 0 <= index < Decimal(10) ** digits:
        raise CounterOutOfRange(field=field)


def _check_neighbours(session: Session, register: Register, wish: Replacement) -> None:
    """An index that was noted can't contradict what the datalogger sent around it."""
    before, after = _neighbours(session, register, wish.at)
    end = _index_micro(wish.end_index, register.factor_micro)
    start = _index_micro(wish.start_index, register.factor_micro)
    if end is not None and before is not None and end < before - register.resolution_micro:
        raise IndexDoesNotFit(field="end_index")
    if start is not None and after is not None and start > after + register.resolution_micro:
        raise IndexDoesNotFit(field="start_index")


def _neighbours(session: Session, register: Register, at: datetime) -> tuple[int | None, int | None]:
    """The index that the datalogger sent last before an instant, and first at it or after."""
    mine = Reading.register_id == register.id
    before = select(Reading.value_micro).where(mine, Reading.at < at).order_by(Reading.at.desc()).limit(1)
    after = select(Reading.value_micro).where(mine, Reading.at >= at).order_by(Reading.at).limit(1)
    return session.scalar(before), session.scalar(after)


def _mark(session: Session, register: Register, at: datetime) -> None:
    """From the last reading before it on, the hours wait to be counted anew."""
    since = last_reading_at(session, register.id, at) or at
    hour = first_hour_touched(min(since, at), "index")
    register.dirty_from = min(hour, register.dirty_from or hour)


def _count_anew(session: Session, register: Register, since: datetime, now: datetime) -> None:
    _mark(session, register, since)
    session.flush()
    recompute(session, register, now=now)


def _close_alert(session: Session, register: Register, who: Principal, now: datetime) -> None:
    """What it asked has its answer."""
    for alert in alert_queries.alerts_of_register(session, register.id):
        if alert.state in OPEN_STATES and alert.evidence.get("code") == "index_fell":
            close(session, alert, "meter_fault", who, now)


def _audit(session: Session, who: Principal, action: str, register: Register, now: datetime, **detail: str) -> None:
    record(session, who, action=action, object_kind="register", object_ref=register.code, now=now, detail=detail)
