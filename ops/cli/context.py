"""What every command needs: settings that are complete, and a database that is there."""

import os
import socket

import typer
from pydantic import SecretStr

from ops.config import DEMO_SECRET, Settings
from ops.db import Database
from ops.errors import MissingSecret, NotMigrated


def load_settings(*, demo: bool = False) -> Settings:
    """The settings of this process; a missing secret outside the demo stops the start with a clear line."""
    settings = Settings(demo=True) if demo else Settings()
    if settings.hash_key is None:
        raise MissingSecret(variable="REGIE_SECRET_KEY")
    return settings if settings.secret_key else settings.model_copy(update={"secret_key": SecretStr(DEMO_SECRET)})


def open_database(settings: Settings | None = None, *, migrated: bool = True) -> Database:
    """The configured database. Raises NotMigrated when a migration is pending and `migrated` is asked."""
    told = settings or Settings()
    database = Database(told.sqlalchemy_url, told.zone, told.base_url)
    if migrated and not database.is_current():
        raise NotMigrated()
    return database


def check_free(host: str, port: int) -> None:
    """Asked before the long work of a start, not after it. Raises OSError with the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = f"{os.strerror(error.errno or 0)}. Choose another address with --port or --host"
        raise OSError(error.errno, reason, f"{host}:{port}") from None


def say(text: str) -> None:
    """One line to the person at the terminal."""
    typer.echo(text)
