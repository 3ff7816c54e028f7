"""`regie scheduler` and `regie job`. What they do is imported there, so that help is quick."""

import sys
from typing import Annotated

import typer

app = typer.Typer()
jobs = typer.Typer(no_args_is_help=True, help="What runs by the clock.")
app.add_typer(jobs, name="job")


@app.command(epilog="Example: regie scheduler")
def scheduler() -> None:
    """Run the jobs by the clock; of several schedulers on one database one works and the others stand by."""
    from scheduler.by_hand import run_scheduler

    run_scheduler()


@jobs.command("list", epilog="Example: regie job list")
def list_jobs() -> None:
    """Show each job, when it runs next, and how its last run ended."""
    from scheduler.by_hand import lines_of_jobs

    for line in lines_of_jobs():
        typer.echo(line)


@jobs.command("run", epilog="Example: regie job run energy_scan --now 2026-11-20T10:00:00+01:00")
def run_job(
    name: Annotated[str, typer.Argument(help="Name of the job; `regie job list` shows them.")],
    now: Annotated[str, typer.Option(help="Run as if it were this instant (ISO, with its zone).")] = "",
) -> None:
    """Run one job here and now, once, and note it in the ledger."""
    from scheduler.by_hand import run_one

    ended = run_one(name, now)
    if ended.error:
        sys.stderr.write(f"regie: {name} failed: {ended.error}\n")
        raise typer.Exit(1)
    done = ", ".join(f"{key} {count}" for key, count in ended.did.items() if count)
    typer.echo(f"{name}: {done or 'nothing to do'}")
