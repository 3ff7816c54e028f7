"""After years of work: what stands on every page is found through an index, not by reading a whole table.

The plans are asked of the engine itself, with so few rows that only an unusable index makes it read the table.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from ops.access.principal import GrantHeld, Principal, Scopes
from ops.db import Database
from ops.energy.queries import alerts
from ops.energy.queries.places import alert_hits
from ops.energy.queries.portfolio import PortfolioFilter, waste_alerts
from ops.kit import outbox, runs
from ops.kit.models import JobRun
from ops.repairs import queries as repairs
from tests.support.world import NOW

EVERYWHERE = Scopes(everything=True)
DESK = Principal("user", 1, "Desk", "en", (GrantHeld("dispatcher"),))
SINCE = NOW - timedelta(days=28)
ASKED: dict[str, tuple[str, Callable[[Session], object]]] = {
    "orders in hand": ("work_order", lambda s: repairs.count_my_work(s, DESK, NOW)),
    "loads of teams": ("work_order", repairs.team_loads),
    "last runs": ("job_run", runs.latest_of_all),
    "newest messages": ("outbox", lambda s: outbox.messages(s, limit=50)),
    "alerts opened": ("alert", lambda s: alerts.opened_since(s, EVERYWHERE, SINCE)),
    "alerts closed": ("alert", lambda s: alerts.outcomes_since(s, EVERYWHERE, SINCE)),
    "alerts standing": ("alert", lambda s: waste_alerts(s, EVERYWHERE, PortfolioFilter(from_at=SINCE))),
}
#: Parts of words, which only PostgreSQL finds by an index.
WORDS: dict[str, tuple[str, Callable[[Session], object]]] = {
    "tickets by words": ("ticket", lambda s: repairs.hits(s, DESK, "boiler room", 5, "en")),
    "callers by name": ("ticket_caller", lambda s: repairs.hits(s, DESK, "Haddad", 5, "en")),
    "callers by phone": ("ticket_caller", lambda s: repairs.hits(s, DESK, "0470 12 34 56", 5, "en")),
    "alerts by words": ("alert", lambda s: alert_hits(s, EVERYWHERE, "ADM-01", 5, "en")),
}


@contextmanager
def _plans(session: Session) -> Iterator[list[str]]:
    """What the engine means to do for each statement of the block, once it has run."""
    said: list[tuple[str, Any]] = []
    plans: list[str] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield plans
    event.remove(engine, "before_cursor_execute", note)
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    for statement, parameters in said:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            plans.append(_as_text(connection.exec_driver_sql(f"{explain} {statement}", parameters).all()))


def _as_text(rows: Sequence[Sequence[Any]]) -> str:
    return "\n".join(str(row[-1]) for row in rows)


def _reads_whole(plan: str, table: str) -> bool:
    lines = [line.strip(" ->") for line in plan.splitlines()]
    sqlite = any(line == f"SCAN {table}" for line in lines)
    return sqlite or any(f"Seq Scan on {table} " in f"{line} " for line in lines)


def _asked_on(session: Session, ask: Callable[[Session], object]) -> str:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
    with _plans(session) as plans:
        ask(session)
    assert plans
    return "\n".join(plans)


@pytest.mark.parametrize("name", ASKED)
def test_what_every_page_shows_is_found_by_an_index(session: Session, name: str) -> None:
    table, ask = ASKED[name]
    plan = _asked_on(session, ask)
    assert not _reads_whole(plan, table), plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan


@pytest.mark.parametrize("name", WORDS)
def test_parts_of_words_are_found_by_an_index_where_there_is_one(
    database: Database, session: Session, name: str
) -> None:
    table, ask = WORDS[name]
    plan = _asked_on(session, ask)
    if not database.is_sqlite:
        assert not _reads_whole(plan, table), plan


def test_the_youngest_run_of_each_job_is_found(session: Session) -> None:
    for number, job in enumerate(("b", "a", "b", "c", "a")):
        session.add(
            JobRun(job=job, run_key=str(number), planned_at=NOW, started_at=NOW, state="done", runner="test", did={})
        )
        session.flush()
    assert {job: run.run_key for job, run in runs.latest_of_all(session).items()} == {"a": "4", "b": "2", "c": "3"}


def test_without_a_run_there_is_no_youngest(session: Session) -> None:
    assert runs.latest_of_all(session) == {}
