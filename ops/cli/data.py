"""Commands on the data as a whole: migrate, backup, restore."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ops.cli.context import open_database, say
from ops.config import Settings
from ops.kit import backup as archives
from ops.kit.clock import utc_now
from ops.kit.rulesets import ensure_defaults

app = typer.Typer()


@app.command(epilog="Example: regie migrate")
def migrate() -> None:
    """Bring the database to the newest revision and add the rule sets that are missing."""
    database = open_database(migrated=False)
    database.migrate()
    with database.unit_of_work() as session:
        added = ensure_defaults(session, now=utc_now())
    say(f"The database is up to date{f'; {len(added)} rule sets added' if added else ''}.")


@app.command(epilog="Example: regie backup /srv/backup/regie-2026-11-21.tar.gz")
def backup(file: Annotated[Path, typer.Argument(help="Archive to write.")]) -> None:
    """Write the database and all files to one archive, while the others go on working."""
    settings = Settings()
    parts = archives.backup(open_database(settings), settings, file, now=utc_now(), step=_show_step)
    _show_step("")
    say(f"{file}: {parts} part{'s' * (parts != 1)}, {file.stat().st_size / 1e6:.1f} MB.")


def _show_step(words: str) -> None:
    """At a terminal, one line that is written over; a log gets only the result."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}{' ...' if words else ''}")
        sys.stderr.flush()


@app.command(epilog="Example: REGIE_DATA_DIR=/srv/new regie restore /srv/backup/regie-2026-11-21.tar.gz")
def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Archive to read.")]) -> None:
    """Fill an empty database and data folder from an archive of the same engine."""
    settings = Settings()
    parts = archives.restore(open_database(settings, migrated=False), settings, file)
    say(f"Restored {parts} part{'s' * (parts != 1)}.")
