"""The figures of signing in, as the dated rule set `access.sign_in` holds them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccessPolicy:
    """How long sessions and links live, what a password needs, and how attempts are slowed down."""

    min_password_length: int
    idle_hours: int
    absolute_days: int
    invitation_days: int
    reset_minutes: int
    #: Attempts before the first wait: for one login, and for one client address that an office may share.
    free_attempts_login: int
    free_attempts_origin: int
    first_wait_s: int
    longest_wait_s: int
    forget_hours: int
