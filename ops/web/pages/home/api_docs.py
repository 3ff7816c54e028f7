"""The API for people: every route with its permission, from the very schema that programs read."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from ops.access.guard import PageRouter
from ops.access.rights import SELF
from ops.web.rendering import render

router = PageRouter()


@router.get("/api/v1/openapi.json", permission=SELF)
def openapi(request: Request) -> JSONResponse:
    return JSONResponse(request.app.openapi())


@router.get("/api/v1/docs", permission=SELF)
def docs(request: Request) -> Response:
    return render(request, "home/api_docs.html", operations=_operations(request.app.openapi()))


def _operations(schema: dict[str, Any]) -> list[dict[str, str]]:
    """One row a method and path, in the order of the paths."""
    return [
        {
            "method": method.upper(), "path": path, "permission": operation.get("x-permission", ""),
            "summary": operation.get("description") or operation.get("summary", ""),
        }
        for path, methods in sorted(schema["paths"].items())
        for method, operation in methods.items()
    ]  # fmt: skip
