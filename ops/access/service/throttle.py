"""Counts attempts. Called in a unit of work of its own, so that the refusal that follows does not undo the count."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.models import LoginThrottle
from ops.access.queries.throttle import locked_rows
from ops.access.rules import throttle as rules
from ops.access.rules.sign_in_policy import AccessPolicy
from ops.access.rules.throttle import Attempts, Kind
from ops.access.sign_in_defaults import policy_at
from ops.db import Database, hash_key_of
from ops.errors import TooMany
from ops.inserts import insert_if_absent

Key = tuple[Kind, str]


def begin_attempt(session: Session, keys: Sequence[Key], policy: AccessPolicy, *, now: datetime) -> int:
    """Counts the attempt before it is made, so that many at once don't slip through; a success takes it back.

    Returns the seconds to wait; while there are any, the attempt is neither made nor counted.
    """
    rows = _rows(session, keys, now)
    wait = max(rules.wait_left_s(_attempts(row), now) for row in rows.values())
    if wait:
        return wait
    for (kind, _), row in rows.items():
        _count(row, rules.free_attempts(kind, policy), policy, now)
    return 0


def slow_down(database: Database, origin: str, *, now: datetime) -> None:
    """Counts a link that does not exist; whoever tries many has to wait. Raises TooMany."""
    with database.unit_of_work() as session:
        wait_s = begin_attempt(session, [("link_origin", origin)], policy_at(session, now), now=now)
    refuse_when_waiting(wait_s)


def refuse_when_waiting(wait_s: int) -> None:
    """Raises TooMany."""
    if wait_s:
        raise TooMany(retry_after_s=wait_s)


def forget(session: Session, login: str) -> None:
    """The right password was given: the login starts anew."""
    row = session.get(LoginThrottle, _hash(session, ("login", login)))
    if row is not None:
        session.delete(row)


def take_back(session: Session, origin: str) -> None:
    """One success takes back its own count only: an attacker with one login must not clear his address."""
    row = session.get(LoginThrottle, _hash(session, ("origin", origin)))
    if row is not None:
        row.failures = max(0, row.failures - 1)
        row.locked_until = None


def _rows(session: Session, keys: Sequence[Key], now: datetime) -> dict[Key, LoginThrottle]:
    """The row of each key, made where there is none; locked until this transaction ends."""
    by_hash = {_hash(session, key): key for key in keys}
    hashes = sorted(by_hash)
    for each in hashes:
        insert_if_absent(session, LoginThrottle(key_sha256=each, failures=0, last_failure_at=now, locked_until=None))
    return {by_hash[row.key_sha256]: row for row in locked_rows(session, hashes)}


def _hash(session: Session, key: Key) -> str:
    return rules.key_of(*key, hash_key_of(session))


def _attempts(row: LoginThrottle) -> Attempts:
    return Attempts(row.failures, row.last_failure_at, row.locked_until)


def _count(row: LoginThrottle, free: int, policy: AccessPolicy, now: datetime) -> None:
    after = rules.after_attempt(_attempts(row), free=free, policy=policy, now=now)
    row.failures, row.last_failure_at, row.locked_until = after.failures, after.last_at, after.locked_until
