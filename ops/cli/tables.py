"""Tables in and out: `regie import KIND FILE`, `regie export KIND`."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from ops.cli.context import open_database, say
from ops.energy import cli as energy
from ops.estate import cli as estate
from ops.kit.clock import utc_now
from ops.kit.exports import Cell, csv_stream
from ops.kit.imports import Imported, LineFault
from ops.repairs import cli as repairs

app = typer.Typer()

Table = tuple[Sequence[str], Iterator[Sequence[Cell]]]
IMPORTS: Mapping[str, Callable[..., Imported]] = {
    "registers": energy.take_registers,
    "mappings": energy.take_mappings,
    "readings": energy.take_readings,
    "tariffs": energy.take_tariffs,
    **estate.IMPORTS,
    **repairs.IMPORTS,
}
EXPORTS: Mapping[str, Callable[[Session, datetime], Table]] = {
    "alerts": energy.export_alerts,
    "registers": energy.export_registers,
    "mappings": energy.export_mappings,
    "readings": energy.export_readings,
    "tariffs": energy.export_tariffs,
    **estate.EXPORTS,
    **repairs.EXPORTS,
}


#: Tables that come in the shapes of several makers.
PROFILED = ("readings",)


class _DryRun(Exception):
    """Takes back what was only tried."""


@app.command("import", epilog="Example: regie import registers registers.csv --dry-run")
def import_table(
    kind: Annotated[str, typer.Argument(help=f"What the file holds: {', '.join(IMPORTS)}.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a head line.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave faulty lines out instead of refusing all.")
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="Who wrote the table of readings, such as fluvius; else by its head."),
    ] = None,
) -> None:
    """Take in a table; every fault is named by its line, and nothing is half stored."""
    take = IMPORTS.get(kind)
    if take is None:
        raise typer.BadParameter(f"{kind!r} is none of: {', '.join(IMPORTS)}", param_hint="KIND")
    if profile is not None and kind not in PROFILED:
        raise typer.BadParameter(f"only for: {', '.join(PROFILED)}", param_hint="--profile")
    wishes = {} if profile is None else {"profile": profile}
    done: Imported | None = None
    try:
        with open_database().unit_of_work() as session:
            done = take(session, file, skip_bad=skip_bad, **wishes)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    if done is not None:
        _report(done, dry_run=dry_run, skip_bad=skip_bad)


def _report(done: Imported, *, dry_run: bool, skip_bad: bool) -> None:
    for fault in done.faults:
        sys.stderr.write(f"line {fault.number}: {_words(fault)}\n")
    say(f"{'Would be: ' if dry_run else ''}{done.added} added, {done.changed} changed, {done.unchanged} unchanged.")
    if done.faults and not skip_bad:
        sys.stderr.write(f"regie: nothing was imported: {len(done.faults)} faults\n")
        raise typer.Exit(1)


def _words(fault: LineFault) -> str:
    text = fault.text % fault.params if fault.params else fault.text
    return f"{fault.column} {text}".strip()


@app.command("export", epilog="Example: regie export alerts --out alerts.csv")
def export_table(
    kind: Annotated[str, typer.Argument(help=f"What to write: {', '.join(EXPORTS)}.")],
    out: Annotated[Path | None, typer.Option("--out", help="File to write; without it, the terminal.")] = None,
) -> None:
    """Write a table as CSV."""
    rows = EXPORTS.get(kind)
    if rows is None:
        raise typer.BadParameter(f"{kind!r} is none of: {', '.join(EXPORTS)}", param_hint="KIND")
    with open_database().reading() as session:
        chunks = csv_stream(*rows(session, utc_now()))
        if out is None:
            sys.stdout.writelines(chunk.decode() for chunk in chunks)
        else:
            with out.open("wb") as file:
                file.writelines(chunks)
            say(f"{out}: {out.stat().st_size} bytes.")
