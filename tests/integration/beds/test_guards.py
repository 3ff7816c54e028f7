"""What the database itself refuses, whoever writes: on both engines."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ops.beds.models import Absence, BedOccupation, Stay
from ops.kit.periods import OPEN_END
from tests.support.beds_world import OPENED, BedsWorld, take_bed
from tests.support.world import NOW

D = [date(2026, 10, 1) + timedelta(days=number) for number in range(20)]


@pytest.fixture
def stay(session: Session, world: BedsWorld) -> Stay:
    return take_bed(session, NOW, world.beds["home-a-1"], world.residents[0], D[2], to_on=D[9])


def _row(world: BedsWorld, bed: str, from_on: date, to_on: date, **values: Any) -> BedOccupation:
    kind = values.pop("kind", "clearing")
    return BedOccupation(
        bed_id=world.beds[bed], kind=kind, blocking=kind != "companion", stay_kind="", cause="", from_on=from_on,
        to_on=to_on, recorded_at=NOW, recorded_by="x", reason="", **values,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["hold", "clearing", "out_of_service"])
@pytest.mark.parametrize(
    ("from_on", "to_on"), [(D[2], D[9]), (D[0], D[3]), (D[8], OPEN_END), (D[4], D[5]), (D[0], OPEN_END)]
)
def test_nothing_else_has_a_bed_on_a_night_of_a_stay(
    session: Session, world: BedsWorld, stay: Stay, kind: str, from_on: date, to_on: date
) -> None:
    session.add(_row(world, "home-a-1", from_on, to_on, kind=kind))
    with pytest.raises(DBAPIError, match="bed_occupation_one_a_bed"):
        session.flush()
    session.rollback()


def test_what_only_touches_or_does_not_block_is_taken(session: Session, world: BedsWorld, stay: Stay) -> None:
    session.add(_row(world, "home-a-1", D[0], D[2]))
    session.add(_row(world, "home-a-1", D[9], OPEN_END))
    session.add(_row(world, "home-a-1", D[3], D[5], kind="companion", stay_id=stay.id, resident_id=stay.resident_id))
    session.flush()


def test_a_resident_has_one_bed_a_night_across_homes(session: Session, world: BedsWorld, stay: Stay) -> None:
    other = Stay(ref="S-x", resident_id=stay.resident_id, created_at=NOW)
    session.add(other)
    session.flush()
    session.add(_row(world, "home-b-1", D[8], D[12], kind="stay", stay_id=other.id, resident_id=stay.resident_id))
    with pytest.raises(DBAPIError, match="bed_occupation_one_a_resident"):
        session.flush()
    session.rollback()


def test_nothing_lies_outside_the_life_of_a_bed(session: Session, world: BedsWorld) -> None:
    session.add(_row(world, "home-a-1", OPENED - timedelta(days=1), D[0]))
    with pytest.raises(DBAPIError, match="bed_occupation_in_life"):
        session.flush()
    session.rollback()


def test_two_absences_of_a_stay_never_share_a_night(session: Session, stay: Stay) -> None:
    for from_on, to_on in ((D[3], D[5]), (D[4], D[6])):
        session.add(
            Absence(
                stay_id=stay.id, kind="hospital", from_on=from_on, to_on=to_on, recorded_at=NOW, recorded_by="x",
                reason="",
            )
        )  # fmt: skip
    with pytest.raises(DBAPIError, match="absence_no_overlap"):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bed_occupation SET to_on = '2026-10-05'",
        "UPDATE bed_occupation SET bed_id = bed_id + 1",
        "UPDATE bed_occupation SET reason = 'another one', superseded_at = '2026-11-20 10:00:00'",
        "DELETE FROM bed_occupation",
        "UPDATE bed_life SET to_on = '2027-01-01'",
        "DELETE FROM home_figure",
        "UPDATE home_figure SET places = 4",
    ],
)
def test_a_row_is_corrected_by_another_row_only(session: Session, stay: Stay, statement: str) -> None:
    with pytest.raises(DBAPIError, match="is corrected by another row"):
        session.execute(text(statement))
    session.rollback()


def test_a_row_is_superseded_once(session: Session, stay: Stay) -> None:
    session.execute(text("UPDATE bed_occupation SET superseded_at = '2026-11-20 10:00:00'"))
    with pytest.raises(DBAPIError, match="is corrected by another row"):
        session.execute(text("UPDATE bed_occupation SET superseded_at = NULL"))
    session.rollback()


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_sqlite_lets_nobody_replace_a_row(session: Session, stay: Stay, verb: str) -> None:
    """PostgreSQL has no such statement."""
    if session.get_bind().dialect.name != "sqlite":
        return
    columns = ", ".join(column.name for column in BedOccupation.__table__.columns)
    with pytest.raises(DBAPIError, match="bed_occupation"):
        session.execute(text(f"{verb} INTO bed_occupation ({columns}) SELECT {columns} FROM bed_occupation"))
    session.rollback()
