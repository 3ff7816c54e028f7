"""`regie user` and `regie token`: the first administrator and the tokens of machines."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.access.rules.grants import parse_grant
from ops.access.service.tokens import add_token as make_token
from ops.access.service.users import add_user as add_one
from ops.config import Settings
from ops.db import Database
from ops.errors import InvalidInput, RegieError
from ops.kit.clock import utc_now

app = typer.Typer()
users = typer.Typer(no_args_is_help=True, help="People who work with Regie.")
tokens = typer.Typer(no_args_is_help=True, help="Bearer tokens of machines.")
app.add_typer(users, name="user")
app.add_typer(tokens, name="token")

Role = Annotated[str, typer.Option(help="What he may do, for example technician.")]
Scope = Annotated[str, typer.Option(help="Where: all, home:CODE, building:CODE, zone:CODE or firm:CODE.")]
Language = Annotated[str, typer.Option(help="nl, fr or en.")]
Name = Annotated[str, typer.Option(help="How colleagues see him; without it the part before the @.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")]


@users.command("add", epilog="Example: regie user add ana@example.org --role technician --scope zone:centre")
def add_user(
    email: Annotated[str, typer.Argument(help="The login; invitations and messages go there.")],
    role: Role,
    scope: Scope = "all",
    language: Language = "nl",
    name: Name = "",
    password_stdin: FromStdin = False,
) -> None:
    """Add a user with one role. Without a password an invitation goes out by mail."""
    password = _read_password() if password_stdin else None
    settings = Settings()
    with _unit(settings) as session:
        add_one(
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
    typer.echo(f"{email} is {role}{_what_comes(settings, password)}.", err=True)


def _read_password() -> str:
    """A person at a terminal is asked, and what he types stays unseen."""
    return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


def _what_comes(settings: Settings, password: str | None) -> str:
    if password is not None:
        return ""
    if settings.notify_urls:
        return "; the invitation goes out by mail"
    return "; the invitation waits until REGIE_NOTIFY_URLS says how mail is sent"


@tokens.command("add", epilog="Example: regie token add displays --role building_user --scope building:ADM-01")
def add_token(
    name: Annotated[str, typer.Argument(help="Which machine uses it.")],
    role: Role,
    scope: Scope = "all",
) -> None:
    """Make a bearer token; stdout is the token, once."""
    with _unit(Settings()) as session:
        grants = (parse_grant(role, scope),)
        _, secret = make_token(session, name=name, grants=grants, who=system("cli"), now=utc_now())
    typer.echo(secret)


@contextmanager
def _unit(settings: Settings) -> Iterator[Session]:
    """One transaction; an error that we know is one line on stderr: 2 for what was typed, 1 for all else."""
    database = Database(settings.sqlalchemy_url, settings.zone).under(settings.hash_key)
    try:
        with database.unit_of_work() as session:
            yield session
    except RegieError as error:
        typer.echo(f"regie: {error}", err=True)
        raise typer.Exit(2 if isinstance(error, InvalidInput) else 1) from error
    finally:
        database.dispose()
