"""Commands that run: the web processes, and all in one. What they run is imported there, so that help is quick."""

from typing import Annotated

import typer

app = typer.Typer()
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]


@app.command(epilog="Example: regie api --host 0.0.0.0 --port 8000")
def api(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the pages and the API; any number may run on one database."""
    from ops.cli.serving import serve_pages

    serve_pages(host, port)


@app.command(epilog="Example: regie serve --demo")
def serve(
    demo: Annotated[bool, typer.Option(help="Load the reference organisation and simulate its dataloggers.")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Run everything in one process: pages, API, ingest, scheduler and, where no broker is set, an embedded one."""
    from ops.cli.context import load_settings
    from ops.cli.demo import run

    run(load_settings(demo=demo), host, port)
