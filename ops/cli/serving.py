"""The web processes: pages and API over one database."""

import gc

import uvicorn

from ops.app import create_app
from ops.cli.context import check_free, load_settings, open_database


def serve_pages(host: str, port: int) -> None:
    """Blocks until it is told to stop."""
    check_free(host, port)
    settings = load_settings()
    application = create_app(settings, open_database(settings))
    # What was loaded so far stays for the life of the process: looking through it again would halt every answer.
    gc.collect()
    gc.freeze()
    uvicorn.run(application, host=host, port=port, log_config=None, server_header=False, proxy_headers=True)
