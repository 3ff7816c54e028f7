"""The command `regie`: the composition root, which alone knows the core and its adapters.

A command is named, not imported: help answers at once, and a process loads only what it runs.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

#: Command -> the module whose `app` holds it, and the first sentence of its help, for the list.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "api": ("ops.cli.processes", "Serve the pages and the API; any number may run on one database."),
    "serve": (
        "ops.cli.processes",
        "Run everything in one process: pages, API, ingest, scheduler and, where no broker is set, an embedded one.",
    ),
    "ingest": (
        "iot.cli",
        "Take readings from the broker and store them; any number may run, each with its own client id.",
    ),
    "simulate": ("iot.cli", "Publish plausible readings for every register that has a datalogger."),
    "scheduler": (
        "scheduler.cli",
        "Run the jobs by the clock; of several schedulers on one database one works and the others stand by.",
    ),
    "job": ("scheduler.cli", "What runs by the clock."),
    "migrate": ("ops.cli.data", "Bring the database to the newest revision and add the rule sets that are missing."),
    "backup": ("ops.cli.data", "Write the database and all files to one archive, while the others go on working."),
    "restore": ("ops.cli.data", "Fill an empty database and data folder from an archive of the same engine."),
    "user": ("ops.access.cli", "People who work with Regie."),
    "token": ("ops.access.cli", "Bearer tokens of machines."),
    "import": ("ops.cli.tables", "Take in a table; every fault is named by its line, and nothing is half stored."),
    "export": ("ops.cli.tables", "Write a table as CSV."),
    "seed": ("ops.cli.seed", "Made-up data for a look and for tests."),
    "energy": ("ops.energy.backtest_cli", "Consumption on file."),
    "doctor": (
        "ops.cli.doctor",
        "Check configuration, database, clock, broker and messages; exit 1 names what is wrong.",
    ),
}


class _Named(TyperCommand):
    """Stands in the list for a command, which is loaded when it is called."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        if "--help" not in args:
            import_module("ops.cli.frame").prepare()
        return load(self.name or "").make_context(info_name, args, parent, **extra)


class _Commands(TyperGroup):
    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands = {name: _Named(name, help=text) for name, (_, text) in COMMANDS.items()}


def load(name: str) -> Any:
    """The command itself, with its options."""
    group = typer.main.get_group(import_module(COMMANDS[name][0]).app)
    return group.commands[name]


app = typer.Typer(
    name="regie", cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Operations of a public welfare centre: repairs, energy, beds, dwellings, linen.",
)  # fmt: skip


@app.callback()
def _regie() -> None:
    pass


def main() -> None:
    """Runs one command; an error is one line on stderr: 2 for usage, 1 for the rest."""
    try:
        app()
    except Exception as error:
        line = import_module("ops.cli.frame").in_one_line(error)
        if line is None:
            raise
        sys.stderr.write(f"regie: {line}\n")
        raise SystemExit(1) from None
