"""`regie doctor`: looks at every part that the house stands on and names what is wrong."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfoNotFoundError

import typer
from sqlalchemy import func, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from connectors.antivirus.client import BadScanUrl, ClamdScanner
from ops.cli.context import say
from ops.config import Settings
from ops.db import Database
from ops.kit import logs
from ops.repairs.outage_files import kept

app = typer.Typer()
_CONNECT_TIMEOUT_S = 3
_CLOCK_TOLERANCE = timedelta(seconds=5)


@dataclass(frozen=True)
class Finding:
    """What one check saw; `ok` None means that the part is not configured, which is allowed."""

    part: str
    ok: bool | None
    detail: str


def _configuration(settings: Settings) -> Finding:
    if settings.secret_key is None and not settings.demo:
        return Finding("configuration", False, "REGIE_SECRET_KEY is not set")
    try:
        zone = settings.zone
    except (ZoneInfoNotFoundError, ValueError):
        return Finding("configuration", False, f"REGIE_TIMEZONE is {settings.timezone}; no zone has that name")
    return Finding("configuration", True, f"data in {settings.data_dir.resolve()}, zone {zone}")


def _database(settings: Settings) -> Finding:
    try:
        database = Database(settings.sqlalchemy_url, settings.zone)
    except ArgumentError:
        return Finding("database", False, "REGIE_DATABASE_URL can't be read; write postgresql://user:pw@host:5432/name")
    try:
        current = database.is_current()
    except SQLAlchemyError as error:
        return Finding("database", False, logs.mask(str(error).splitlines()[0]))
    finally:
        database.dispose()
    if not current:
        return Finding("database", False, "migrations pending; run: regie migrate")
    return Finding("database", True, database.engine.dialect.name)


def _clock(settings: Settings) -> Finding:
    """Our clock beside the database's, which on PostgreSQL runs on another machine."""
    try:
        database = Database(settings.sqlalchemy_url, settings.zone)
        if database.is_sqlite:
            return Finding("clock", True, "the database shares this machine's clock")
        with database.reading() as session:
            theirs: datetime = session.scalar(select(func.clock_timestamp())) or datetime.now(UTC)
    except SQLAlchemyError:
        return Finding("clock", None, "not compared: the database is away")
    apart = abs(datetime.now(UTC) - theirs)
    return Finding("clock", apart <= _CLOCK_TOLERANCE, f"{apart.total_seconds():.1f} s apart from the database")


def _broker(settings: Settings) -> Finding:
    if settings.mqtt_url is None:
        return Finding("broker", None, "embedded, started by `regie serve`")
    url = urlsplit(settings.mqtt_url.get_secret_value())
    address = (url.hostname or "", url.port or (8883 if url.scheme == "mqtts" else 1883))
    try:
        socket.create_connection(address, _CONNECT_TIMEOUT_S).close()
    except OSError as error:
        return Finding("broker", False, f"{address[0]}:{address[1]}: {error}")
    return Finding("broker", True, f"{address[0]}:{address[1]}")


def _messages(settings: Settings) -> Finding:
    if not settings.notify_urls:
        return Finding("messages", None, "REGIE_NOTIFY_URLS is not set: messages wait and nobody is told")
    wrong = [n for n, url in enumerate(settings.notify_urls, 1) if "{to}" not in url.get_secret_value()]
    if wrong:
        return Finding("messages", False, f"template {wrong[0]} of REGIE_NOTIFY_URLS has no {{to}}")
    return Finding("messages", True, f"{len(settings.notify_urls)} ways to send")


def _outage_sheet(settings: Settings) -> Finding:
    sheets = kept(settings)
    if not sheets:
        return Finding("outage sheet", None, "none was written yet; the scheduler makes one every hour")
    now = datetime.now(UTC)
    hours = (now - sheets[0].written_at) / timedelta(hours=1)
    detail = f"the newest is {hours:.1f} h old"
    return Finding("outage sheet", not sheets[0].is_stale(now), detail)


def _scanner(settings: Settings) -> Finding:
    if settings.scan_url is None:
        return Finding("virus scanner", None, "REGIE_SCAN_URL is not set: files that people attach are not scanned")
    try:
        answers = ClamdScanner.from_url(settings.scan_url).ping()
    except BadScanUrl as error:
        return Finding("virus scanner", False, str(error))
    return Finding("virus scanner", answers, "answers" if answers else f"{settings.scan_url} does not answer")


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _configuration, _database, _clock, _broker, _messages, _scanner, _outage_sheet,
)  # fmt: skip


def _variables(settings: Settings) -> None:
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(unset)" if value in (None, ()) else "(set)" if "Secret" in str(field.annotation) else str(value)
        say(f"  REGIE_{name.upper():<18} {shown:<24} {field.description}")


@app.command(epilog="Example: regie doctor")
def doctor() -> None:
    """Check configuration, database, clock, broker and messages; exit 1 names what is wrong."""
    settings = Settings()
    findings = [check(settings) for check in CHECKS]
    for finding in findings:
        mark = {True: "ok  ", False: "FAIL", None: "-   "}[finding.ok]
        say(f"{mark} {finding.part:<14} {finding.detail}")
    say("\nVariables:")
    _variables(settings)
    if any(finding.ok is False for finding in findings):
        raise typer.Exit(1)
