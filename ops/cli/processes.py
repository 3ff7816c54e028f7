"""Commands that run: the web processes, and all in one."""

from typing import Annotated

import typer
import uvicorn

from ops.app import create_app
from ops.cli import demo as all_in_one
from ops.cli.context import load_settings, open_database

app = typer.Typer()
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]


@app.command(epilog="Example: regie api --host 0.0.0.0 --port 8000")
def api(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the pages and the API; any number may run on one database."""
    settings = load_settings()
    application = create_app(settings, open_database(settings))
    uvicorn.run(application, host=host, port=port, log_config=None, server_header=False, proxy_headers=True)


@app.command(epilog="Example: regie serve --demo")
def serve(
    demo: Annotated[bool, typer.Option(help="Load the reference organisation and simulate its dataloggers.")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Run everything in one process: pages, API, ingest, scheduler and, where no broker is set, an embedded one."""
    all_in_one.run(load_settings(demo=demo), host, port)
