"""How repeated attempts are slowed down: some are free, then each one doubles the wait."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ops.access.rules.secrets import digest
from ops.access.rules.sign_in_policy import AccessPolicy

Kind = Literal["login", "origin", "reset_login", "reset_origin", "link_origin"]


@dataclass(frozen=True)
class Attempts:
    """What is remembered of one login or one client address."""

    failures: int
    last_at: datetime
    locked_until: datetime | None


def key_of(kind: Kind, value: str, hash_key: str) -> str:
    """Kept as a hash: the table of failures need not tell who mistyped."""
    return digest(f"{kind}:{value}", hash_key)


def free_attempts(kind: Kind, policy: AccessPolicy) -> int:
    return policy.free_attempts_origin if kind.endswith("origin") else policy.free_attempts_login


def wait_after(failures: int, *, free: int, policy: AccessPolicy) -> timedelta:
    """No wait for the free attempts, then first_wait_s, doubled each time up to longest_wait_s."""
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 30)
    return timedelta(seconds=min(policy.first_wait_s * 2**doublings, policy.longest_wait_s))


def after_attempt(before: Attempts | None, *, free: int, policy: AccessPolicy, now: datetime) -> Attempts:
    """Counts one more attempt; a quiet day wipes the slate."""
    forgotten = before is None or now - before.last_at >= timedelta(hours=policy.forget_hours)
    failures = 1 if before is None or forgotten else before.failures + 1
    wait = wait_after(failures, free=free, policy=policy)
    return Attempts(failures, now, now + wait if wait else None)


def wait_left_s(attempts: Attempts | None, now: datetime) -> int:
    """Whole seconds until the next attempt counts; 0 when it may be made now."""
    if attempts is None or attempts.locked_until is None:
        return 0
    return max(0, math.ceil((attempts.locked_until - now).total_seconds()))
