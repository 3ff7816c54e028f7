"""One holder at a time: compare-and-set, and a token that fences whoever held it before."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ops.errors import N_, Conflict
from ops.inserts import insert_if_absent
from ops.kit.models import Lease

SCHEDULER = "scheduler"


class Fenced(Conflict):
    """The lease went to another process: nothing of this unit of work is kept."""

    code = "fenced"
    text = N_("Another process has taken over this work. Nothing of this step was saved.")


def acquire(session: Session, name: str, holder: str, *, now: datetime, lasts: timedelta) -> int | None:
    """Takes a free or expired lease and returns its new token; None while somebody holds it."""
    insert_if_absent(session, Lease(name=name, holder=None, token=0, expires_at=now))
    free = or_(Lease.holder.is_(None), Lease.expires_at <= now)
    take = update(Lease).where(Lease.name == name, free)
    taken = take.values(holder=holder, token=Lease.token + 1, expires_at=now + lasts)
    return session.scalar(taken.returning(Lease.token).execution_options(synchronize_session=False))


def renew(session: Session, name: str, token: int, *, now: datetime, lasts: timedelta) -> bool:
    """Holds on to a lease; False when another has taken it. An expired lease that nobody took is kept."""
    keep = update(Lease).where(Lease.name == name, Lease.token == token, Lease.holder.is_not(None))
    kept = keep.values(expires_at=now + lasts).returning(Lease.token)
    return session.scalar(kept.execution_options(synchronize_session=False)) is not None


def release(session: Session, name: str, token: int, *, now: datetime) -> None:
    """Lets the next one in at once; without effect when the lease is no longer ours."""
    free = update(Lease).where(Lease.name == name, Lease.token == token).values(holder=None, expires_at=now)
    session.execute(free.execution_options(synchronize_session=False))


def check(session: Session, name: str, token: int) -> None:
    """Raises Fenced unless the token is still the last one given out.

    The row stays locked until this transaction ends, so that no take-over can slip in before its commit.
    """
    last = select(Lease.token).where(Lease.name == name, Lease.holder.is_not(None)).with_for_update(read=True)
    if session.scalar(last) != token:
        raise Fenced()


def held(session: Session, name: str, now: datetime) -> Lease | None:
    """The lease while it counts."""
    return session.scalar(select(Lease).where(Lease.name == name, Lease.holder.is_not(None), Lease.expires_at > now))


def held_like(session: Session, prefix: str, now: datetime) -> set[str]:
    """Names of the leases under a prefix that somebody holds now."""
    live = select(Lease.name).where(
        Lease.name.startswith(prefix, autoescape=True), Lease.holder.is_not(None), Lease.expires_at > now
    )
    return set(session.scalars(live))
