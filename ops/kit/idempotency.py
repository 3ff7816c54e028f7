"""A POST that carries a key changes something once; a repetition gets the first answer."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from fastapi import Response
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ops.errors import N_, Conflict, InvalidInput
from ops.kit.models import IdempotencyKey

MAX_KEY_LENGTH = 200
_KEPT_HEADERS = ("content-type", "location", "etag")


class IdempotencyConflict(Conflict):
    code = "idempotency_conflict"
    text = N_("This key was used before with other content. Use a new key for a new request.")


class IdempotencyKeyTooLong(InvalidInput):
    code = "idempotency_key_too_long"
    text = N_("The Idempotency-Key is too long; a UUID is enough.")


class AlreadyDone(Conflict):
    code = "already_done"
    text = N_("This was carried out before; its answer is shown only once.")


class KeyTaken(Exception):
    """The same key was written by another request between our look and our claim."""


def request_digest(method: str, path: str, body: bytes) -> str:
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()


@dataclass
class Claim:
    """One request's hold on its key: the row stands in the transaction of the work itself."""

    principal: str
    key: str
    request_sha256: str
    now: datetime
    row: IdempotencyKey | None = None

    def take(self, session: Session) -> None:
        """Writes the key first, so that a twin waits for us and then finds the answer. Raises KeyTaken."""
        self.row = IdempotencyKey(
            principal=self.principal, key=self.key, request_sha256=self.request_sha256,
            status=0, body=b"", created_at=self.now,
        )  # fmt: skip
        session.add(self.row)
        try:
            session.flush()
        except IntegrityError as error:
            raise KeyTaken from error

    def keep(self, response: Response) -> None:
        """Notes the answer in the same transaction; it is kept when the work is. Secrets (`no-store`) are not."""
        if self.row is None or response.headers.get("cache-control") == "no-store":
            return
        self.row.status = response.status_code
        self.row.headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        self.row.body = bytes(response.body)


def first_answer(session: Session, claim: Claim) -> Response | None:
    """The answer that the key got before. Raises IdempotencyConflict when it was another request's."""
    row = session.scalar(
        select(IdempotencyKey).where(IdempotencyKey.principal == claim.principal, IdempotencyKey.key == claim.key)
    )
    if row is None:
        return None
    if row.request_sha256 != claim.request_sha256:
        raise IdempotencyConflict()
    if row.status == 0:
        raise AlreadyDone()
    return Response(row.body, row.status, {**row.headers, "Idempotency-Replayed": "true"})


def purge(session: Session, before: datetime) -> int:
    """Forgets keys older than their 30 days; returns how many."""
    deleted = session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))
    return int(deleted.rowcount)  # type: ignore[attr-defined]
