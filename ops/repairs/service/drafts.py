"""A call half typed is kept at every pause, until it is noted or thrown away."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import NotFound
from ops.repairs.models import CallDraft
from ops.repairs.phrasebook import desk_rules
from ops.repairs.queries import drafts

Body = Mapping[str, str | list[str]]


def keep_draft(session: Session, key: str, body: Body, *, who: Principal, now: datetime) -> CallDraft | None:
    """Writes what was typed so far; None for a call that is done with, which a late pause does not bring back."""
    found = drafts.draft_of(session, who, key)
    if found and found.done_at:
        return None
    kept = found or _begun(session, key, who, now)
    kept.body, kept.kept_at = dict(body), now
    session.flush()
    return kept


def _begun(session: Session, key: str, who: Principal, now: datetime) -> CallDraft:
    begun = CallDraft(user_id=who.user_id, key=key, started_at=now, kept_at=now, body={})
    session.add(begun)
    return begun


def end_draft(session: Session, key: str, *, who: Principal, now: datetime) -> None:
    """The call was noted: nothing of it stays here, and a pause still on its way finds it done."""
    if who.kind != "user" or not key:
        return
    kept = drafts.draft_of(session, who, key) or _begun(session, key, who, now)
    kept.body, kept.kept_at, kept.done_at = {}, now, kept.done_at or now
    session.flush()


def discard_draft(session: Session, key: str, *, who: Principal, now: datetime) -> None:
    """Throws it away. Raises NotFound for a draft of somebody else."""
    if who.kind != "user" or drafts.draft_of(session, who, key) is None:
        raise NotFound()
    end_draft(session, key, who=who, now=now)


def purge_drafts(session: Session, now: datetime) -> int:
    """Deletes what nobody has come back to; returns how many."""
    days = desk_rules(session, now)["drafts_kept_days"]
    return drafts.purge_drafts(session, now - timedelta(days=days))
