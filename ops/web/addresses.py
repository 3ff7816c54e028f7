"""Addresses with their filters, and the way from one page of a list to the next."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


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
