"""Errors that a caller may see.

    RegieError            code + params + English msgid; worded in the reader's language at the edge
    ├── InvalidInput      422  the caller sent something that can't be used; names the field where it can
    ├── NotAllowed        403  known, but without the right
    ├── NotSignedIn       401
    ├── NotFound          404  also for objects out of the caller's scope
    ├── Conflict          409  names what is in the way and the lawful ways out
    ├── EditedMeanwhile   412  somebody saved the same object first
    ├── TooLarge          413  more than we take in at once
    ├── TooMany           429  throttled; params hold retry_after_s
    ├── MissingSecret     500  REGIE_SECRET_KEY is not set where secrets are hashed
    ├── NotMigrated       500  a process was started on a database of an older revision
    └── Unavailable       503  a part that we need is away

Domain packages subclass these in their own `errors.py`: a class attribute `code` and a `text` marked by `N_`.
"""

from collections.abc import Mapping
from typing import ClassVar


def N_(text: str) -> str:
    """Marks a text for the catalogs; it is translated where it is shown."""
    return text


class RegieError(Exception):
    """Base of all errors that are shown; `params` fill `text` after its translation."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "unexpected"
    text: ClassVar[str] = N_("Something went wrong on our side.")

    def __init__(self, *, field: str | None = None, **params: str | int) -> None:
        super().__init__(self.code)
        self.params: Mapping[str, str | int] = params
        self.field = field

    def __str__(self) -> str:
        return self.text % self.params


class InvalidInput(RegieError):
    status = 422
    code = "invalid_input"
    text = N_("Some of what was sent can't be used.")


class NotSignedIn(RegieError):
    status = 401
    code = "not_signed_in"
    text = N_("Sign in first.")


class NotAllowed(RegieError):
    status = 403
    code = "not_allowed"
    text = N_("Your role does not give access to this.")


class NotFound(RegieError):
    status = 404
    code = "not_found"
    text = N_("This does not exist, or you have no access to it.")


class Conflict(RegieError):
    status = 409
    code = "conflict"
    text = N_("This conflicts with what is already there.")


class TryAgain(Conflict):
    code = "try_again"
    text = N_("Somebody else was changing the same thing. Nothing was saved; try again.")


class EditedMeanwhile(RegieError):
    status = 412
    code = "edited_meanwhile"
    text = N_("Somebody changed this while you were working on it. Look at the new version before you save.")


class MissingSecret(RegieError):
    """For whoever runs Regie: a process that hashes secrets was started without the key of the house."""

    code = "missing_secret"
    text = N_("%(variable)s is not set. Set it to a long random value, for example the output of: openssl rand -hex 32")


class NotMigrated(RegieError):
    """For whoever runs Regie: the schema is older than the code."""

    code = "not_migrated"
    text = N_("The database is not at the newest revision. Run: regie migrate")


class TooLarge(RegieError):
    status = 413
    code = "too_large"
    text = N_("This is too large to be taken in. Send it in smaller parts.")


class TooMany(RegieError):
    status = 429
    code = "too_many_attempts"
    text = N_("Too many attempts. Wait %(retry_after_s)s seconds and try again.")


class Unavailable(RegieError):
    status = 503
    code = "unavailable"
    text = N_("A part of the system does not answer right now. Nothing was saved; try again in a minute.")
