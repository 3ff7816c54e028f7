"""How long the link to a caller's own page counts."""

from datetime import datetime, timedelta


def is_usable(expires_at: datetime, ended_at: datetime | None, kept_for: timedelta, now: datetime) -> bool:
    """While the ticket lives and for a while afterwards; never past its own end."""
    return now < expires_at and (ended_at is None or now < ended_at + kept_for)
