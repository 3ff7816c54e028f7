"""The door of every route: who is it, may he, did he mean it, did he ask before. All that before the body is parsed."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import StreamingResponse

from ops.access.cross_site import bearer_of, is_cross_site
from ops.access.errors import CrossSite
from ops.access.principal import ANONYMOUS, Principal
from ops.access.queries.sectors import disabled_sectors
from ops.access.rights import PUBLIC, RIGHTS, SELF, UNASKED
from ops.access.rules.sectors import sector_of
from ops.access.service import sessions, tokens
from ops.errors import NotAllowed, NotFound, NotSignedIn, TooLarge, TryAgain
from ops.kit.http import database_of, now_of
from ops.kit.idempotency import (
    MAX_KEY_LENGTH,
    AlreadyDone,
    Claim,
    IdempotencyKeyTooLong,
    KeyTaken,
    first_answer,
    request_digest,
)
from ops.kit.locale import DEFAULT_LANGUAGE, LANGUAGES
from ops.kit.typed import note_typed

log = structlog.get_logger("regie.access")
SESSION_COOKIE = "regie_session"
LANGUAGE_COOKIE = "regie_language"
#: A document of 20 MB with what a form writes around it.
MAX_BODY_BYTES = 21_000_000
KNOWN_PERMISSIONS = frozenset({PUBLIC, SELF, UNASKED}.union(*(rights for rights in RIGHTS.values())))
_PERMISSION = "x-permission"
_FORM_TYPE = "application/x-www-form-urlencoded"
#: A page is not kept waiting for the note that somebody looked at it.
_GLANCE_MS = 200
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class UndeclaredPermission(TypeError):
    """A route was written without its one permission, or with one that no role holds."""


def _identify(request: Request) -> Principal | None:
    """The principal behind the bearer token or the session cookie; None when there is none that counts.

    Which sectors are switched off is read with it, once for the guard and the frame of the page.
    """
    with database_of(request).reading() as session:
        found = _find(request, session)
        if found is not None:
            request.state.sectors_off = disabled_sectors(session)
    return found


def _find(request: Request, session: Session) -> Principal | None:
    token, cookie, now = bearer_of(request), request.cookies.get(SESSION_COOKIE), now_of(request)
    if token is not None:
        bearer = tokens.find_bearer(session, token, now)
        request.state.token_due = bearer.token_id if bearer and bearer.used_due else None
        return bearer.principal if bearer else None
    signed_in = sessions.find_signed_in(session, cookie, now) if cookie else None
    request.state.session_id = signed_in.session_id if signed_in else None
    request.state.seen_due = bool(signed_in and signed_in.seen_due)
    return signed_in.principal if signed_in else None


def _note_presence(request: Request) -> None:
    """Moves the idle end of the session, in a transaction of its own: the request itself may be refused later.

    Who is kept waiting by another writer, or has a full disk, is served all the same and noted the next time.
    """
    try:
        _write_presence(request)
    except (TryAgain, SQLAlchemyError) as error:
        log.warning("presence_not_noted", error=type(error).__name__)


def _write_presence(request: Request) -> None:
    now = now_of(request)
    token_id = getattr(request.state, "token_due", None)
    if getattr(request.state, "seen_due", False):
        with database_of(request).unit_of_work(patience_ms=_GLANCE_MS) as session:
            sessions.note_seen(session, request.state.session_id, now=now)
    elif token_id is not None:
        with database_of(request).unit_of_work(patience_ms=_GLANCE_MS) as session:
            tokens.note_used(session, token_id, now=now)


def _language(request: Request, principal: Principal) -> str:
    """A choice made in this browser first, then the user's own, then what the browser asks for."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    if principal is not ANONYMOUS and principal.kind == "user":
        return principal.language
    for part in request.headers.get("accept-language", "").split(","):
        if (wanted := part.strip()[:2].lower()) in LANGUAGES:
            return wanted
    return DEFAULT_LANGUAGE


def _refuse_cross_site(request: Request, *, by_link: bool) -> None:
    if is_cross_site(request, by_link=by_link):
        raise CrossSite()


def _refuse_switched_off(request: Request, permission: str) -> None:
    """The pages and routes of a sector that this centre does not use are not there, for anybody."""
    if sector_of(permission) in request.state.sectors_off:
        raise NotFound()


def _refuse_large(request: Request) -> None:
    """By the length that is announced; one that grows beyond it meets the framework's own limit."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY_BYTES:
        raise TooLarge()


def recognise(request: Request) -> Principal | None:
    """Settles principal and language of a request; None, and nobody's rights, for a stranger.

    The language is settled first: a database that does not answer is told in the reader's own.
    """
    request.state.principal, request.state.language = ANONYMOUS, _language(request, ANONYMOUS)
    found = _identify(request)
    request.state.principal = found or ANONYMOUS
    request.state.language = _language(request, request.state.principal)
    return found


def _authorise(request: Request, permission: str, *, by_link: bool) -> None:
    """Refuses whoever and whatever the declaration does not allow."""
    found = recognise(request)
    principal: Principal = request.state.principal
    if permission != PUBLIC and found is None:
        raise NotSignedIn()
    if not principal.may(permission):
        raise NotAllowed()
    if found is not None:
        _refuse_switched_off(request, permission)
    _refuse_cross_site(request, by_link=by_link)
    _refuse_large(request)
    _note_presence(request)


async def _idempotency_key(request: Request) -> str | None:
    """From the header, or from the hidden field of a form; one with a file carries an id of the upload instead.

    So that a file is streamed to a place of its own, and never held in memory to be compared.
    """
    key: str | UploadFile | None = request.headers.get("idempotency-key")
    if key is None and request.headers.get("content-type", "").startswith(_FORM_TYPE):
        await request.body()
        key = (await request.form()).get("idempotency_key")
    if not isinstance(key, str) or not key:
        return None
    if len(key) > MAX_KEY_LENGTH:
        raise IdempotencyKeyTooLong(field="idempotency_key")
    return key


def _look_up(request: Request, claim: Claim) -> Response | None:
    with database_of(request).reading() as session:
        return first_answer(session, claim)


async def _answer_once(request: Request, handler: _Handler, key: str) -> Response:
    """Runs the handler under its key, or gives the first answer again."""
    digest = request_digest(request.method, request.url.path, await request.body())
    claim = Claim(request.state.principal.key, key, digest, now_of(request))
    if (answer := await run_in_threadpool(_look_up, request, claim)) is not None:
        return answer
    request.state.idempotency_claim = claim
    try:
        response = await handler(request)
    except KeyTaken:
        answer = await run_in_threadpool(_look_up, request, claim)
        if answer is None:
            raise AlreadyDone() from None
        return answer
    if response.status_code < 400 and not isinstance(response, StreamingResponse):
        claim.keep(response)
    return response


async def _run(request: Request, handler: _Handler) -> Response:
    key = await _idempotency_key(request) if request.method == "POST" else None
    response = await (_answer_once(request, handler, key) if key else handler(request))
    session = getattr(request.state, "session", None)
    if session is not None and response.status_code >= 400:
        # A page that words an error itself returned normally; what it had begun must not be half stored.
        session.rollback()
    return response


class GuardedRoute(APIRoute):
    """A route that can't exist without its one declared permission."""

    @property
    def permission(self) -> str:
        permission = (self.openapi_extra or {}).get(_PERMISSION)
        if permission not in KNOWN_PERMISSIONS:
            raise UndeclaredPermission(f"{sorted(self.methods or ())} {self.path}: permission {permission!r}")
        return str(permission)

    def get_route_handler(self) -> _Handler:
        handler = super().get_route_handler()
        permission = self.permission
        by_link = permission == PUBLIC and "{token}" in self.path

        async def guarded(request: Request) -> Response:
            try:
                if permission != UNASKED:
                    await run_in_threadpool(_authorise, request, permission, by_link=by_link)
                return await _run(request, handler)
            except Exception:
                # What a foreign page filled in is not given back: its reader might send it himself.
                if not is_cross_site(request, by_link=by_link):
                    await note_typed(request)
                raise

        return guarded


class GuardedRouter(APIRouter):
    """A router whose every route says `permission="..."`: `@router.get("/tickets", permission="tickets.read")`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=GuardedRoute, **options)

    def _declared(self, method: str, path: str, permission: str, options: dict[str, Any]) -> Callable[..., Any]:
        extra = {**options.pop("openapi_extra", {}), _PERMISSION: permission}
        return self.api_route(path, methods=[method], openapi_extra=extra, **options)

    def get(self, path: str, *, permission: str, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        return self._declared("GET", path, permission, options)

    def post(self, path: str, *, permission: str, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        return self._declared("POST", path, permission, options)

    def put(self, path: str, *, permission: str, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        return self._declared("PUT", path, permission, options)

    def patch(self, path: str, *, permission: str, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        return self._declared("PATCH", path, permission, options)

    def delete(self, path: str, *, permission: str, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        return self._declared("DELETE", path, permission, options)


def ApiRouter(**options: Any) -> GuardedRouter:  # noqa: N802  (reads as the class it stands for)
    """A router of JSON routes; the app mounts it under /api/v1."""
    return GuardedRouter(**options)


def PageRouter(**options: Any) -> GuardedRouter:  # noqa: N802
    """A router of web pages; they are no part of the API's schema."""
    return GuardedRouter(include_in_schema=False, **options)


def _current(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


CurrentPrincipal = Annotated[Principal, Depends(_current)]
