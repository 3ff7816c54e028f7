"""`regie ingest` and `regie simulate`. What they run is imported there, so that help is quick."""

from typing import Annotated

import typer

app = typer.Typer()
#: As iot/voices.py speaks them.
_SPOKEN = (
    "regie", "senml", "tasmota", "shelly", "chirpstack", "things_stack", "zigbee2mqtt", "dsmr", "csv",
)  # fmt: skip


@app.command(epilog="Example: REGIE_INGEST_CLIENT_ID=regie-ingest-2 regie ingest")
def ingest(
    retire: Annotated[bool, typer.Option(help="Store what the broker holds for this member, then leave.")] = False,
) -> None:
    """Take readings from the broker and store them; any number may run, each with its own client id."""
    from iot.processes import take_readings

    take_readings(retire=retire)


@app.command(epilog="Example: regie simulate --every 5 --fault leak:ADM-01-W1 --format tasmota")
def simulate(
    loggers: Annotated[int | None, typer.Option(min=1, help="Only so many dataloggers; without it all.")] = None,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two readings of a register.")] = 60.0,
    fault: Annotated[str | None, typer.Option(help="leak:METER lets that meter run on.")] = None,
    format_: Annotated[str, typer.Option("--format", help=f"Format of the messages: {', '.join(_SPOKEN)}.")] = "regie",
    mapped: Annotated[
        bool, typer.Option("--map/--no-map", help="Add the mappings that messages of another make need.")
    ] = True,
) -> None:
    """Publish plausible readings for every register that has a datalogger."""
    if format_ not in _SPOKEN:
        raise typer.BadParameter(f"{format_!r} is none of: {', '.join(_SPOKEN)}", param_hint="--format")
    from iot.processes import publish_readings

    publish_readings(loggers=loggers, every=every, fault=fault, format_=format_, mapped=mapped)
