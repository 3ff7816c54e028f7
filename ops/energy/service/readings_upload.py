"""A table of readings that a person brings: looked at first, then taken in, in parts that go on where they stopped.

Nothing is stored while it is looked at. A part is one transaction; who looks at the page sees how far it is.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ops.access.audit import record
from ops.access.principal import Principal
from ops.energy.errors import NothingToTakeIn, UploadGone
from ops.energy.models_desk import ReadingUpload
from ops.energy.queries.mappings import csv_profiles
from ops.energy.queries.reading_tables import series_of_tables
from ops.energy.queries.registers import codes_in_scope
from ops.energy.queries.uploads import RIGHT, is_brought_again, standing_values, uploads_before
from ops.energy.service.mappings import MappingWish, add_mapping
from ops.energy.service.readings_import import Taking, judge_table, write_readings
from ops.energy.store import ReadingRow
from ops.kit.files import FileStore
from ops.kit.imports import LineFault, rows_as_sent

#: Larger tables come in by the command line.
MAX_BYTES = 20_000_000
#: So many readings are taken in while the person waits; more are taken in behind his back.
AT_ONCE = 5_000
#: The topic under which series of such tables are mapped.
TOPIC = "tables"
_PART = 5_000
_SHOWN_FAULTS, _SHOWN_SERIES = 50, 50
_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Brought:
    """A file as it came, and the profile that the person chose ("" = by its head)."""

    content: bytes
    name: str
    profile: str


def store_of(files_dir: Path) -> FileStore:
    """Apart from what others keep by content, so that letting a table go takes nothing of theirs."""
    return FileStore(files_dir / "readings")


def profile_names(session: Session, now: datetime) -> Mapping[str, Sequence[str]]:
    """By profile, the columns that its tables must have."""
    return {name: each.wanted for name, each in csv_profiles(session, now).items()}


def look(session: Session, brought: Brought, who: Principal, now: datetime) -> dict[str, Any]:
    """What taking it in would do. Raises Unreadable, UnknownProfile."""
    taking = _judged(session, brought, _reached(session, who), now)
    return _found(session, taking)


def keep(
    session: Session, brought: Brought, sha256: str, found: dict[str, Any], *, who: Principal, now: datetime
) -> ReadingUpload:
    """Notes a table whose bytes are in the store, with what the look at it found."""
    made = ReadingUpload(
        sha256=sha256, name=brought.name[:120], profile=brought.profile, state="checked", found=found,
        readings=found["readings"], done=0, added=0, changed=0, unchanged=0,
        made_by_key=who.key[:80], made_by=who.name[:200], made_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def map_series(session: Session, series: str, register: str, *, who: Principal, now: datetime) -> None:
    """From now on the series of a table counts for a register. Raises what a mapping raises."""
    add_mapping(session, MappingWish(TOPIC, "csv", series, register), who=who, now=now)


def look_again(session: Session, upload: ReadingUpload, files: FileStore, *, who: Principal, now: datetime) -> None:
    """After a series found its register, or a rule changed. Raises UploadGone, Unreadable, UnknownProfile."""
    upload.found = look(session, _brought(upload, files), who, now)
    upload.readings = upload.found["readings"]


def agree(session: Session, upload: ReadingUpload, files: FileStore, *, who: Principal, now: datetime) -> None:
    """A short table is taken in at once, a long one waits for its job; a second click changes nothing.

    Raises NothingToTakeIn, UploadGone.
    """
    if upload.state not in ("checked", "failed"):
        return
    if not upload.readings:
        raise NothingToTakeIn()
    upload.state, upload.done = "waiting", 0
    detail = {"file": upload.name, "readings": upload.readings}
    record(
        session, who, action="readings.upload", object_kind="upload", object_ref=str(upload.id), now=now, detail=detail
    )
    if upload.readings <= AT_ONCE:
        rows = rows_of(session, upload, files, now)
        while take_part(session, upload, rows, now=now):
            pass


def rows_of(session: Session, upload: ReadingUpload, files: FileStore, now: datetime) -> Sequence[ReadingRow]:
    """The readings that can be taken in, of the registers that its bringer reached. Raises UploadGone, Unreadable."""
    reached = frozenset(each["code"] for each in upload.found["registers"])
    return _judged(session, _brought(upload, files), reached, now).good


def take_part(session: Session, upload: ReadingUpload, rows: Sequence[ReadingRow], *, now: datetime) -> bool:
    """The next readings of a table; False once all of them stand.

    A part that is stored twice changes nothing; where rules refuse other lines than before, it begins anew.
    """
    if len(rows) != upload.readings:
        upload.readings, upload.done = len(rows), 0
    written = write_readings(session, rows[upload.done : upload.done + _PART], now=now)
    upload.added, upload.changed = upload.added + written.added, upload.changed + written.changed
    upload.done = min(upload.done + _PART, len(rows))
    if upload.done < len(rows):
        return True
    upload.unchanged = len(rows) - upload.added - upload.changed
    upload.state, upload.taken_at = "taken", now
    return False


def refused_lines(
    session: Session, upload: ReadingUpload, files: FileStore, word: Callable[[LineFault], str], now: datetime
) -> Iterator[Sequence[str]]:
    """The head and the refused lines as they came, each with its number and why; mended, they can be brought again."""
    brought = _brought(upload, files)
    why: dict[int, list[str]] = defaultdict(list)
    for fault in _judged(session, brought, frozenset(each["code"] for each in upload.found["registers"]), now).faults:
        why[fault.number].append(f"{fault.column}: {word(fault)}" if fault.column else word(fault))
    for place, (number, cells) in enumerate(rows_as_sent(brought.content)):
        if not place:
            yield [*cells, "line", "why"]
        elif number in why:
            yield [*cells, str(number), "; ".join(why[number])]


def let_old_go(session: Session, files: FileStore, now: datetime) -> int:
    """Tables that were brought long ago, with their bytes; the readings of those that were taken in stand."""
    old = uploads_before(session, now - _KEPT)
    for upload in old:
        if not is_brought_again(session, upload):
            files.remove(upload.sha256)
        session.delete(upload)
        session.flush()
    return len(old)


def _brought(upload: ReadingUpload, files: FileStore) -> Brought:
    try:
        return Brought(files.read(upload.sha256), upload.name, upload.profile)
    except FileNotFoundError:
        raise UploadGone() from None


def _reached(session: Session, who: Principal) -> Collection[str] | None:
    """Codes of the registers that a person may write to; None = all."""
    scopes = who.scopes(RIGHT)
    return None if scopes.everything else codes_in_scope(session, series_of_tables(session)[1], scopes)


def _judged(session: Session, brought: Brought, reached: Collection[str] | None, now: datetime) -> Taking:
    return judge_table(session, brought.content, now=now, profile=brought.profile or None, reached=reached)


def _found(session: Session, taking: Taking) -> dict[str, Any]:
    """As it is kept in the row: plain words and numbers, instants as ISO text."""
    return {
        "profile": taking.profile,
        "readings": len(taking.good),
        "repeated": taking.repeated,
        "refused": len({fault.number for fault in taking.faults}),
        "registers": _by_register(session, taking),
        "unknown": [{"series": name, "lines": n} for name, n in taking.unknown.most_common(_SHOWN_SERIES)],
        "faults": [_as_kept(fault) for fault in taking.faults[:_SHOWN_FAULTS]],
    }


def _as_kept(fault: LineFault) -> dict[str, Any]:
    return {"line": fault.number, "column": fault.column, "text": fault.text, "params": dict(fault.params)}


def _by_register(session: Session, taking: Taking) -> list[dict[str, Any]]:
    codes = {each.id: code for code, each in taking.facts.items()}
    standing = standing_values(session, taking.good)
    rows: dict[int, list[ReadingRow]] = defaultdict(list)
    for row in taking.good:
        rows[row.register_id].append(row)
    found = [_register(codes[register_id], mine, standing) for register_id, mine in rows.items()]
    return sorted(found, key=lambda each: str(each["code"]))


def _register(code: str, rows: Sequence[ReadingRow], standing: Mapping[tuple[int, datetime], int]) -> dict[str, Any]:
    would = Counter(_would(row, standing) for row in rows)
    instants = [row.at for row in rows]
    return {
        "code": code, "from": _iso(min(instants)), "to": _iso(max(instants)), "readings": len(rows),
        "new": would["new"], "changed": would["changed"], "same": would["same"],
    }  # fmt: skip


def _would(row: ReadingRow, standing: Mapping[tuple[int, datetime], int]) -> str:
    before = standing.get((row.register_id, row.at))
    if before is None:
        return "new"
    return "same" if before == row.value_micro else "changed"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
