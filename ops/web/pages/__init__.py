"""All web pages: every module below that has a `router` is part of the site.

A new screen is a new module; nothing else has to be told of it. Its own permission stands on each route.
"""

from importlib import import_module
from pkgutil import walk_packages

from ops.access.guard import GuardedRouter


def _routers() -> list[GuardedRouter]:
    names = sorted(found.name for found in walk_packages(__path__, f"{__name__}."))
    modules = [import_module(name) for name in names]
    return [module.router for module in modules if hasattr(module, "router")]


ROUTERS = _routers()
