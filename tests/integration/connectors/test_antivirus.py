"""One contract for the scanner in memory and the one behind clamd's protocol; then the job that asks it."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

import pytest
from sqlalchemy import select

from connectors.antivirus.client import BadScanUrl, ClamdScanner
from connectors.antivirus.fake import EICAR, FakeClamd, FakeScanner, Fault
from ops.config import Settings
from ops.db import Database
from ops.kit.attachments import Upload, keep, note_refusal, scan_again, take_in
from ops.kit.files import FileStore
from ops.kit.jobs import JobContext
from ops.kit.models import Attachment, OutboxMessage
from ops.kit.scanning import Scanner, ScannerAway, ScanRefused, ScanVerdict
from ops.repairs.service.links import BY_CALLER
from scheduler.attachment_scan import attachment_purge, attachment_scan, scan_with
from tests.support.uploads import A_PDF, LIMITS, picture
from tests.support.world import NOW, add_user, grant


@pytest.fixture(params=["memory", "clamd"])
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Scanner, FakeScanner]]:
    """The scanner that is asked, and the one whose faults are set."""
    if request.param == "memory":
        scanner = FakeScanner()
        yield scanner, scanner
        return
    with FakeClamd() as clamd:
        yield ClamdScanner.from_url(clamd.url), clamd.scanner


def test_a_clean_file_and_a_virus_are_told_apart(both: tuple[Scanner, FakeScanner]) -> None:
    scanner, _ = both
    assert not scanner.scan(io.BytesIO(bytes(300_000))).is_infected
    assert scanner.scan(io.BytesIO(bytes(300_000) + EICAR)).found == "Eicar-Test-Signature"
    assert not scanner.scan(io.BytesIO(b"")).is_infected


@pytest.mark.parametrize("fault", list(Fault))
def test_what_was_not_looked_at_is_not_called_clean(both: tuple[Scanner, FakeScanner], fault: Fault) -> None:
    scanner, faults = both
    faults.fail_next(fault)
    with pytest.raises(ScanRefused):
        scanner.scan(io.BytesIO(bytes(200_000)))
    assert not scanner.scan(io.BytesIO(b"x")).is_infected


def test_a_scanner_that_is_not_there_is_said_to_be_away() -> None:
    with FakeClamd() as clamd:
        scanner = ClamdScanner.from_url(clamd.url)
        assert scanner.ping()
    assert not scanner.ping()
    with pytest.raises(ScannerAway):
        scanner.scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("url", ["", "host:3310", "http://host", "tcp://", "tcp://host:port"])
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(BadScanUrl):
        ClamdScanner.from_url(url)


def _attach(database: Database, settings: Settings, *contents: bytes) -> None:
    store = FileStore(settings.attachments_dir)
    with database.unit_of_work() as session:
        for content in contents:
            stored = take_in(store, Upload(io.BytesIO(content), "a"), LIMITS)
            keep(session, stored, about=("ticket", "T26-000001"), label="photo", who=BY_CALLER, now=NOW)


def _scans(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Attachment.scan).order_by(Attachment.id)))


def _context(database: Database, settings: Settings, at: datetime = NOW) -> JobContext:
    return JobContext(database, settings, lambda: at)


class _Away:
    """A scanner that nobody reaches."""

    def scan(self, stream: BinaryIO) -> ScanVerdict:
        raise ScannerAway("not_reached")


def test_the_lead_hears_of_a_virus_once_and_nobody_of_a_clean_file(database: Database, settings: Settings) -> None:
    with database.unit_of_work() as session:
        add_user(session, [grant("dispatch_lead")], "en", NOW)
    infected = A_PDF + EICAR + b"%%EOF"
    _attach(database, settings, picture(), infected, infected)
    assert scan_with(_context(database, settings), FakeScanner()) == {"scanned": 1, "infected": 1}
    assert _scans(database) == ["clean", "infected", "infected"]
    with database.reading() as session:
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.event == "attachment_infected")).all()
    assert len(told) == 2
    assert "Eicar-Test-Signature" in told[0].body
    assert scan_with(_context(database, settings), FakeScanner()) == {}


def test_a_file_that_the_scanner_could_not_take_is_tried_again(database: Database, settings: Settings) -> None:
    scanner = FakeScanner()
    scanner.fail_next(Fault.TOO_LARGE)
    _attach(database, settings, picture(), picture("PNG"))
    assert scan_with(_context(database, settings), scanner) == {"scanned": 1, "put_off": 1}
    assert scan_with(_context(database, settings), scanner) == {}
    assert scan_with(_context(database, settings, NOW + timedelta(minutes=1)), scanner) == {"scanned": 1}
    assert _scans(database) == ["clean", "clean"]


def test_a_file_that_the_scanner_always_refuses_is_given_up_and_told_once(
    database: Database, settings: Settings
) -> None:
    with database.unit_of_work() as session:
        add_user(session, [grant("dispatch_lead")], "en", NOW)
    scanner = FakeScanner()
    scanner.fail_next(*[Fault.TOO_LARGE] * 5)
    _attach(database, settings, picture())
    tried = {}
    for minute in range(10 * 60):
        did = scan_with(_context(database, settings, NOW + timedelta(minutes=minute)), scanner)
        tried.update({minute: did} if did else {})
    assert list(tried) == [0, 1, 11, 71, 431]
    assert tried[431] == {"given_up": 1}
    assert _scans(database) == ["refused"]
    with database.reading() as session:
        (told,) = session.scalars(select(OutboxMessage).where(OutboxMessage.event == "attachment_unscanned")).all()
    assert "T26-000001" in told.body


def test_a_person_has_a_file_that_was_given_up_scanned_again(database: Database, settings: Settings) -> None:
    scanner = FakeScanner()
    _attach(database, settings, picture())
    with database.unit_of_work() as session:
        row = session.scalars(select(Attachment)).one()
        assert not scan_again(session, row)
        for _ in range(5):
            note_refusal(session, row.sha256, waits=[timedelta(minutes=1)] * 4, now=NOW)
        assert scan_again(session, row)
    assert scan_with(_context(database, settings), scanner) == {"scanned": 1}
    assert _scans(database) == ["clean"]


def test_a_scanner_that_is_away_counts_against_no_file(database: Database, settings: Settings) -> None:
    _attach(database, settings, picture(), picture("PNG"))
    for _ in range(10):
        assert scan_with(_context(database, settings), _Away()) == {}
    assert scan_with(_context(database, settings), FakeScanner()) == {"scanned": 2}


def test_without_a_scanner_files_say_that_nobody_looked(database: Database, settings: Settings) -> None:
    _attach(database, settings, picture())
    assert attachment_scan(_context(database, settings)) == {}
    assert _scans(database) == ["not_scanned"]
    assert attachment_purge(_context(database, settings)) == {"files": 0}
