"""The job that sends what waits in the outbox."""

import os
import random
import socket
from collections.abc import Callable
from functools import lru_cache

import structlog

from connectors.notify.client import NotifyClient
from ops.access.notify_defaults import DELIVERY, delivery_policy
from ops.config import Settings
from ops.kit import rulesets, sending
from ops.kit.delivery import DeliveryPolicy, Outcome, Sender, Verdict
from ops.kit.jobs import JobContext
from ops.kit.sending import Claimed

_log = structlog.get_logger(__name__)
_COUNTS = {"sent": "sent", "pending": "put_off", "failed": "failed", "unknown": "unknown"}


def send_due(context: JobContext) -> dict[str, int]:
    """Without any provider nothing is claimed: the messages wait in sight."""
    client = _client(context.settings)
    if not client.channels:
        return {}
    return send_with(context, client, chance=random.random)


@lru_cache(maxsize=4)
def _client(settings: Settings) -> NotifyClient:
    return NotifyClient.from_settings(settings)


def send_with(
    context: JobContext, sender: Sender, *, chance: Callable[[], float], by: str | None = None
) -> dict[str, int]:
    """Sends up to one batch; says how many were sent, put off, failed or stay unknown."""
    did: dict[str, int] = {}
    policy = _policy(context)
    with context.reading() as session:
        if not sending.has_work(session, policy, now=context.now):
            return did
    with context.unit_of_work() as session:
        did["recovered"] = sending.recover(session, policy, now=context.now, chance=chance())
    for _ in range(policy.batch):
        claimed = None if context.should_stop() else _claim(context, by or f"{socket.gethostname()}:{os.getpid()}")
        if claimed is None:
            break
        state = _send_one(context, sender, claimed, policy, chance())
        if state:
            did[_COUNTS[state]] = did.get(_COUNTS[state], 0) + 1
    return did


def _policy(context: JobContext) -> DeliveryPolicy:
    with context.reading() as session:
        return delivery_policy(rulesets.current(session, DELIVERY, context.now).body)


def _claim(context: JobContext, by: str) -> Claimed | None:
    with context.unit_of_work() as session:
        return sending.claim_next(session, by=by, now=context.now)


def _verdict(sender: Sender, claimed: Claimed) -> Verdict:
    """One message that a sender can't cope with must not keep back the others; what became of it, nobody knows."""
    try:
        return sender.send(claimed.channel, claimed.to, claimed.subject, claimed.body)
    except Exception as error:  # noqa: BLE001 - the text of the error may hold the address, so only its kind is logged
        _log.error("sender_failed", message=claimed.id, kind=type(error).__name__)
        return Verdict(Outcome.UNKNOWN, sending.NO_ANSWER)


def _send_one(
    context: JobContext, sender: Sender, claimed: Claimed, policy: DeliveryPolicy, chance: float
) -> str | None:
    """The mark is not fenced by the lease: that a provider took a message stays true whoever runs the jobs now."""
    verdict = _verdict(sender, claimed)
    with context.database.unit_of_work() as session:
        return sending.mark(session, claimed, verdict, policy, now=context.now, chance=chance)
