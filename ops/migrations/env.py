"""Alembic's entry: runs on the connection that `ops.migrations.runner` hands over, or on the configured database."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

import ops.wiring  # noqa: F401  (knows every table)
from ops.config import Settings
from ops.db import Base, SeriesInstant, UtcDateTime, make_engine


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Writes our column types by name; their own repr would lose them."""
    if kind == "type" and isinstance(item, UtcDateTime | SeriesInstant):
        autogen.imports.add(f"from ops.db import {type(item).__name__}")
        return f"{type(item).__name__}()"
    return False


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_item=_render, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


connection: Connection | None = context.config.attributes.get("connection")
if connection is not None:
    _run(connection)
else:
    with make_engine(Settings().sqlalchemy_url).begin() as own:
        _run(own)
