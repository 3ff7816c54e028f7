"""All routes of the application, with the permission that each declares."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRouter, _IncludedRouter
from starlette.routing import BaseRoute

from ops.access.guard import GuardedRoute


@dataclass(frozen=True, order=True)
class Declared:
    """One method of one path."""

    path: str
    method: str
    permission: str


def _walk(routes: list[BaseRoute], prefix: str) -> Iterator[tuple[str, GuardedRoute]]:
    for route in routes:
        if isinstance(route, _IncludedRouter):
            inner: APIRouter = route.original_router
            yield from _walk(inner.routes, prefix + route.include_context.prefix)
        elif isinstance(route, GuardedRoute):
            yield prefix + route.path, route


def declared_routes(app: FastAPI) -> list[Declared]:
    """Every guarded route, sorted; what is not guarded is only the mount of the static files."""
    found = {
        Declared(path, method, route.permission)
        for path, route in _walk(app.routes, "")
        for method in route.methods or ()
        if method != "HEAD"
    }
    return sorted(found)
