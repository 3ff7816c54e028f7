"""Secrets that leave the house once; the database only knows their hash."""

import hashlib
import secrets

TOKEN_PREFIX = "rgt_"  # noqa: S105 - the public prefix of a token, which lets a scanner recognise a leaked one.


def new_secret() -> str:
    """256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    return TOKEN_PREFIX + new_secret()


def digest(secret: str) -> str:
    """SHA-256 is enough here: these secrets are random, so there is nothing to guess from a fast hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
