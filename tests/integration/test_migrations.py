"""Migrations run on databases that hold data: nothing is lost, and every guard stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from ops import migrations
from ops.db import Base, Database
from ops.estate.models import Installation, Location
from ops.estate.wording import address_of, name_of
from ops.migrations.ddl import GUARDS
from ops.repairs.models import Caller, Ticket
from ops.repairs.search import found_by
from tests.support.commands import empty_postgresql

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
_HOUSE = (
    "INSERT INTO location (id, code, kind, name, path, building_id, zone, street, house_number, postcode, city,"
    " search_text, version) VALUES (7, 'R-042', 'building', 'Fransmanstraat 64', '/7/', 7, 'north', 'Fransmanstraat',"
    " '64', '1020', 'Laken', 'r-042 fransmanstraat 64 1020 laken', 3)",
    "INSERT INTO installation (id, code, kind, name, location_id, critical, search_text, version)"
    " VALUES (4, 'R-042-L1', 'lift', 'Lift', 7, false, 'r-042-l1 lift', 1)",
    "INSERT INTO ticket (id, ref, title, title_params, description, location_id, trade, priority, priority_reason,"
    " origin_kind, aware_at, registered_at, registered_by, search_text, status, reopened_count, version)"
    " VALUES (9, 'T26-000009', 'Lek', '{}', '', 7, 'plumbing', 'P3', '{}', 'call', '2026-03-01 10:00:00',"
    " '2026-03-01 10:00:00', 'user:1', 't26-000009 lek', 'closed', 0, 1)",
    "INSERT INTO ticket_caller (id, ticket_id, name, phone, language, called_at)"
    " VALUES (3, 9, 'Hélène Dubois', '+32470123456', 'fr', '2026-03-01 10:00:00')",
)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def _upgrade(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@pytest.fixture(params=["sqlite", "postgresql"])
def first_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the first revision with a house and its lift."""
    if request.param == "sqlite":
        yield from _filled(f"sqlite:///{tmp_path / 'regie.sqlite3'}")
    else:
        with empty_postgresql() as url:
            yield from _filled(url)


def _filled(url: str) -> Iterator[Database]:
    database = Database(url)
    _upgrade(database, "0001")
    with database.engine.begin() as connection:
        for statement in _HOUSE:
            connection.execute(text(statement))
    yield database
    database.dispose()


def test_what_stood_there_keeps_its_dutch_words_and_reads_them_in_french_too(first_house: Database) -> None:
    first_house.migrate()
    with first_house.reading() as session:
        house, lift = session.get_one(Location, 7), session.get_one(Installation, 4)
        assert (house.code, house.version, house.search_text) == ("R-042", 3, "r-042 fransmanstraat 64 1020 laken")
        assert (house.name_fr, house.street_fr, house.city_fr, lift.name_fr) == ("", "", "", "")
        assert address_of(house, "fr") == "Fransmanstraat 64, 1020 Laken"
        assert name_of(lift, "fr") == "Lift"


#: Indexes that a later one serves better.
_GIVEN_UP = {("index", "ix_ticket_status_next_due_at")}


def test_every_guard_and_every_index_outlives_the_migrations(first_house: Database) -> None:
    before = _standing(first_house)
    first_house.migrate()
    assert before - _GIVEN_UP <= _standing(first_house)
    dialect = first_house.engine.dialect.name
    wanted = {guard.name for guard in GUARDS if "CREATE TRIGGER" in (getattr(guard, dialect) or "")}
    assert wanted == {name for kind, name in _standing(first_house) if kind == "trigger"}


def _standing(database: Database) -> set[tuple[str, str]]:
    with database.engine.connect() as connection:
        triggers = {("trigger", name) for name in connection.scalars(text(_TRIGGERS[connection.dialect.name]))}
        found = inspect(connection)
        indexes = {
            ("index", str(each["name"])) for table in found.get_table_names() for each in found.get_indexes(table)
        }
        return triggers | indexes


def test_a_ticket_of_before_is_found_by_its_callers_too(first_house: Database) -> None:
    first_house.migrate()
    with first_house.reading() as session:
        ticket = session.get_one(Ticket, 9)
        caller = session.scalars(select(Caller)).one()
        assert ticket.found_by == found_by(ticket.search_text, caller)
        assert ticket.found_by == "t26-000009 lek helene dubois 32470123456 0470123456"


def test_the_migrations_make_what_the_models_say(first_house: Database) -> None:
    first_house.migrate()
    with first_house.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
    assert [each for each in found if not _is_a_partition(each) and not _is_of_postgresql(each, first_house)] == []


def _is_a_partition(difference: object) -> bool:
    """The catch-all partition of PostgreSQL is a guard, not a table of a model."""
    return isinstance(difference, tuple) and difference[0] == "remove_table" and difference[1].name == "reading_default"


def _is_of_postgresql(difference: object, database: Database) -> bool:
    """SQLite has no index of the parts of words."""
    named = isinstance(difference, tuple) and difference[0] == "add_index" and difference[1].name.endswith("_words")
    return named and database.is_sqlite


def test_the_migrations_end_in_one_head() -> None:
    assert len(ScriptDirectory.from_config(_config()).get_heads()) == 1
