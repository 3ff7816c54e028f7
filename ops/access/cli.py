"""`regie user` and `regie token`: the first administrator, the tokens of machines. What they do is imported late."""

import sys
from getpass import getpass
from typing import Annotated

import typer

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
    from ops.access.by_hand import make_user

    password = _read_password() if password_stdin else None
    told = make_user(email=email, name=name, role=role, scope=scope, language=language, password=password)
    typer.echo(told, err=True)


def _read_password() -> str:
    """A person at a terminal is asked, and what he types stays unseen."""
    return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


@tokens.command("add", epilog="Example: regie token add displays --role building_user --scope building:ADM-01")
def add_token(
    name: Annotated[str, typer.Argument(help="Which machine uses it.")],
    role: Role,
    scope: Scope = "all",
) -> None:
    """Make a bearer token; stdout is the token, once."""
    from ops.access.by_hand import make_token

    typer.echo(make_token(name=name, role=role, scope=scope))
