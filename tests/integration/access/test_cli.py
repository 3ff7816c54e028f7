"""The first administrator and the tokens of machines, from the terminal."""

from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from ops.access.cli import tokens as token_group
from ops.access.cli import users as user_group
from ops.access.service.sign_in import SignInAttempt, sign_in
from ops.access.service.tokens import find_bearer
from ops.config import Settings
from ops.db import Database
from tests.integration.access.people import ANA, PASSWORD

app = typer.Typer()
app.add_typer(user_group, name="user")
app.add_typer(token_group, name="token")


@pytest.fixture(autouse=True)
def _environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.database_url is not None
    assert settings.hash_key is not None
    monkeypatch.setenv("REGIE_SECRET_KEY", settings.hash_key)
    monkeypatch.setenv("REGIE_DATABASE_URL", settings.database_url.get_secret_value())


def run(line: str, typed: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, line.split(), input=typed)
    return result.exit_code, result.stdout, result.stderr


def test_a_user_with_a_password_signs_in_at_once(database: Database) -> None:
    assert run(f"user add {ANA} --role admin --password-stdin", f"{PASSWORD}\n")[0] == 0
    sign_in(database, SignInAttempt(ANA, PASSWORD, "10.0.0.1"), now=datetime.now(UTC))


def test_stdout_is_only_the_token(database: Database) -> None:
    code, stdout, _ = run("token add displays --role building_user --scope building:ADM-01")
    assert code == 0
    with database.reading() as session:
        bearer = find_bearer(session, stdout.strip(), datetime.now(UTC))
    assert stdout.count("\n") == 1
    assert bearer is not None
    assert bearer.principal.grants[0].scope_code == "ADM-01"


@pytest.mark.parametrize(
    ("line", "typed", "code"),
    [
        (f"user add {ANA} --role root", None, 2),
        (f"user add {ANA} --role technician --scope zone", None, 2),
        ("user add nobody --role admin", None, 2),
        (f"user add {ANA} --role admin --password-stdin", "short\n", 2),
        (f"user add {ANA}", None, 2),
        ("user add taken@example.org --role admin", None, 1),
        ("token add displays --role admin --scope all:x", None, 2),
    ],
    ids=["role", "scope", "address", "password", "role missing", "address taken", "scope of a token"],
)
def test_a_mistake_is_told_on_stderr(line: str, typed: str | None, code: int) -> None:
    run("user add taken@example.org --role admin")
    exit_code, stdout, stderr = run(line, typed)
    assert (exit_code, stdout) == (code, "")
    assert stderr
    assert PASSWORD not in stderr


def test_a_token_that_no_process_could_know_again_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REGIE_SECRET_KEY")
    code, stdout, stderr = run("token add displays --role building_user --scope building:ADM-01")
    assert (code, stdout) == (1, "")
    assert "REGIE_SECRET_KEY is not set" in stderr


def test_the_help_holds_an_example() -> None:
    for group in ("user", "token"):
        assert f"Example: regie {group} add" in run(f"{group} add --help")[1]
