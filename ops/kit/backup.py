"""Backup and restore: the database and the files as one archive, each part with its checksum."""

import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from ops.config import Settings
from ops.db import Database, newest_revision
from ops.errors import N_, RegieError

FORMAT = 1
#: Told what is being done, for a person who waits.
Step = Callable[[str], None]
_MANIFEST = "manifest.json"


class Manifest(msgspec.Struct):
    """What an archive says of itself; `sha256` is by the name of the part."""

    format: int
    engine: str
    #: Of the schema; rows of another one would not fit.
    revision: str
    created_at: datetime
    sha256: dict[str, str]


class BackupError(RegieError):
    """Base of what can be wrong with an archive or the place it should go to."""


class UnusableBackup(BackupError):
    code = "unusable_backup"
    text = N_("%(file)s is not a backup that can be restored: %(reason)s")


class OtherEngine(BackupError):
    code = "other_engine"
    text = N_("The backup is of %(engine)s; restore it into a database of the same kind.")


class OtherRevision(BackupError):
    code = "other_revision"
    text = N_("The backup was made by another version of Regie. Restore it with that version, then upgrade.")


class PlaceNotEmpty(BackupError):
    code = "place_not_empty"
    text = N_("There is already a house in this database or folder. Restore into an empty one.")


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _parts(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files but those that somebody is still writing, which carry another name a moment later."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix(), path


def backup(
    database: Database, settings: Settings, target: Path, *, now: datetime, step: Step = lambda words: None
) -> int:
    """Writes the archive, whole or not at all; returns how many parts it holds."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
        staging = Path(work) / "content"
        (staging / "database").mkdir(parents=True)
        step("copying the database")
        database.dump(staging / "database")
        parts = [(f"database/{name}", path) for name, path in _parts(staging / "database")]
        parts += [(f"files/{name}", path) for name, path in _parts(settings.files_dir)]
        manifest = Path(work) / _MANIFEST
        step("taking the checksums")
        manifest.write_bytes(msgspec.json.encode(_describe(database, parts, now)))
        step("packing")
        archive = Path(work) / "archive.tar.gz"
        # The whole house is in it: nobody but its maker reads it.
        archive.touch(mode=0o600)
        with tarfile.open(archive, "w:gz", compresslevel=3) as out:
            for name, path in [(_MANIFEST, manifest), *parts]:
                out.add(path, name)
        archive.replace(target)
    return len(parts)


def _describe(database: Database, parts: list[tuple[str, Path]], now: datetime) -> Manifest:
    sums = {name: _sha256(path) for name, path in parts}
    return Manifest(FORMAT, database.engine.dialect.name, newest_revision(), now, sums)


def restore(database: Database, settings: Settings, source: Path) -> int:
    """Fills an empty house from an archive after checking every checksum; returns how many parts came back.

    Raises UnusableBackup, OtherEngine, OtherRevision or PlaceNotEmpty, and then has changed nothing.
    """
    # Before the migration: somebody's house of an older revision stays as it is.
    if any(_parts(settings.files_dir)) or database.holds_data():
        raise PlaceNotEmpty()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as work:
        folder = Path(work)
        manifest = _unpack(source, folder)
        if manifest.engine != database.engine.dialect.name:
            raise OtherEngine(engine=manifest.engine)
        if manifest.revision != newest_revision():
            raise OtherRevision()
        database.migrate()
        if not database.load_if_empty(folder / "database"):
            raise PlaceNotEmpty()
        if (folder / "files").exists():
            (folder / "files").replace(settings.files_dir)
    return len(manifest.sha256)


def _read_through(source: Path) -> None:
    """The packer's own checksum stands at the end, where reading the archive alone would never look."""
    with gzip.open(source) as stream:
        while stream.read(1 << 20):
            pass


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Takes plain files that stay within the folder; tarfile's own filter for that is missing in Python 3.11.2."""
    target = (folder / member.name).resolve()
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or not target.is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"{member.name} is no plain file of a backup")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as out:
        shutil.copyfileobj(content, out)
    # A file is as old as it was: its age stands in the answer to whoever downloads it.
    os.utime(target, (member.mtime, member.mtime))


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        _read_through(source)
        with tarfile.open(source) as archive:
            for member in archive:
                _extract(archive, member, folder)
        manifest = msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=Manifest)
        found = {name: _sha256(path) for name, path in _parts(folder) if name != _MANIFEST}
    except (tarfile.TarError, zlib.error, EOFError, OSError, msgspec.MsgspecError) as error:
        raise UnusableBackup(file=str(source), reason=str(error)) from error
    if manifest.format != FORMAT:
        raise UnusableBackup(file=str(source), reason=f"format {manifest.format}")
    if wrong := sorted(name for name, _ in found.items() ^ manifest.sha256.items()):
        raise UnusableBackup(file=str(source), reason=f"checksum of {wrong[0]}")
    return manifest
