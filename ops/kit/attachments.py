"""Photos and documents about something: the bytes stand in the file store, a row says what they are about.

Reading and cleaning a file takes its time, so `take_in` comes first and needs no transaction; `keep` only writes a row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ops.errors import N_, Conflict, InvalidInput, NotFound
from ops.inserts import insert_if_absent
from ops.kit.files import FileStore
from ops.kit.media import MediaLimits, read_media, safe_name
from ops.kit.models import Attachment

LABELS = ("photo", "proof", "signature", "document")
NOT_SCANNED, CLEAN, INFECTED, REFUSED = "not_scanned", "clean", "infected", "refused"
#: Bytes that were put so lately may belong to a row that is not committed yet.
_MAY_BE_ARRIVING = timedelta(days=1)


class AttachmentNotFound(NotFound):
    code = "attachment_not_found"
    text = N_("There is no such file, or you have no access to it.")


class NotAUuid(InvalidInput):
    code = "not_a_uuid"
    text = N_("The number of this upload is not a UUID.")


class OtherUpload(Conflict):
    code = "other_upload"
    text = N_("Another file was sent under the same number. Choose the file again.")


class Quarantined(Conflict):
    code = "attachment_infected"
    text = N_("The virus scan found something in this file, so nobody can open it.")


class GoneForGood(Conflict):
    code = "attachment_gone"
    text = N_("This file was removed too long ago to be brought back.")


class Adder(Protocol):
    """Who adds or removes: a principal of any kind."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; the name is what its sender calls it."""

    stream: BinaryIO
    name: str


@dataclass(frozen=True, slots=True)
class Stored:
    """Content that stands in the store and waits for its row."""

    sha256: str
    thumbnail_sha256: str | None
    name: str
    media_type: str
    size_bytes: int


def take_in(store: FileStore, upload: Upload, limits: MediaLimits) -> Stored:
    """Reads, cleans and stores a file. Raises the errors of `kit.media.read_media`."""
    media = read_media(upload.stream, limits)
    thumbnail = store.put(media.thumbnail) if media.thumbnail else None
    name = safe_name(upload.name, media.media_type)
    return Stored(store.put_stream(media.stream), thumbnail, name, media.media_type, media.size_bytes)


def keep(
    session: Session,
    stored: Stored,
    *,
    about: tuple[str, str],
    label: str,
    who: Adder,
    now: datetime,
    client_uuid: str | None = None,
) -> tuple[Attachment, bool]:
    """The row of a file, and whether it is new: the same `client_uuid` gives the first one again.

    Raises NotAUuid, OtherUpload.
    """
    if label not in LABELS:
        raise ValueError(f"unknown label {label!r}")
    row = _row(session, stored, about, label, who, now, client_uuid)
    if row.client_uuid is None:
        session.add(row)
        session.flush()
        return row, True
    is_new = insert_if_absent(session, row)
    found = session.scalars(select(Attachment).where(Attachment.client_uuid == row.client_uuid)).one()
    if (found.about_kind, found.about_ref, found.added_by, found.sha256) != (*about, who.key, stored.sha256):
        raise OtherUpload()
    return found, is_new


def _row(
    session: Session,
    stored: Stored,
    about: tuple[str, str],
    label: str,
    who: Adder,
    now: datetime,
    client_uuid: str | None,
) -> Attachment:
    """What is known of the same bytes need not be found out again."""
    scan, scanned_at = _known_scan(session, stored.sha256)
    return Attachment(
        sha256=stored.sha256,
        thumbnail_sha256=stored.thumbnail_sha256,
        name=stored.name,
        media_type=stored.media_type,
        size_bytes=stored.size_bytes,
        label=label,
        about_kind=about[0],
        about_ref=about[1],
        added_by=who.key,
        added_by_name=who.name,
        added_at=now,
        scan=scan,
        scanned_at=scanned_at,
        client_uuid=_uuid(client_uuid),
    )


def _uuid(typed: str | None) -> str | None:
    if not typed:
        return None
    try:
        return str(UUID(typed))
    except ValueError as error:
        raise NotAUuid(field="client_uuid") from error


def _known_scan(session: Session, sha256: str) -> tuple[str, datetime | None]:
    scanned = Attachment.sha256 == sha256, Attachment.scan.in_((CLEAN, INFECTED))
    found = session.scalars(select(Attachment).where(*scanned).order_by(Attachment.id.desc()).limit(1)).first()
    return (found.scan, found.scanned_at) if found else (NOT_SCANNED, None)


def attachment_of(session: Session, attachment_id: int) -> Attachment:
    """Also a removed one. Raises AttachmentNotFound."""
    found = session.get(Attachment, attachment_id)
    if found is None:
        raise AttachmentNotFound()
    return found


def attachments_about(session: Session, about: Collection[tuple[str, str]]) -> Sequence[Attachment]:
    """What stands there about some things, in the order in which it came."""
    wanted = [(Attachment.about_kind == kind) & (Attachment.about_ref == ref) for kind, ref in about]
    if not wanted:
        return []
    statement = select(Attachment).where(or_(*wanted), Attachment.removed_at.is_(None))
    return session.scalars(statement.order_by(Attachment.added_at, Attachment.id)).all()


def remove(session: Session, attachment: Attachment, *, who: Adder, now: datetime) -> bool:
    """Takes it out of sight; False when somebody did so before."""
    if attachment.removed_at is not None:
        return False
    attachment.removed_at, attachment.removed_by = now, who.key
    session.flush()
    return True


def bring_back(session: Session, attachment: Attachment) -> bool:
    """Undoes `remove`; False when nothing was removed. Raises GoneForGood, Quarantined."""
    if attachment.purged_at is not None:
        raise GoneForGood()
    if attachment.scan == INFECTED:
        raise Quarantined()
    if attachment.removed_at is None:
        return False
    attachment.removed_at = attachment.removed_by = None
    session.flush()
    return True


def to_scan(session: Session, limit: int, *, now: datetime) -> Sequence[tuple[int, str]]:
    """Id and content of the files that nobody looked at yet and that are due, the oldest first."""
    due = or_(Attachment.scan_after.is_(None), Attachment.scan_after <= now)
    waiting = (Attachment.scan == NOT_SCANNED, Attachment.purged_at.is_(None), due)
    statement = select(Attachment.id, Attachment.sha256).where(*waiting).order_by(Attachment.id).limit(limit)
    return [(found.id, found.sha256) for found in session.execute(statement)]


def note_scan(session: Session, sha256: str, *, infected: bool, now: datetime) -> Sequence[Attachment]:
    """Writes what the scan said of these bytes wherever they are attached; returns the rows that learned it."""
    fresh = Attachment.sha256 == sha256, Attachment.scan == NOT_SCANNED
    values = {"scan": INFECTED if infected else CLEAN, "scanned_at": now}
    statement = update(Attachment).where(*fresh).values(**values).returning(Attachment)
    return session.scalars(statement.execution_options(synchronize_session=False, populate_existing=True)).all()


def note_refusal(session: Session, sha256: str, *, waits: Sequence[timedelta], now: datetime) -> Sequence[Attachment]:
    """The scanner gave no verdict: asked again after each of `waits`, then left to a person; returns those rows."""
    waiting = Attachment.sha256 == sha256, Attachment.scan == NOT_SCANNED
    rows = session.scalars(select(Attachment).where(*waiting)).all()
    for row in rows:
        row.scan_tries += 1
        if row.scan_tries > len(waits):
            row.scan, row.scanned_at, row.scan_after = REFUSED, now, None
        else:
            row.scan_after = now + waits[row.scan_tries - 1]
    session.flush()
    return [row for row in rows if row.scan == REFUSED]


def scan_again(session: Session, attachment: Attachment) -> bool:
    """A person has the scanner asked anew; False where it gave a verdict or is still being asked."""
    if attachment.scan != REFUSED:
        return False
    attachment.scan, attachment.scan_tries, attachment.scanned_at = NOT_SCANNED, 0, None
    session.flush()
    return True


def purge(session: Session, store: FileStore, *, before: datetime, now: datetime, limit: int = 100) -> int:
    """Lets go of what was removed before an instant: bytes that nothing else holds are deleted; returns the rows."""
    gone = Attachment.removed_at < before, Attachment.purged_at.is_(None)
    rows = session.scalars(select(Attachment).where(*gone).order_by(Attachment.id).limit(limit)).all()
    for row in rows:
        row.purged_at = now
    session.flush()
    for name in {name for row in rows for name in (row.sha256, row.thumbnail_sha256) if name}:
        if not _is_held(session, name):
            _let_go(store, name, now)
    return len(rows)


def _is_held(session: Session, name: str) -> bool:
    holds = or_(Attachment.sha256 == name, Attachment.thumbnail_sha256 == name)
    return session.scalar(select(Attachment.id).where(holds, Attachment.purged_at.is_(None)).limit(1)) is not None


def _let_go(store: FileStore, name: str, now: datetime) -> None:
    """Bytes that somebody is just putting again stay: their row may come a moment later."""
    try:
        fresh = now.timestamp() - store.kept_since(name) < _MAY_BE_ARRIVING.total_seconds()
    except FileNotFoundError:
        return
    if not fresh:
        store.remove(name)
