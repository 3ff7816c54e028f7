"""The periods of a lot and its leases: the only writer of `lot_period`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.errors import NotFound
from ops.estate.errors import LotAlreadyOpened, LotIsLet, WrongOrder
from ops.estate.models import Location, Lot, LotPeriod, Tenancy
from ops.estate.queries.lots import lot_periods, tenancies_between
from ops.estate.rules import timeline as rules
from ops.estate.rules.timeline import Period, Timeline
from ops.people.models import Person


def open_lot(session: Session, lot_id: int, *, from_on: date, kind: str, who: Principal, now: datetime) -> None:
    """The lot comes under management with its first period. Raises LotAlreadyOpened."""
    lock_lots(session, [lot_id])
    if lot_periods(session, lot_id):
        raise LotAlreadyOpened()
    _write(session, lot_id, (), rules.opened(from_on, kind), "", who=who, now=now)


def split(
    session: Session, lot_id: int, *, at: date, kind: str, reason: str = "", who: Principal, now: datetime
) -> None:
    """From `at` on, the lot is `kind`, up to the end of the period that held `at`."""
    _change(session, lot_id, lambda line: rules.split(line, at, kind), reason, who=who, now=now)


def merge(session: Session, lot_id: int, *, at: date, reason: str = "", who: Principal, now: datetime) -> None:
    """The two periods that meet at `at` become one, of the earlier one's kind."""
    _change(session, lot_id, lambda line: rules.merge(line, at), reason, who=who, now=now)


def let(
    session: Session, lot_id: int, person: Person, *, from_on: date, to_on: date, who: Principal, now: datetime
) -> Tenancy:
    """A lease with its period. Raises LotIsLet when another lease is in the way."""
    if not from_on < to_on:
        raise WrongOrder(field="to_on")
    lock_lots(session, [lot_id])
    for other in tenancies_between(session, lot_id, from_on, to_on):
        raise LotIsLet(from_on=other.from_on.isoformat(), to_on=other.to_on.isoformat())
    _change(session, lot_id, lambda line: rules.put(line, from_on, to_on, "lease"), "", who=who, now=now)
    tenancy = Tenancy(lot_id=lot_id, person_id=person.id, from_on=from_on, to_on=to_on)
    session.add(tenancy)
    session.flush()
    return tenancy


def lock_lots(session: Session, lot_ids: Sequence[int]) -> None:
    """Makes writers of the same lots wait for each other, always in the same order. Raises NotFound."""
    statement = select(Lot).where(Lot.location_id.in_(lot_ids)).order_by(Lot.location_id).with_for_update()
    if len(session.scalars(statement).all()) < len(set(lot_ids)):
        raise NotFound()


def _change(
    session: Session,
    lot_id: int,
    rule: Callable[[Timeline], Timeline],
    reason: str,
    *,
    who: Principal,
    now: datetime,
) -> None:
    lock_lots(session, [lot_id])
    before = tuple(Period(row.from_on, row.to_on, row.kind, row.id) for row in lot_periods(session, lot_id))
    _write(session, lot_id, before, rule(before), reason, who=who, now=now)


def _write(
    session: Session, lot_id: int, before: Timeline, after: Timeline, reason: str, *, who: Principal, now: datetime
) -> None:
    """Supersedes first, then adds: neither engine's guard against overlaps waits for the end of the transaction."""
    kept = {period.key for period in after}
    for period in before:
        if period.key not in kept:
            session.get_one(LotPeriod, period.key).superseded_at = now
    session.flush()
    for period in after:
        if period.key is None:
            session.add(_row(lot_id, period, reason, who, now))
    session.flush()
    code = session.get_one(Location, lot_id).code
    audit.record(session, who, action="lot.periods", object_kind="location", object_ref=code, now=now)


def _row(lot_id: int, period: Period, reason: str, who: Principal, now: datetime) -> LotPeriod:
    return LotPeriod(
        lot_id=lot_id,
        from_on=period.from_on,
        to_on=period.to_on,
        kind=period.kind,
        recorded_at=now,
        recorded_by=who.name,
        reason=reason,
    )
