"""Argon2 in one place. Slow on purpose: callers hash outside of any transaction, since SQLite has one writer."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)


def hash_password(password: str) -> str:
    return _hasher.hash(_as_bytes(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Takes as long for somebody without a password: an answer's time must not tell who has a login."""
    try:
        _hasher.verify(password_hash or _nobodys_hash(), _as_bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)


def _as_bytes(password: str) -> bytes:
    """A form may carry half a surrogate pair; that is a wrong password, not a failure of ours."""
    return password.encode("utf-8", "surrogatepass")


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(32))
