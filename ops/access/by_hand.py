"""What `regie user` and `regie token` do, apart from their signatures so that help needs no database."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.access.rules.grants import parse_grant
from ops.access.service.tokens import add_token
from ops.access.service.users import add_user
from ops.config import Settings
from ops.db import Database
from ops.errors import InvalidInput, RegieError
from ops.kit.clock import utc_now


def make_user(*, email: str, name: str, role: str, scope: str, language: str, password: str | None) -> str:
    """Returns what is to be told about the user."""
    settings = Settings()
    with _unit(settings) as session:
        add_user(
            session,
            email=email,
            name=name or email.partition("@")[0],
            role=role,
            scope=scope,
            language=language,
            password=password,
            base_url=settings.base_url,
            who=system("cli"),
            now=utc_now(),
        )
    return f"{email} is {role}{_what_comes(settings, password)}."


def _what_comes(settings: Settings, password: str | None) -> str:
    if password is not None:
        return ""
    if settings.notify_urls:
        return "; the invitation goes out by mail"
    return "; the invitation waits until REGIE_NOTIFY_URLS says how mail is sent"


def make_token(*, name: str, role: str, scope: str) -> str:
    """Returns the secret, which is shown this once."""
    with _unit(Settings()) as session:
        grants = (parse_grant(role, scope),)
        _, secret = add_token(session, name=name, grants=grants, who=system("cli"), now=utc_now())
    return secret


@contextmanager
def _unit(settings: Settings) -> Iterator[Session]:
    """One transaction; an error that we know is one line on stderr: 2 for what was typed, 1 for all else."""
    database = Database(settings.sqlalchemy_url, settings.zone, settings.base_url).under(settings.hash_key)
    try:
        with database.unit_of_work() as session:
            yield session
    except RegieError as error:
        typer.echo(f"regie: {error}", err=True)
        raise typer.Exit(2 if isinstance(error, InvalidInput) else 1) from error
    finally:
        database.dispose()
