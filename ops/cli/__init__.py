"""The command `regie`: the composition root, which alone knows the core and its adapters."""

import sys

import structlog
import typer
from sqlalchemy.exc import OperationalError

from iot import cli as iot_cli
from ops import wiring
from ops.cli import data, doctor, processes, seed, tables
from ops.config import Settings
from ops.errors import RegieError
from ops.kit import logs
from scheduler import cli as scheduler_cli

app = typer.Typer(
    name="regie", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Operations of a public welfare centre: repairs, energy, beds, dwellings, linen.",
)  # fmt: skip
for part in (processes.app, iot_cli.app, scheduler_cli.app, data.app, tables.app, seed.app, doctor.app):
    app.registered_commands += part.registered_commands
    app.registered_groups += part.registered_groups


def main() -> None:
    """Runs one command; an error is one line on stderr: 2 for usage, 1 for the rest."""
    try:
        logs.configure(Settings().log_level)
        wiring.connect()
        app()
    except RegieError as error:
        _fail(str(error))
    except OperationalError as error:
        _fail(f"The database does not answer: {str(error.orig).strip().splitlines()[0]}")
    except ValueError as error:
        _fail(_first_line(error))


def _first_line(error: Exception) -> str:
    """A settings error of pydantic names the variable in its second line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return ": ".join(lines[1:3]) if len(lines) > 2 else (lines[0] if lines else type(error).__name__)


def _fail(message: str) -> None:
    structlog.get_logger("regie.cli").debug("failed", exc_info=True)
    sys.stderr.write(f"regie: {logs.mask(message)}\n")
    raise SystemExit(1)
