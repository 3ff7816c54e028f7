"""Secrets that leave the house once; the database only knows their hash."""

import hmac
import secrets

TOKEN_PREFIX = "rgt_"  # noqa: S105 - the public prefix of a token, which lets a scanner recognise a leaked one.


def new_secret() -> str:
    """256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    return TOKEN_PREFIX + new_secret()


def digest(secret: str, key: str) -> str:
    """HMAC-SHA-256: fast, since our secrets are random; keyed, so that whoever writes in the database, but does not
    know the key, can't add a session of his own, and a stolen table of attempts can't be tried through for addresses.
    """
    return hmac.digest(key.encode(), secret.encode(), "sha256").hex()
