"""Real databases for every test: built once by the migrations, then copied."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy.orm import Session

from ops import wiring
from ops.access.guard import SESSION_COOKIE
from ops.access.service import hashing
from ops.config import Settings
from ops.db import Database
from ops.kit.rulesets import ensure_defaults
from tests.support.application import app_for
from tests.support.swept_database import keep, sweep
from tests.support.world import NOW, token_for, user_for

SERVER = os.environ.get("REGIE_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")

wiring.connect()
# How long an example takes says more about the machine's other work than about the code. The pipeline tries the same
# examples each time; at a desk they are new ones.
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def _cheap_hashing() -> Iterator[None]:
    """Passwords are hashed cheaply: what is tested is what hangs on them, not how slow they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
        yield


def _missing(what: str) -> None:
    """A missing service fails in continuous integration; elsewhere it is a visible skip."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is needed")
    pytest.skip(f"{what} is not there; `make services` starts it")


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "regie.sqlite3"
    _build(f"sqlite:///{path}")
    return path


def _build(url: str) -> None:
    database = Database(url)
    database.migrate()
    with database.unit_of_work() as session:
        ensure_defaults(session, now=NOW)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    database.dispose()


def _admin(statement: str) -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    name = f"regie_test_{uuid4().hex[:12]}"
    try:
        _admin(f"CREATE DATABASE {name}")
    except psycopg.OperationalError as error:
        _missing(f"PostgreSQL ({error})")
    _build(f"{SERVER}/{name}".replace("postgresql://", "postgresql+psycopg://"))
    yield name
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_shared(postgresql_template: str) -> Iterator[str]:
    """The address of the one that every test of this process finds untouched."""
    name = f"regie_test_{uuid4().hex[:12]}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    keep(f"{SERVER}/{name}")
    yield f"{SERVER}/{name}"
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database, as a process of its own would be given it."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "regie.sqlite3")
        yield f"sqlite:///{tmp_path / 'regie.sqlite3'}"
        return
    url = request.getfixturevalue("postgresql_shared")
    yield url
    sweep(url)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=SecretStr(database_url),
        secret_key=SecretStr("a-key-for-tests-only-0123456789abcdef"),
        base_url="http://testserver",
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.sqlalchemy_url).under(settings.hash_key)
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One unit of work for the whole test; what another connection must see needs a unit of its own."""
    with database.unit_of_work() as session:
        yield session


@pytest.fixture
def anonymous(settings: Settings, database: Database) -> Iterator[TestClient]:
    """A browser that nobody signed in with; the clock stands still at `now`."""
    app = app_for(settings, database, lambda: NOW)
    headers = {"Origin": "http://testserver"}
    with TestClient(app, follow_redirects=False, headers=headers, raise_server_exceptions=False) as client:
        yield client


ClientFor = Callable[..., TestClient]


@pytest.fixture
def client_for(anonymous: TestClient, database: Database) -> ClientFor:
    """`client_for("dispatcher")`, `client_for("home_manager", "home:heizel")`: a signed-in browser in English."""

    def sign_in(role: str, scope: str = "all", language: str = "en") -> TestClient:
        with database.unit_of_work() as session:
            secret = user_for(session, role, scope, language)
        client = TestClient(
            anonymous.app, follow_redirects=False, headers=dict(anonymous.headers), raise_server_exceptions=False
        )
        client.cookies.set(SESSION_COOKIE, secret)
        return client

    return sign_in


@pytest.fixture
def api_client(anonymous: TestClient, database: Database) -> ClientFor:
    """`api_client("energy_coordinator")`: a machine with a bearer token."""

    def with_token(role: str, scope: str = "all") -> TestClient:
        with database.unit_of_work() as session:
            token = token_for(session, role, scope)
        headers = {"Authorization": f"Bearer {token}"}
        return TestClient(anonymous.app, follow_redirects=False, headers=headers, raise_server_exceptions=False)

    return with_token
