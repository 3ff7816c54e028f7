"""Around every request: an id, the security headers, one log line, the metrics."""

import re
import time
from uuid import uuid4

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("regie.http")
REQUESTS = Counter("regie_http_requests_total", "HTTP requests", ("method", "route", "status"))
SECONDS = Histogram("regie_http_request_seconds", "Time to answer", ("method", "route"))
_REQUEST_ID = re.compile(r"[\w.-]{8,40}")
#: A route knows its own path, not the prefix under which it was mounted.
_API = "/api/v1"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _request_id(scope: Scope) -> str:
    """The id a proxy gave, when it has the form of one; else a new one."""
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex[:16]


def _route_of(scope: Scope) -> str:
    """The pattern of the route, so that no reference or secret stands in a metric or a log."""
    path = getattr(scope.get("route"), "path", "(none)")
    return f"{_API}{path}" if scope["path"].startswith(f"{_API}/") and not path.startswith(_API) else path


class RequestFrame:
    """Pure ASGI: streaming answers pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status, started = 500, time.perf_counter()

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, framed)
            finally:
                _note(scope, status, time.perf_counter() - started)


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = _route_of(scope)
    REQUESTS.labels(scope["method"], route, status).inc()
    SECONDS.labels(scope["method"], route).observe(seconds)
    principal = scope["state"].get("principal")
    log.info(
        "request", method=scope["method"], route=route, status=status,
        ms=round(seconds * 1000, 1), principal=getattr(principal, "key", ""),
    )  # fmt: skip
