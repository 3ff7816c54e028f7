"""What the pages of access share: forms that keep what was typed, and the address of the caller."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import Response

from ops.errors import RegieError
from ops.web.rendering import error_lines, render

LANGUAGE_CHOICES = ("nl", "fr", "en")


def with_error(
    request: Request, template: str, error: RegieError, form: Mapping[str, Any] | None = None, /, **context: Any
) -> Response:
    """The same page again, with what was typed and what is wrong with it."""
    errors = error_lines(request, [error])
    at = {line["field"]: line["text"] for line in errors if line["field"]}
    return render(request, template, status=error.status, errors=errors, error_at=at, form=form or {}, **context)


def without_error(
    request: Request, template: str, /, form: Mapping[str, Any] | None = None, **context: Any
) -> Response:
    return render(request, template, errors=[], error_at={}, form=form or {}, **context)


def origin_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def local_path(wanted: str) -> str:
    """The page to go on to, when it is one of ours: a link from a mail must not lead away after the sign-in."""
    parts = urlsplit(wanted.replace("\\", "/"))
    if parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    return wanted if wanted.isprintable() else "/"


def href(path: str, **params: str | int) -> str:
    """The address with its filters; empty ones are left out."""
    kept = {name: value for name, value in params.items() if value not in ("", 0)}
    return f"{path}?{urlencode(kept)}" if kept else path


def pages(path: str, page: int, size: int, total: int, params: Mapping[str, str]) -> dict[str, Any] | None:
    """What the pagination macro needs; None when everything fits on one page."""
    if total <= size:
        return None
    first = (page - 1) * size + 1
    last = min(page * size, total)
    return {
        "first": first,
        "last": last,
        "total": total,
        "prev_href": href(path, **params, page=page - 1) if page > 1 else "",
        "next_href": href(path, **params, page=page + 1) if last < total else "",
    }


def pairs(roles: Sequence[str], scopes: Sequence[str]) -> list[tuple[str, str]]:
    """The rows of the grants editor; a row without a role is one that was emptied or never filled."""
    return [(role, scope or "all") for role, scope in zip(roles, scopes, strict=False) if role]
