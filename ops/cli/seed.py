"""`regie seed demo`: the reference organisation, for a look and for tests."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from ops.access.seed import DemoLogin
from ops.cli.context import open_database, say
from ops.config import Settings
from ops.errors import N_, InvalidInput
from ops.kit.clock import utc_now
from ops.seeding import seed_demo, write_logins

app = typer.Typer()
seeds = typer.Typer(no_args_is_help=True, help="Made-up data for a look and for tests.")
app.add_typer(seeds, name="seed")
#: The local hour that `--today DATE` stands for.
_HOUR = time(14)


class BadDate(InvalidInput):
    code = "bad_date"
    text = N_("Give --today as a date such as 2026-11-24.")


def progress(part: str, done: int, total: int) -> None:
    """Tells a person at a terminal how far the work is; a log file gets one line a part."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{part}: {done:,} of {total:,}")
        if done >= total:
            sys.stderr.write("\n")
        sys.stderr.flush()
    elif done >= total:
        sys.stderr.write(f"{part}: {total:,}\n")


def show_logins(logins: Sequence[DemoLogin]) -> None:
    for login in logins:
        say(f"  {login.role:<20} {login.email:<36} {login.password}")


def instant_of(today: str | None, settings: Settings) -> datetime:
    """14:00 local of the day, or now. Raises BadDate."""
    if today is None:
        return utc_now()
    try:
        return datetime.combine(date.fromisoformat(today), _HOUR, settings.zone).astimezone(UTC)
    except ValueError:
        raise BadDate() from None


@seeds.command("demo", epilog="Example: regie seed demo --today 2026-11-24")
def demo(
    scale: Annotated[float, typer.Option(min=0.01, max=20.0, help="1 is the whole reference organisation.")] = 1.0,
    today: Annotated[str | None, typer.Option(help="The day it is (14:00 local); without it, now.")] = None,
) -> None:
    """Fill an empty database with the reference organisation; the same instant gives the same data."""
    settings = Settings()
    now = instant_of(today, settings)
    logins = seed_demo(open_database(settings), settings, now=now, scale=scale, report=progress)
    path = write_logins(settings.data_dir, logins)
    say(f"Logins, also in {path}:")
    show_logins(logins)
