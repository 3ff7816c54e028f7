"""How long a signed-in browser stays signed in."""

from datetime import datetime, timedelta

from ops.access.rules.sign_in_policy import AccessPolicy

#: A session is noted as seen at most once in this time: a page that polls must not write at every poll.
SEEN_EVERY = timedelta(minutes=5)


def ends_at(created_at: datetime, policy: AccessPolicy) -> datetime:
    """The absolute end."""
    return created_at + timedelta(days=policy.absolute_days)


def expires_at(created_at: datetime, seen_at: datetime, policy: AccessPolicy) -> datetime:
    """The earlier of the idle and the absolute end."""
    idle_end = seen_at + timedelta(hours=policy.idle_hours)
    return min(idle_end, ends_at(created_at, policy))


def is_live(expires: datetime, now: datetime) -> bool:
    return now < expires


def seen_is_due(last_seen_at: datetime | None, now: datetime) -> bool:
    return last_seen_at is None or now - last_seen_at >= SEEN_EVERY
