"""A year of calls through the public API with a clock that is moved: then each report equals a recount of the events.

Nights, weekends and holidays; storms with forty callers for one cause; closed doors, missing parts, follow-on work,
inspections, refusals, reopenings, cancellations, network outages and calls noted on paper.
"""

import csv
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select

from ops import wiring
from ops.app import create_app
from ops.config import Settings
from ops.db import Database
from ops.estate.models import Location
from ops.kit.exports import csv_stream
from ops.kit.jobs import JobContext
from ops.repairs.cli import EXPORTS
from ops.repairs.jobs import report_lines, ticket_close
from ops.seeding import seed_demo
from tests.soak.recount import recount
from tests.soak.recount_calendar import BRUSSELS
from tests.soak.recount_tickets import Line
from tests.soak.year_of_calls import Desk, calls, new_life
from tests.support.commands import empty_postgresql
from tests.support.moving_clock import MovingClock
from tests.support.world import token_for

TICKETS = 10_000
START = datetime(2025, 10, 1, 6, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
REPORTS = ("in_time", "right_first_time", "no_access", "repeated", "backlog")
_SCALE = 0.05


@dataclass(frozen=True)
class House:
    settings: Settings
    database: Database
    clock: MovingClock


@contextmanager
def house(folder: Path, url: str) -> Iterator[House]:
    """The reference organisation, small, as it stands when the year begins."""
    settings = Settings(
        _env_file=None, data_dir=folder, database_url=SecretStr(url), secret_key=SecretStr("s" * 40),
        base_url="http://testserver",
    )  # fmt: skip
    wiring.connect()
    database = Database(settings.sqlalchemy_url).under(settings.hash_key)
    try:
        database.migrate()
        seed_demo(database, settings, now=START, scale=_SCALE)
        yield House(settings, database, MovingClock(START))
    finally:
        database.dispose()


def live(parts: House, tickets: int, span: timedelta, seed: int) -> Desk:
    """The calls, all that follows from them, and the nightly close."""
    rng = Random(seed)
    app = create_app(parts.settings, parts.database, clock=parts.clock)
    with parts.database.unit_of_work() as session:
        token = token_for(session, "dispatcher")
        kinds = ("lot", "room", "building", "common_part")
        rows = session.execute(select(Location.code, Location.zone).where(Location.kind.in_(kinds)))
        places = sorted((code, zone) for code, zone in rows)
    with TestClient(app, headers={"Authorization": f"Bearer {token}"}) as client:
        desk = Desk(client, parts.clock, rng, rng.sample(places, min(len(places), max(40, tickets // 6))))
        for at in calls(rng, tickets, START, span):
            desk.at(at, new_life(desk).call)
        context = JobContext(parts.database, parts.settings, parts.clock)
        for day in range(span.days + 1):
            desk.at(START + timedelta(days=day, hours=20, minutes=30), lambda: _night(context))
        desk.run(START + span)
    return desk


def _night(context: JobContext) -> None:
    ticket_close(context)
    report_lines(context)


def export(parts: House, path: Path) -> None:
    """What `regie export ticket_events` writes."""
    with parts.database.reading() as session, path.open("wb") as file:
        file.writelines(csv_stream(*EXPORTS["ticket_events"](session, parts.clock())))


def shown(parts: House) -> dict[str, list[Line]]:
    """Every line of each report as its page gives it away, a span of at most 400 days at a time."""
    app = create_app(parts.settings, parts.database, clock=parts.clock)
    with parts.database.unit_of_work() as session:
        token = token_for(session, "dispatch_lead")
        session.flush()
    today = parts.clock().astimezone(BRUSSELS).date()
    spans = [(today - timedelta(days=399), today), (today - timedelta(days=799), today - timedelta(days=400))]
    with TestClient(app, headers={"Authorization": f"Bearer {token}"}) as client:
        return {
            report: sorted(
                line
                for since, until in (spans[:1] if report == "backlog" else spans)
                for line in _lines(client, report, since.isoformat(), until.isoformat())
            )
            for report in REPORTS
        }


def _lines(client: TestClient, report: str, since: str, until: str) -> Iterator[Line]:
    answer = client.get("/reports.csv", params={"report": report, "since": since, "until": until})
    assert answer.status_code == 200, answer.text[:300]
    for row in csv.DictReader(io.StringIO(answer.text)):
        yield row["ticket"], row["at"], row["priority"], row["subject"], row["outcome"], row["notes"]


def compare(parts: House, folder: Path) -> dict[str, Any]:
    """Lines that only one of the two counts know, by report; none when they agree."""
    path = folder / "ticket_events.csv"
    export(parts, path)
    mine, theirs = recount(path, parts.clock()), shown(parts)
    found: dict[str, Any] = {}
    for report in REPORTS:
        only_page = list((Counter(theirs[report]) - Counter(mine[report])).elements())
        only_recount = list((Counter(mine[report]) - Counter(theirs[report])).elements())
        outcomes = Counter(line[4] for line in mine[report])
        found[report] = {
            "lines": len(mine[report]), "outcomes": dict(sorted(outcomes.items())),
            "differ": len(only_page + only_recount), "first": [*only_page[:2], *only_recount[:2]],
        }  # fmt: skip
    return found


def year(folder: Path, url: str, tickets: int, span: timedelta = YEAR, seed: int = 20251001) -> dict[str, Any]:
    """One house lives through it; the answer says what was done, what was refused, and where the counts differ."""
    with house(folder, url) as parts:
        began = monotonic()
        desk = live(parts, tickets, span, seed)
        seconds = monotonic() - began
        found = compare(parts, folder)
    differ = sum(each["differ"] for each in found.values())
    return {
        "tickets": desk.done["call"], "requests": desk.done.total() + desk.refused.total(),
        "seconds": round(seconds, 1), "done": dict(desk.done), "refused": dict(desk.refused), "reports": found,
        "ok": differ == 0 and desk.done["call"] >= tickets * 0.99,
    }  # fmt: skip


def run(tickets: int = TICKETS) -> dict[str, Any]:
    """On PostgreSQL, in full size."""
    folder = Path(tempfile.mkdtemp(prefix="regie-soak-"))
    try:
        with empty_postgresql() as url:
            return {"soak": "repairs_year", **year(folder, url, tickets)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
