"""What access does by the clock."""

from datetime import timedelta

from ops.access.queries import purge
from ops.access.sign_in_defaults import policy_at
from ops.kit import idempotency
from ops.kit.jobs import JobContext

#: A spent link is kept a while, so that "this link was used on Monday" can be answered from the audit trail's side.
_LINKS_KEPT = timedelta(days=30)
_IDEMPOTENCY_KEPT = timedelta(days=30)


def session_purge(context: JobContext) -> dict[str, int]:
    """Deletes sessions, links, counted attempts and idempotency keys that have run out: one small unit each."""
    now = context.now
    with context.unit_of_work() as session:
        ended = purge.purge_sessions(session, now)
    with context.unit_of_work() as session:
        links = purge.purge_links(session, now - _LINKS_KEPT)
    with context.unit_of_work() as session:
        quiet_since = now - timedelta(hours=policy_at(session, now).forget_hours)
        attempts = purge.purge_throttles(session, quiet_since, now)
    with context.unit_of_work() as session:
        keys = idempotency.purge(session, now - _IDEMPOTENCY_KEPT)
    return {"sessions": ended, "links": links, "attempts": attempts, "idempotency_keys": keys}
