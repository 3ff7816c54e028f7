"""Brings a database to the newest revision, and tells whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def migrate(engine: Engine) -> None:
    """Runs all pending migrations in one transaction; two processes that start together queue for it."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # However long the other one migrates: giving up would end a process that only had to wait.
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(726365)")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(engine: Engine) -> bool:
    """True when no migration is pending."""
    with engine.connect().execution_options(read_only=True) as connection:
        here = MigrationContext.configure(connection).get_current_heads()
    return set(here) == set(ScriptDirectory.from_config(_config()).get_heads())


def newest_revision() -> str:
    """The last migration that this code ships."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())
