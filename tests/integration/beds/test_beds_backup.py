"""Homes come back from a backup with all that was superseded, published and adjusted, and with their guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ops.beds.errors import BedTaken
from ops.beds.models import Bed, Home, Resident
from ops.beds.service.absences import leave
from ops.beds.service.blocking import put_out
from ops.beds.service.capacity import close_bed
from ops.beds.service.months import close_month
from ops.beds.service.residents import assess, join_couple
from ops.beds.service.stays import correct, end_stay
from ops.db import Base, Database
from tests.support.beds_world import BedsWorld, act, build_beds, take_bed
from tests.support.commands import empty_postgresql
from tests.support.world import NOW

D = [date(2026, 10, 1) + timedelta(days=number) for number in range(40)]


def _live_a_while(database: Database) -> BedsWorld:
    """Something in each table; of what is dated, rows that count and rows that do not any more."""
    with database.unit_of_work() as session:
        world = build_beds(session, NOW)
        one, other = (session.get_one(Resident, number) for number in world.residents[:2])
        stay = take_bed(session, NOW, world.beds["home-a-1"], one.id, D[2])
        take_bed(session, NOW, world.beds["home-a-2"], other.id, D[2])
        join_couple(act(session, NOW), one, other, D[0])
        assess(act(session, NOW), one, "B", D[0])
        leave(act(session, NOW), stay, D[4], "hospital", D[6])
        close_month(act(session, NOW), session.get_one(Home, world.homes["home-a"]), D[0])
        correct(act(session, NOW, "Came later"), stay, D[3], D[20])
        end_stay(act(session, NOW, "Went home"), stay, D[18], "home")
        put_out(act(session, NOW), session.get_one(Bed, world.beds["home-b-1"]), D[1], "works", D[9])
        close_bed(act(session, NOW), session.get_one(Bed, world.beds["home-b-2"]), D[30])
    return world


@contextmanager
def _elsewhere(database: Database, folder: Path) -> Iterator[Database]:
    """An empty migrated database of the same engine."""
    if database.is_sqlite:
        yield from _migrated(f"sqlite:///{folder / 'elsewhere.sqlite3'}")
    else:
        with empty_postgresql() as url:
            yield from _migrated(url.replace("postgresql://", "postgresql+psycopg://"))


def _migrated(url: str) -> Iterator[Database]:
    database = Database(url)
    database.migrate()
    try:
        yield database
    finally:
        database.dispose()


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = [table for table in Base.metadata.sorted_tables if table in _beds_tables()]
    with database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))]
            for table in tables
        }


def _beds_tables() -> set[object]:
    return {each.local_table for each in Base.registry.mappers if each.class_.__module__.startswith("ops.beds.")}


def test_homes_come_back_from_a_backup_whole_and_guarded(database: Database, tmp_path: Path) -> None:
    world = _live_a_while(database)
    content = _rows(database)
    assert [name for name, rows in content.items() if not rows] == []
    (tmp_path / "dump").mkdir()
    database.dump(tmp_path / "dump")
    with _elsewhere(database, tmp_path) as again:
        assert again.load_if_empty(tmp_path / "dump")
        assert _rows(again) == content
        with again.unit_of_work() as session, pytest.raises(BedTaken):
            take_bed(session, NOW, world.beds["home-a-2"], world.residents[2], D[9])
        with pytest.raises(Exception, match="is corrected by another row"), again.unit_of_work() as session:
            session.execute(text("DELETE FROM bed_occupation"))
