"""`regie energy`: what energy does on files. What it runs is imported there, so that help is quick."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
energy = typer.Typer(no_args_is_help=True, help="Consumption on file.")
app.add_typer(energy, name="energy")


@energy.callback()
def _energy() -> None:
    pass


@energy.command("backtest", epilog="Example: regie energy backtest readings.csv --out alerts.csv --budget 12")
def backtest(
    readings: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV with series_id, kind, timestamp and value.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Where the alerts are written, as CSV.")],
    budget: Annotated[float, typer.Option(help="Alerts a meter-year that are bearable, on average.")] = 12.0,
    calendar: Annotated[str, typer.Option(help="Whose holidays count: BE or none.")] = "BE",
) -> None:
    """Replay hourly consumption in time order: what would have been raised, each decision from the past only."""
    from ops.config import Settings
    from ops.energy.service.backtest import backtest as run

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{done} of {of} series", err=True, nl=done == of)

    zone = Settings().zone
    did = run(readings, out, budget=budget, calendar=calendar, zone=zone, progress=progress)
    typer.echo(f"{did.alerts} alerts on {did.series} series, {did.meter_years:.1f} meter-years.", err=True)
