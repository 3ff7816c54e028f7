"""Tells the users who must know: the dated rule set says which role, the grants say who, the outbox sends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from ops.access.models import Grant, User
from ops.access.notify_defaults import EVENTS, NAMED_BY_THE_EVENT, WHO_IS_TOLD
from ops.access.queries.told import active_users_with
from ops.kit import outbox, rulesets
from ops.kit.outbox import Message, Recipient, Target

Cover = frozenset[tuple[str, str]]


def tell(
    session: Session,
    message: Message,
    *,
    location: Cover | None,
    now: datetime,
    instead_of: Mapping[int, User] = MappingProxyType({}),
) -> int:
    """Writes one message for each active user whose role is told and whose scope covers the place; returns how many.

    `location` holds the (kind, code) pairs that cover the place; None means that the event has no place and only
    roles count. `instead_of` names by user id who receives in the place of somebody who is away.
    """
    table = channels_by_role(session, message.event, now)
    found = {user.id: (user, channels) for user, channels in _users_told(session, table, location)}
    told = dict(each for user_id, each in found.items() if user_id not in instead_of)
    for user_id, (_, channels) in found.items():
        if user_id in instead_of:
            told.setdefault(instead_of[user_id], channels)
    recipients = [recipient_of(user, channels) for user, channels in told.items()]
    return len(outbox.enqueue(session, message, recipients, now=now))


def tell_one(session: Session, message: Message, user: User, *, role: str, now: datetime) -> bool:
    """Tells one of those whom the rules tell in that role; False when they tell nobody in it."""
    channels = channels_by_role(session, message.event, now).get(role)
    if not channels:
        return False
    return bool(outbox.enqueue(session, message, [recipient_of(user, channels)], now=now))


def tell_named(session: Session, message: Message, recipient: Recipient, *, now: datetime) -> bool:
    """Tells the one reader whom the event names (the caller, the invited user); False when the rules tell nobody.

    The recipient comes with every address known; the rule set keeps and orders those it allows.
    """
    channels = channels_by_role(session, message.event, now).get(NAMED_BY_THE_EVENT)
    if not channels:
        return False
    by_channel = {target.channel: target for target in recipient.targets}
    targets = tuple(by_channel[channel] for channel in channels if channel in by_channel)
    return bool(outbox.enqueue(session, message, [replace(recipient, targets=targets)], now=now))


def channels_by_role(session: Session, event_code: str, at: datetime) -> Mapping[str, Sequence[str]]:
    """Role -> channels in order of preference, as the rule set in force says."""
    if event_code not in EVENTS:
        raise ValueError(f"unknown event {event_code!r}: name it in access/notify_defaults.py")
    body: dict[str, dict[str, list[str]]] = rulesets.current(session, WHO_IS_TOLD, at).body
    return body.get(event_code, {})


def recipient_of(user: User, channels: Sequence[str] = ("mail", "sms")) -> Recipient:
    """The user with the addresses that these channels need; a channel without address is left out."""
    known = {"mail": user.email, "sms": user.phone}
    targets = tuple(Target(channel, to) for channel in channels if (to := known.get(channel)))
    return Recipient(user.name, user.language, targets, user.id)


def covers(grant: Grant, location: Cover | None) -> bool:
    """A grant over everything covers every place; an event without a place concerns every holder of the role."""
    return location is None or grant.scope_kind == "all" or (grant.scope_kind, grant.scope_code) in location


def _users_told(
    session: Session, table: Mapping[str, Sequence[str]], location: Cover | None
) -> list[tuple[User, Sequence[str]]]:
    """Each user once; with two roles that are told, the order of the first role in the table counts."""
    found = []
    for user in active_users_with(session, list(table)):
        roles = {grant.role for grant in user.grants if covers(grant, location)}
        channels = next((channels for role, channels in table.items() if role in roles), None)
        if channels:
            found.append((user, channels))
    return found
