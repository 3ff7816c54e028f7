"""A backup restored into an empty place is the same house; what can't be restored changes nothing."""

import hashlib
import io
import random
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.principal import system
from ops.access.rights import ROLES
from ops.app import create_app
from ops.config import Settings
from ops.db import Database
from ops.energy.models import FieldMapping, Register
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.energy.service.dead_letters import keep_aside
from ops.energy.service.readings_upload import Brought, keep, look, store_of
from ops.errors import RegieError
from ops.kit import outbox
from ops.kit.attachments import Stored, Upload, take_in
from ops.kit.backup import OtherEngine, OtherRevision, PlaceNotEmpty, UnusableBackup, backup, restore
from ops.kit.files import FileStore
from ops.kit.locale import Text
from ops.kit.models import Attachment
from ops.kit.outbox import Message, Recipient, Target
from ops.kit.rulesets import ensure_defaults
from ops.kit.units import MICRO
from ops.repairs.models import Store
from ops.repairs.service.stock_counts import begin as begin_count
from ops.repairs.service.stock_orders import place_order
from ops.seeding import seed_demo
from ops.web import rendering
from scheduler.main import Scheduler
from scheduler.triggers import At
from tests.support import scheduler_jobs as jobs
from tests.support.commands import empty_postgresql
from tests.support.every_get import OBJECTS, Links, add_links, add_pages, addresses, ask_all, get_routes
from tests.support.moving_clock import MovingClock
from tests.support.objects import build_world
from tests.support.uploads import LIMITS, picture
from tests.support.world import NOW, add_user, grant, live_user

#: What somebody who is signed in is sent on from.
SENT_ON = dict.fromkeys(("/", "/call", "/me", "/sign-in"), 303)
#: The sheet for an outage is made anew every hour and is no part of a backup; neither house has written one yet.
NOT_MADE_YET = {"/outage-sheet/newest": 404}
#: The first table of readings stands there without its bytes.
WITHOUT_BYTES = {"/readings/upload/1/refused.csv": 409}
_TOPIC = "regie/v1/dl-1/readings"


@dataclass(frozen=True)
class Place:
    """A database and a data folder."""

    settings: Settings
    database: Database

    def files(self) -> dict[str, str]:
        folder = self.settings.files_dir
        found = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def content(self, work: Path) -> dict[str, str]:
        """What stands here, as one checksum for each table or file."""
        work.mkdir()
        if inspect(self.database.engine).has_table("ruleset"):
            self.database.dump(work)
        tables = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in work.iterdir()}
        return {**tables, **self.files()}


@contextmanager
def _empty_place(engine: str, folder: Path) -> Iterator[Place]:
    if engine == "sqlite":
        yield from _place(f"sqlite:///{folder / 'regie.sqlite3'}", folder)
    else:
        with empty_postgresql() as url:
            yield from _place(url, folder)


def _place(url: str, folder: Path) -> Iterator[Place]:
    settings = Settings(
        _env_file=None, data_dir=folder, database_url=SecretStr(url), base_url="http://testserver",
        secret_key=SecretStr("a-key-for-tests-only-0123456789abcdef"),
    )  # fmt: skip
    database = Database(settings.sqlalchemy_url).under(settings.hash_key)
    try:
        yield Place(settings, database)
    finally:
        database.dispose()


def _keep_files(session: Session, settings: Settings) -> None:
    """Three dead letters too large for the database; nothing in them repeats, so that no damage is packed away."""
    contents = [random.Random(number).randbytes(20_000) for number in range(3)]
    letters = [IncomingDeadLetter(_TOPIC, content, "too_large", {}) for content in contents]
    keep_aside(session, letters, files=FileStore(settings.files_dir), now=NOW)


def _bring_tables(session: Session, settings: Settings) -> None:
    """Tables of readings with their bytes, which the world's own row has not; of each a line is refused."""
    files, who = store_of(settings.files_dir), system("tests")
    for number in range(OBJECTS):
        brought = Brought(
            f"register,at,value,unit\nNOBODY,{NOW.isoformat()},{number},kWh\n".encode(), "history.csv", ""
        )
        keep(session, brought, files.put(brought.content), look(session, brought, who, NOW), who=who, now=NOW)


def _keep_photos(session: Session, settings: Settings) -> Stored:
    """The photo that every attachment shows, and its small picture."""
    stored = take_in(FileStore(settings.attachments_dir), Upload(io.BytesIO(picture()), "leak.jpg"), LIMITS)
    session.execute(update(Attachment).values(sha256=stored.sha256, thumbnail_sha256=stored.thumbnail_sha256))
    return stored


@pytest.fixture
def house(settings: Settings, database: Database) -> Place:
    """A migrated house with one user, three files and a photo with its small picture."""
    with database.unit_of_work() as session:
        add_user(session, [grant("admin")], "nl", NOW)
        _keep_files(session, settings)
        _keep_photos(session, settings)
    return Place(settings, database)


@pytest.fixture
def empty_place(house: Place, tmp_path: Path) -> Iterator[Place]:
    """Of the same engine, and not even migrated."""
    with _empty_place(_engine(house), tmp_path / "elsewhere") as place:
        yield place


@pytest.fixture
def archive(house: Place, tmp_path: Path) -> Path:
    path = tmp_path / "house.tar.gz"
    backup(house.database, house.settings, path, now=NOW)
    return path


def _engine(place: Place) -> str:
    return place.database.engine.dialect.name


def _fill(place: Place) -> tuple[str, Links]:
    """The reference organisation, small, with at least three objects of every kind; the cookie of an almighty user."""
    seed_demo(place.database, place.settings, now=NOW, scale=0.02)
    rows = tuple(jobs.row(name, At(3, 30)) for name in ("useful", "broken", "idle"))
    jobs.turn(Scheduler(place.database, place.settings, clock=MovingClock(NOW), rows=rows, holder="first-house"))
    with place.database.unit_of_work() as session:
        build_world(session, {role: add_user(session, [grant(role)], "nl", NOW) for role in ROLES})
        _keep_files(session, place.settings)
        _bring_tables(session, place.settings)
        for number in range(OBJECTS):
            message = Message("ticket_resolved", Text("Done"), Text("It runs."), about=None, occasion=f"k{number}")
            reader = Recipient("Mrs Peeters", "nl", (Target("mail", "p@example.org"),))
            outbox.enqueue(session, message, [reader], now=NOW)
            place_order(session, "store-centre", "Buizenhuis", {"LOO-203": 1}, who=system("tests"), now=NOW)
        for code in session.scalars(select(Store.code).order_by(Store.code)).all():
            begin_count(session, code, who=system("tests"), now=NOW)
        _connect_loggers(session)
        cookie = live_user(session, [grant(role) for role in ROLES], "en", NOW)
        users = session.scalars(select(User).order_by(User.id).limit(2 * OBJECTS)).all()
        for user in users[:OBJECTS]:
            user.state = "invited"
        links = {
            "/invitation/{token}": add_links(session, "invitation", users[:OBJECTS], NOW),
            "/password-reset/{token}": add_links(session, "password_reset", users[OBJECTS:], NOW),
            **add_pages(session, _keep_photos(session, place.settings), NOW),
        }
    return cookie, links


def _connect_loggers(session: Session) -> None:
    """Dataloggers of another make, beside the one of the world."""
    for register_id in session.scalars(select(Register.id).order_by(Register.id.desc()).limit(OBJECTS)):
        session.add(
            FieldMapping(
                topic_filter=f"tele/meter-{register_id}/SENSOR", format="tasmota", field="ENERGY.Total",
                register_id=register_id, unit="", factor_micro=MICRO, version=1,
            )
        )  # fmt: skip


@pytest.fixture
def constant_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The random key in each form is the one part of a page that the house does not remember."""
    monkeypatch.setattr(rendering, "new_key", lambda: "constant-key")
    rendering.environment.cache_clear()
    yield
    rendering.environment.cache_clear()


@pytest.mark.usefixtures("constant_keys")
def test_a_restored_house_answers_every_question_as_the_first_one(
    settings: Settings, database: Database, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    first = Place(settings, database)
    cookie, links = _fill(first)
    archive = tmp_path / "house.tar.gz"
    backup(database, settings, archive, now=NOW)
    with _empty_place(_engine(first), tmp_path / "elsewhere") as second:
        restore(second.database, second.settings, archive)
        assert second.content(tmp_path / "two") == first.content(tmp_path / "one")
        app, other = (create_app(each.settings, each.database, clock=lambda: NOW) for each in (first, second))
        with database.reading() as session:
            by_route = addresses(session, get_routes(app), links)
        paths = [path for each in by_route.values() for path in each]
        expected, answers = ask_all(app, paths, cookie), ask_all(other, paths, cookie)
        # What was asked leaves its trace in the audit trail, alike in both.
        assert second.content(tmp_path / "four") == first.content(tmp_path / "three")
    record_property("routes", len(by_route))
    record_property("answers", len(paths))
    not_shown = {path: expected[path].status for path in paths if expected[path].status != 200}
    to_page = dict.fromkeys(links["/my/{token}/{act}"], 303)
    assert not_shown == {**SENT_ON, **NOT_MADE_YET, **WITHOUT_BYTES, **to_page}
    assert [path for path in paths if answers[path] != expected[path]] == []
    few = [route for route, asked in by_route.items() if "{" in route and len(asked) < OBJECTS]
    assert few == []


def test_every_file_comes_back_with_the_same_content(house: Place, archive: Path, empty_place: Place) -> None:
    restore(empty_place.database, empty_place.settings, archive)
    assert len(house.files()) == 5
    assert empty_place.files() == house.files()
    assert all(name.rsplit("/", 1)[-1] == sha256 for name, sha256 in empty_place.files().items())


def test_both_houses_count_on_from_the_same_number(house: Place, empty_place: Place, tmp_path: Path) -> None:
    """Also where the last row is gone by now: on PostgreSQL its number is not given out again."""
    with house.database.unit_of_work() as session:
        gone = add_user(session, [], "nl", NOW)
    with house.database.unit_of_work() as session:
        session.delete(session.get_one(User, gone))
    archive = tmp_path / "later.tar.gz"
    steps: list[str] = []
    backup(house.database, house.settings, archive, now=NOW, step=steps.append)
    assert steps == ["copying the database", "taking the checksums", "packing"]
    restore(empty_place.database, empty_place.settings, archive)
    numbers = []
    for place in (house, empty_place):
        with place.database.unit_of_work() as session:
            numbers.append(add_user(session, [], "nl", NOW))
    assert numbers[0] == numbers[1]


def test_a_place_that_is_only_migrated_counts_as_empty(house: Place, archive: Path, empty_place: Place) -> None:
    empty_place.database.migrate()
    with empty_place.database.unit_of_work() as session:
        ensure_defaults(session, now=NOW)
    restore(empty_place.database, empty_place.settings, archive)
    assert empty_place.files() == house.files()


def test_a_file_that_is_being_written_is_left_out(house: Place, tmp_path: Path) -> None:
    (house.settings.files_dir / ".new-1234").write_bytes(b"half")
    backup(house.database, house.settings, tmp_path / "a.tar.gz", now=NOW)
    with tarfile.open(tmp_path / "a.tar.gz") as opened:
        assert not any(".new-" in name for name in opened.getnames())


def _refused(place: Place, archive: Path, error: type[RegieError], work: Path) -> str:
    """Restores in vain; fails when anything changed."""
    before = place.content(work / "before")
    with pytest.raises(error) as refusal:
        restore(place.database, place.settings, archive)
    assert place.content(work / "after") == before
    return str(refusal.value)


def _with_flipped_byte(archive: Path, target: Path, part: str) -> Path:
    """The same archive, well packed, but one byte of a part is another one."""
    with tarfile.open(archive) as source, tarfile.open(target, "w:gz") as out:
        for member in source.getmembers():
            stream = source.extractfile(member)
            assert stream is not None
            content = bytearray(stream.read())
            if member.name.startswith(part) and content:
                content[len(content) // 2] ^= 1
            out.addfile(member, io.BytesIO(bytes(content)))
    return target


@pytest.mark.parametrize("part", ["files/", "database/"])
def test_an_archive_with_another_byte_in_a_part_is_refused(
    part: str, archive: Path, empty_place: Place, tmp_path: Path
) -> None:
    damaged = _with_flipped_byte(archive, tmp_path / "damaged.tar.gz", part)
    assert f"checksum of {part}" in _refused(empty_place, damaged, UnusableBackup, tmp_path)


@pytest.mark.parametrize("place", [0.5, 0.9])
def test_an_archive_with_another_byte_in_its_stream_is_refused(
    place: float, archive: Path, empty_place: Place, tmp_path: Path
) -> None:
    content = bytearray(archive.read_bytes())
    content[int(len(content) * place)] ^= 0x10
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(bytes(content))
    assert "is not a backup that can be restored" in _refused(empty_place, damaged, UnusableBackup, tmp_path)


def test_half_an_archive_is_refused(archive: Path, empty_place: Place, tmp_path: Path) -> None:
    half = tmp_path / "half.tar.gz"
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    _refused(empty_place, half, UnusableBackup, tmp_path)


def test_an_archive_with_a_part_that_it_does_not_name_is_refused(
    archive: Path, empty_place: Place, tmp_path: Path
) -> None:
    more = tmp_path / "more.tar.gz"
    with tarfile.open(archive) as source, tarfile.open(more, "w:gz") as out:
        for member in source.getmembers():
            out.addfile(member, source.extractfile(member))
        out.addfile(tarfile.TarInfo("files/stranger"), io.BytesIO())
    assert "checksum of files/stranger" in _refused(empty_place, more, UnusableBackup, tmp_path)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../outside", tarfile.REGTYPE), ("/tmp/outside", tarfile.REGTYPE), ("files/link", tarfile.SYMTYPE)],
    ids=["above the folder", "an absolute path", "a link"],
)
def test_an_archive_that_reaches_out_of_its_folder_is_refused(
    name: str, kind: bytes, archive: Path, empty_place: Place, tmp_path: Path
) -> None:
    hostile = tmp_path / "hostile.tar.gz"
    with tarfile.open(archive) as source, tarfile.open(hostile, "w:gz") as out:
        for member in source.getmembers():
            out.addfile(member, source.extractfile(member))
        stranger = tarfile.TarInfo(name)
        stranger.type, stranger.linkname = kind, "/etc/hostname" if kind == tarfile.SYMTYPE else ""
        out.addfile(stranger, io.BytesIO())
    assert "is no plain file of a backup" in _refused(empty_place, hostile, UnusableBackup, tmp_path)


def test_an_archive_of_the_other_engine_is_refused(house: Place, archive: Path, tmp_path: Path) -> None:
    other = "postgresql" if _engine(house) == "sqlite" else "sqlite"
    with _empty_place(other, tmp_path / "other") as place:
        assert _engine(house) in _refused(place, archive, OtherEngine, tmp_path)


def test_an_archive_of_another_version_is_refused(
    archive: Path, empty_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.kit.backup.newest_revision", lambda: "9999")
    _refused(empty_place, archive, OtherRevision, tmp_path)


def test_a_place_with_users_is_refused(archive: Path, empty_place: Place, tmp_path: Path) -> None:
    empty_place.database.migrate()
    with empty_place.database.unit_of_work() as session:
        add_user(session, [grant("admin")], "nl", NOW)
    _refused(empty_place, archive, PlaceNotEmpty, tmp_path)


def test_a_place_with_files_is_refused(archive: Path, empty_place: Place, tmp_path: Path) -> None:
    FileStore(empty_place.settings.files_dir).put(b"mine")
    _refused(empty_place, archive, PlaceNotEmpty, tmp_path)


def test_an_archive_is_its_makers_alone(database: Database, settings: Settings, tmp_path: Path) -> None:
    """The whole house is in it, with everybody's name and phone."""
    backup(database, settings, tmp_path / "house.tar.gz", now=NOW)
    assert (tmp_path / "house.tar.gz").stat().st_mode & 0o777 == 0o600
