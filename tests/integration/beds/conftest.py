"""One world of beds for the tests of a module: each plays in a transaction that nobody commits."""

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from ops.db import Database
from tests.support.beds_world import BedsWorld, build_beds, declared_terms
from tests.support.swept_database import sweep
from tests.support.world import NOW


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def beds_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated database that the tests of a module share."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("beds") / "regie.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("postgresql_shared")
    yield url.replace("postgresql://", "postgresql+psycopg://")
    sweep(url)


@pytest.fixture(scope="module")
def beds_database(beds_url: str) -> Iterator[tuple[Database, BedsWorld]]:
    database = Database(beds_url)
    with declared_terms():
        with database.unit_of_work() as session:
            world = build_beds(session, NOW)
        yield database, world
    database.dispose()


@pytest.fixture
def database(database: Database) -> Iterator[Database]:
    """One of its own, for what commits."""
    with declared_terms():
        yield database


@pytest.fixture
def world(beds_database: tuple[Database, BedsWorld]) -> BedsWorld:
    return beds_database[1]


@pytest.fixture
def session(beds_database: tuple[Database, BedsWorld]) -> Iterator[Session]:
    """What a test did is undone at its end."""
    with beds_database[0].unit_of_work() as session:
        yield session
        session.rollback()
