"""A database that somebody holds, that is away or has no connection left: who is told what, and what still works."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

import ops.db
from ops.access.models import WebSession
from ops.config import Settings
from ops.db import Database
from tests.conftest import ClientFor
from tests.support.application import app_for
from tests.support.repairs_world import build_world
from tests.support.world import NOW

CALL = {"title": "Water from the ceiling", "location": "ADM-01"}
PAGES = ("/queue", "/tickets", "/tickets/new", "/alerts", "/locations", "/persons", "/messages", "/search?q=leak", "/")


@pytest.fixture
def _world(database: Database) -> None:
    with database.unit_of_work() as session:
        build_world(session, NOW)


@contextmanager
def _held(database: Database, table: str, mode: str = "EXCLUSIVE") -> Iterator[None]:
    """Somebody has begun to write and does not end."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"LOCK TABLE {table} IN {mode} MODE"))
        else:
            connection.execute(text("SELECT 1"))
        yield
        connection.rollback()


def _seen_an_hour_ago(session: Session) -> None:
    session.execute(update(WebSession).values(last_seen_at=NOW - timedelta(hours=1)))


def test_a_page_is_shown_though_nobody_can_note_that_it_was_seen(client_for: ClientFor, database: Database) -> None:
    client = client_for("dispatcher")
    with database.unit_of_work() as session:
        _seen_an_hour_ago(session)
    with _held(database, "web_session"):
        assert client.get("/queue").status_code == 200


@pytest.mark.usefixtures("_world")
def test_who_waits_too_long_for_another_writer_is_told_to_try_again(
    client_for: ClientFor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for("dispatcher")
    monkeypatch.setattr(ops.db, "PATIENCE_MS", 300)
    with _held(database, "ticket"):
        answer = client.post("/api/v1/tickets", json=CALL, headers={"Idempotency-Key": "one"})
    assert (answer.status_code, answer.json()["code"]) == (409, "try_again")
    assert client.post("/api/v1/tickets", json=CALL, headers={"Idempotency-Key": "one"}).status_code == 201


def test_a_reader_does_not_wait_for_ever_either(
    client_for: ClientFor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a reader never waits."""
    client = client_for("dispatcher")
    monkeypatch.setattr(ops.db, "PATIENCE_MS", 300)
    with _held(database, "ticket", "ACCESS EXCLUSIVE"):
        assert client.get("/queue").status_code == (200 if database.is_sqlite else 409)


@contextmanager
def _away(database: Database) -> Iterator[None]:
    refused: Any = database.engine.dialect.dbapi.OperationalError  # type: ignore[union-attr]

    def refuse(*_: object) -> None:
        raise refused("connection refused")

    database.engine.dispose()
    event.listen(database.engine, "do_connect", refuse)
    yield
    event.remove(database.engine, "do_connect", refuse)


def test_a_database_that_is_away_is_told_in_the_readers_language(client_for: ClientFor, database: Database) -> None:
    client = client_for("dispatcher", language="fr")
    client.headers["Accept-Language"] = "fr"
    with _away(database):
        for path in ("/queue", "/nowhere", "/sign-in"):
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert "ne répond pas" in answer.text, path
        assert client.get("/api/v1/tickets").json()["code"] == "unavailable"
        assert client.post("/api/v1/tickets", json=CALL).status_code == 503
    assert client.get("/queue").status_code == 200


def test_a_monitor_is_answered_while_the_database_is_away(client_for: ClientFor, database: Database) -> None:
    client = client_for("admin")
    with _away(database):
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"status": "unavailable", "database": "away"}
        assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_one_connection(
    client_for: ClientFor, settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """With two each, as many pages at once as there are connections would wait for each other."""
    cookies = client_for("dispatcher").cookies
    monkeypatch.setattr(ops.db, "_COMMON", {"pool_size": 1, "max_overflow": 0, "pool_timeout": 1})
    narrow = Database(settings.sqlalchemy_url)
    client = TestClient(app_for(settings, narrow, lambda: NOW), cookies=cookies)
    assert client.get(path).status_code == 200
    assert "nav" in client.get(path).text
    narrow.dispose()


def test_a_new_database_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Names and phones of tenants stand in it; SQLite gives the files beside it the same mode."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'regie.sqlite3'}")
    database.migrate()
    assert {f"{each.stat().st_mode & 0o777:o}" for each in (tmp_path / "new").iterdir()} == {"600"}
    database.dispose()
