"""Where a request comes from, as far as its browser tells: the one check against forms of foreign pages (ADR 5)."""

from fastapi import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: What a browser sends that keeps the origin to itself.
_UNTOLD = "null"


def bearer_of(request: Request) -> str | None:
    """The token of a machine; None where a cookie decides, whatever a proxy's own password adds to the request."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def is_cross_site(request: Request, *, by_link: bool) -> bool:
    """A browser says where a request comes from; one that changes something must come from our own pages.

    Bearer tokens are never sent by a browser on its own, so they need no such proof. Behind a secret link (`by_link`)
    pages say no-referrer, and a browser without Sec-Fetch-Site then names no origin: only a foreign one is refused.
    """
    if request.method in SAFE_METHODS or bearer_of(request) is not None:
        return False
    if site := request.headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin", _UNTOLD)
    if by_link and origin == _UNTOLD:
        return False
    _, _, host = origin.partition("://")
    return not host or host != request.headers.get("host")
