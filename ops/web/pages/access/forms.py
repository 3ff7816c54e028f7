"""What the forms of access send: roles with their places, where to go on to, and from where."""

from collections.abc import Sequence

from fastapi import Request


def origin_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def local_path(wanted: str) -> str:
    """The page to go on to, when it is one of ours: a link from a mail must not lead away after the sign-in."""
    path = wanted.replace("\\", "/")
    is_ours = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return wanted if is_ours else "/"


def pairs(roles: Sequence[str], scopes: Sequence[str]) -> list[tuple[str, str]]:
    """The rows of the grants editor; a row without a role is one that was emptied or never filled."""
    return [(role, scope or "all") for role, scope in zip(roles, scopes, strict=False) if role]
