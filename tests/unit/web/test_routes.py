"""Pages are found by walking the modules, in the order of their names: no route may stand before one that it hides."""

import pytest
from starlette.routing import Match

from ops.web.pages import ROUTERS

ROUTES = [route for router in ROUTERS for route in router.routes]
#: Paths without a variable part, each with one of its methods.
PLAIN = [
    (path, method)
    for route in ROUTES
    for path, methods in [(getattr(route, "path", ""), getattr(route, "methods", ()))]
    if "{" not in path
    for method in sorted(methods)
]


@pytest.mark.parametrize(("path", "method"), PLAIN, ids=lambda each: each)
def test_a_plain_path_is_answered_by_its_own_page(path: str, method: str) -> None:
    scope = {"type": "http", "path": path, "method": method, "headers": []}
    first = next(route for route in ROUTES if route.matches(scope)[0] is Match.FULL)
    assert getattr(first, "path", "") == path
