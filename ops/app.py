"""The web application: routers, errors and the frame around every request."""

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ops.access.api import router as access_api
from ops.access.api_operations import router as operations_api
from ops.access.guard import MAX_BODY_BYTES, recognise
from ops.config import Settings
from ops.db import AWAY, Database, first_line, is_retryable
from ops.energy.api import router as energy_api
from ops.errors import N_, Conflict, InvalidInput, NotFound, RegieError, TooLarge, TryAgain, Unavailable
from ops.estate.api import router as estate_api
from ops.kit.clock import Clock, utc_now
from ops.kit.http import language_of, problem, validation_errors
from ops.kit.middleware import RequestFrame
from ops.repairs.api import router as repairs_api
from ops.web.pages import ROUTERS as PAGES
from ops.web.pages.public.my_faults import is_my_page, my_fault
from ops.web.rendering import STATIC_DIR, error_page

log = structlog.get_logger("regie.app")
API = "/api/v1"
_YEAR_S = 31_536_000


class Unexpected(RegieError):
    """The last net: a fault of ours; the reference finds it in the log."""

    text = N_("Something went wrong on our side. What you did last may not be saved.")


class MethodNotAllowed(RegieError):
    status = 405
    code = "method_not_allowed"
    text = N_("This address does not accept that method.")


class BadRequest(RegieError):
    status = 400
    code = "bad_request"
    text = N_("The request can't be read.")


class _Assets(StaticFiles):
    """Static files; one that is asked for by its content hash may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b"") and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable"
        return response


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _answer(request: Request, error: RegieError) -> Response:
    """The same error, for a program, for a caller on his own page, or for one of the house."""
    if _is_api(request):
        return problem(error, language_of(request))
    return (my_fault if is_my_page(request) else error_page)(request, error)


def _on_regie_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RegieError)  # noqa: S101  (the handler is registered for this type)
    return _answer(request, error)


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    if not _is_api(request):
        return _answer(request, InvalidInput())
    language = language_of(request)
    return problem(InvalidInput(), language, validation_errors(error, language))


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if not hasattr(request.state, "principal"):
        # No route was found, so no guard has asked yet who this is and what he reads.
        try:
            recognise(request)
        except AWAY as away:
            return _on_away(request, away)
    kinds: dict[int, type[RegieError]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge}
    return _answer(request, kinds.get(error.status_code, BadRequest)())


def _on_unstorable(request: Request, error: Exception) -> Response:
    """Input that no rule caught and no column takes: NUL bytes, lone surrogates, numbers beyond 64 bits."""
    log.warning("unstorable_input", kind=type(error).__name__)
    return _answer(request, InvalidInput())


def _on_clash(request: Request, error: Exception) -> Response:
    """A constraint that no rule foresaw: nothing was stored, and the next try meets the new state."""
    log.warning("constraint", error=first_line(error))
    return _answer(request, Conflict())


def _on_away(request: Request, error: Exception) -> Response:
    """Somebody holds what we need, or the database does not answer, has no room, has no connection left."""
    if is_retryable(error):
        return _answer(request, TryAgain())
    log.error("database_away", error=first_line(error), exc_info=error)
    return _answer(request, Unavailable())


def _on_unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return _answer(request, Unexpected())


def _handle_errors(app: FastAPI) -> None:
    app.add_exception_handler(RegieError, _on_regie_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(IntegrityError, _on_clash)
    for unstorable in (DataError, OverflowError, UnicodeError):
        app.add_exception_handler(unstorable, _on_unstorable)
    for away in AWAY:
        app.add_exception_handler(away, _on_away)
    app.add_exception_handler(DBAPIError, _on_unexpected)
    app.add_exception_handler(Exception, _on_unexpected)


def create_app(settings: Settings, database: Database, *, clock: Clock = utc_now) -> FastAPI:
    """One application on one database; it commits nothing on its own."""
    app = FastAPI(
        title="Regie", version="1.0", docs_url=None, redoc_url=None, openapi_url=None, max_body_size=2 * MAX_BODY_BYTES
    )
    app.state.settings, app.state.database, app.state.clock = settings, database.under(settings.hash_key), clock
    for router in (access_api, operations_api, estate_api, repairs_api, energy_api):
        app.include_router(router, prefix=API)
    for pages in PAGES:
        app.include_router(pages)
    # Only public files are packed: packing pages would let their length tell their secrets.
    app.mount("/static", GZipMiddleware(_Assets(directory=STATIC_DIR)), name="static")
    _handle_errors(app)
    app.add_middleware(RequestFrame)
    return app
