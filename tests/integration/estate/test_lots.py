from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry
from ops.access.principal import system
from ops.estate.errors import LotAlreadyOpened, LotIsLet
from ops.estate.models import Location, Lot, LotPeriod
from ops.estate.queries import lot_periods
from ops.estate.service import lots
from ops.kit.periods import OPEN_END
from ops.people.models import Person
from tests.support.world import NOW

WHO = system("test")
START = date(2025, 1, 1)


@pytest.fixture
def lot_id(session: Session) -> int:
    place = Location(code="R-1-1A", kind="lot", name="1A", path="/1/", zone="centre")
    session.add(place)
    session.flush()
    session.add(Lot(location_id=place.id, kind="residential", bedrooms=2))
    session.flush()
    lots.open_lot(session, place.id, from_on=START, kind="void", who=WHO, now=NOW)
    return place.id


@pytest.fixture
def person(session: Session) -> Person:
    person = Person(code="P-1", given_name="An", family_name="Maes", created_at=NOW)
    session.add(person)
    session.flush()
    return person


def row(lot_id: int, from_on: date, to_on: date) -> LotPeriod:
    return LotPeriod(
        lot_id=lot_id, from_on=from_on, to_on=to_on, kind="void", recorded_at=NOW, recorded_by="x", reason=""
    )


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [(START, OPEN_END), (date(2024, 1, 1), date(2025, 1, 2)), (date(2026, 5, 1), date(2026, 5, 2))],
    ids=["the same days", "one shared day", "a day inside"],
)
def test_the_database_refuses_an_overlap(session: Session, lot_id: int, from_on: date, to_on: date) -> None:
    session.add(row(lot_id, from_on, to_on))
    with pytest.raises(DBAPIError, match="lot_period_no_overlap"):
        session.flush()
    session.rollback()


def test_the_database_takes_what_only_touches(session: Session, lot_id: int) -> None:
    session.add(row(lot_id, date(2024, 1, 1), START))
    session.flush()
    assert len(lot_periods(session, lot_id)) == 2


def test_the_database_refuses_to_revive_a_superseded_period(session: Session, lot_id: int) -> None:
    lots.split(session, lot_id, at=date(2025, 6, 1), kind="lease", who=WHO, now=NOW)
    old = session.scalars(select(LotPeriod).where(LotPeriod.superseded_at.is_not(None))).one()
    old.superseded_at = None
    with pytest.raises(DBAPIError, match="lot_period_no_overlap"):
        session.flush()
    session.rollback()


def test_a_split_keeps_what_stood_before_as_history(session: Session, lot_id: int) -> None:
    lots.split(session, lot_id, at=date(2025, 6, 1), kind="lease", reason="re-let", who=WHO, now=NOW)
    assert [(p.kind, p.from_on) for p in lot_periods(session, lot_id)] == [("void", START), ("lease", date(2025, 6, 1))]
    superseded = session.scalars(select(LotPeriod).where(LotPeriod.superseded_at.is_not(None))).one()
    assert (superseded.from_on, superseded.to_on, superseded.superseded_at) == (START, OPEN_END, NOW)


def test_a_merge_takes_the_split_back(session: Session, lot_id: int) -> None:
    lots.split(session, lot_id, at=date(2025, 6, 1), kind="lease", who=WHO, now=NOW)
    lots.merge(session, lot_id, at=date(2025, 6, 1), who=WHO, now=NOW)
    assert [(p.kind, p.from_on, p.to_on) for p in lot_periods(session, lot_id)] == [("void", START, OPEN_END)]


def test_each_change_leaves_a_line_in_the_audit_trail(session: Session, lot_id: int) -> None:
    lots.split(session, lot_id, at=date(2025, 6, 1), kind="lease", who=WHO, now=NOW)
    lines = session.scalars(select(AuditEntry.object_ref).where(AuditEntry.action == "lot.periods")).all()
    assert lines == ["R-1-1A", "R-1-1A"]


def test_a_lot_is_opened_once(session: Session, lot_id: int) -> None:
    with pytest.raises(LotAlreadyOpened):
        lots.open_lot(session, lot_id, from_on=START, kind="void", who=WHO, now=NOW)


def test_a_lease_makes_its_days_let_and_nothing_else(session: Session, lot_id: int, person: Person) -> None:
    lots.let(session, lot_id, person, from_on=date(2025, 3, 1), to_on=date(2025, 9, 1), who=WHO, now=NOW)
    assert [(p.kind, p.from_on) for p in lot_periods(session, lot_id)] == [
        ("void", START), ("lease", date(2025, 3, 1)), ("void", date(2025, 9, 1)),
    ]  # fmt: skip


def test_a_second_lease_on_the_same_days_is_refused(session: Session, lot_id: int, person: Person) -> None:
    lots.let(session, lot_id, person, from_on=date(2025, 3, 1), to_on=date(2025, 9, 1), who=WHO, now=NOW)
    with pytest.raises(LotIsLet):
        lots.let(session, lot_id, person, from_on=date(2025, 8, 31), to_on=OPEN_END, who=WHO, now=NOW)
