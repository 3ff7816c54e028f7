"""The web application of a test, without what FastAPI would work out anew for each."""

from fastapi import FastAPI
from starlette.routing import BaseRoute

from ops.app import create_app
from ops.config import Settings
from ops.db import Database
from ops.kit.clock import Clock

#: What each application of this process answers with. FastAPI reads the signatures of all routes when the first
#: question comes, which takes a second; routes know no database, so the first application's serve all that follow.
_ROUTES: list[BaseRoute] = []


def app_for(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """`create_app` with routes that are known already."""
    app = create_app(settings, database, clock=clock)
    if not _ROUTES:
        _ROUTES.extend(app.routes)
    app.router.routes[:] = _ROUTES
    return app
