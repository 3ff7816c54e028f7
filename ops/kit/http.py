"""HTTP parts that every domain shares: one transaction a request, problem details, ETags."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from ops.config import Settings
from ops.db import Database
from ops.errors import N_, EditedMeanwhile, RegieError
from ops.kit.locale import DEFAULT_LANGUAGE, translate
from ops.kit.rulesets import RulesetInvalid

#: Lists answer at most this many items at once.
MAX_LIMIT = 500
#: What pydantic calls an error -> what we tell the caller to do about it.
_VALIDATION_TEXTS = {
    "missing": N_("This is required."),
    "json_invalid": N_("This is not valid JSON."),
    "string_too_long": N_("This is too long."),
    "string_too_short": N_("This is too short."),
    "int_parsing": N_("Give a whole number."),
    "decimal_parsing": N_("Give a number."),
    "float_parsing": N_("Give a number."),
    "date_from_datetime_parsing": N_("Give a date such as 2026-11-24."),
    "datetime_from_date_parsing": N_("Give an instant such as 2026-11-24T14:00:00+01:00."),
    "datetime_parsing": N_("Give an instant such as 2026-11-24T14:00:00+01:00."),
    "timezone_aware": N_("Give an instant with its offset, such as 2026-11-24T14:00:00+01:00."),
    "literal_error": N_("This is not one of the possible values."),
    "enum": N_("This is not one of the possible values."),
    "extra_forbidden": N_("This field is not known here."),
}
_VALIDATION_FALLBACK = N_("This value can't be used.")


def database_of(request: Request) -> Database:
    return cast(Database, request.app.state.database)


def settings_of(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def now_of(request: Request) -> datetime:
    """The instant of the request: the same one for all that happens in it."""
    if not hasattr(request.state, "now"):
        request.state.now = request.app.state.clock()
    return cast(datetime, request.state.now)


def language_of(request: Request) -> str:
    return getattr(request.state, "language", DEFAULT_LANGUAGE)


def _write_session(request: Request) -> Iterator[Session]:
    """One request is one transaction; it ends before the answer leaves, so a failed commit is never a 2xx."""
    with database_of(request).unit_of_work() as session:
        request.state.session = session
        claim = getattr(request.state, "idempotency_claim", None)
        if claim is not None:
            claim.take(session)
        yield session


def _read_session(request: Request) -> Iterator[Session]:
    with database_of(request).reading() as session:
        request.state.read_session = session
        try:
            yield session
        finally:
            del request.state.read_session


@contextmanager
def reading_of(request: Request) -> Iterator[Session]:
    """The reading session of the route while it lasts, else one of its own: a page takes one connection, not two.

    With two, as many pages at once as there are connections would each hold one and wait for another.
    """
    session = getattr(request.state, "read_session", None)
    if session is not None:
        yield session
        return
    with database_of(request).reading() as own:
        yield own


@contextmanager
def reading_anew(request: Request) -> Iterator[Session]:
    """For the page that words a refusal: gives up what the request began, and reads what is stored.

    Drawing a page takes its time, and SQLite has one lock for all who write.
    """
    begun = getattr(request.state, "session", None)
    if begun is not None:
        begun.rollback()
    with database_of(request).reading() as session:
        yield session


DbSession = Annotated[Session, Depends(_write_session, scope="function")]
ReadSession = Annotated[Session, Depends(_read_session, scope="function")]
Now = Annotated[datetime, Depends(now_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]
Language = Annotated[str, Depends(language_of)]


def set_etag(response: Response, version: int) -> None:
    response.headers["ETag"] = f'"v{version}"'


def expected_version(request: Request) -> int | None:
    """The version that If-Match names; -1, which no row has, for one that was never given out."""
    tag = request.headers.get("If-Match")
    if tag in (None, "*"):
        return None
    bare = str(tag).strip().removeprefix("W/").strip('"').removeprefix("v")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 10 else -1


def check_version(request: Request, version: int) -> None:
    """Refuses a change that was made on an older version; a caller without If-Match takes his chance."""
    if expected_version(request) not in (None, version):
        raise EditedMeanwhile()


def field_error(field: str | None, error: RegieError, language: str) -> dict[str, Any]:
    return {"field": field, "code": error.code, "detail": translate(language, error.text, **error.params)}


def _fault_lines(error: RegieError, language: str) -> list[dict[str, Any]]:
    """Each place of a body that can't be used, or the one field that the error names."""
    if isinstance(error, RulesetInvalid):
        return [
            {"field": f"body.{fault.path}".rstrip("."), "code": error.code, "detail": translate(language, fault.text)}
            for fault in error.faults
        ]
    return [field_error(error.field, error, language)] if error.field else []


def problem(error: RegieError, language: str, errors: Sequence[Mapping[str, Any]] = ()) -> JSONResponse:
    """RFC 9457: `code` and `params` for programs, `detail` for people."""
    detail = translate(language, error.text, **error.params)
    listed = list(errors) or _fault_lines(error, language)
    body: dict[str, Any] = {
        "type": "about:blank", "title": error.code, "status": error.status,
        "code": error.code, "params": dict(error.params), "detail": detail,
    }  # fmt: skip
    if listed:
        body["errors"] = listed
    headers = {"Retry-After": str(error.params["retry_after_s"])} if "retry_after_s" in error.params else None
    return JSONResponse(body, error.status, headers, media_type="application/problem+json")


def validation_errors(error: RequestValidationError, language: str) -> list[dict[str, Any]]:
    """One line a field, in the caller's language."""
    return [
        {
            "field": ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]),
            "code": item["type"],
            "detail": translate(language, _VALIDATION_TEXTS.get(item["type"], _VALIDATION_FALLBACK)),
        }
        for item in error.errors()
    ]
