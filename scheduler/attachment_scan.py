"""The job that has files scanned, and the one that lets go of those that were removed."""

import structlog

from connectors.antivirus.client import ClamdScanner
from ops.kit import attachments
from ops.kit.files import FileStore
from ops.kit.jobs import JobContext
from ops.kit.scanning import Scanner, ScannerAway, ScanRefused
from ops.repairs import rulebook
from ops.repairs.service.attachments import tell_infected, tell_unscanned

_log = structlog.get_logger(__name__)
_BATCH = 50


def attachment_scan(context: JobContext) -> dict[str, int]:
    """Without a scanner nothing is done: the files say that nobody looked at them."""
    url = context.settings.scan_url
    return scan_with(context, ClamdScanner.from_url(url)) if url else {}


def scan_with(context: JobContext, scanner: Scanner) -> dict[str, int]:
    """One batch, the oldest first. A file that the scanner refuses keeps back no other; it is tried again later."""
    did = {"scanned": 0, "infected": 0, "put_off": 0, "given_up": 0}
    with context.reading() as session:
        waiting = dict.fromkeys(sha256 for _, sha256 in attachments.to_scan(session, _BATCH, now=context.now))
    try:
        for sha256 in waiting:
            if context.should_stop():
                break
            did[_scan(context, scanner, sha256)] += 1
    except ScannerAway:
        _log.warning("scanner_away")
    return {name: count for name, count in did.items() if count}


def _scan(context: JobContext, scanner: Scanner, sha256: str) -> str:
    """The file is read outside a transaction; what was found is written in one. Raises ScannerAway."""
    store = FileStore(context.settings.attachments_dir)
    try:
        with store.open(sha256) as stream:
            verdict = scanner.scan(stream)
    except (ScanRefused, FileNotFoundError) as error:
        _log.warning("not_scanned", kind=type(error).__name__, why=str(error))
        return _put_off(context, sha256)
    with context.unit_of_work() as session:
        for row in attachments.note_scan(session, sha256, infected=verdict.is_infected, now=context.now):
            if verdict.is_infected:
                tell_infected(session, row, verdict.found, now=context.now)
    return "infected" if verdict.is_infected else "scanned"


def _put_off(context: JobContext, sha256: str) -> str:
    """After the last try somebody hears of it."""
    with context.unit_of_work() as session:
        waits = rulebook.scan_waits(session, context.now)
        given_up = attachments.note_refusal(session, sha256, waits=waits, now=context.now)
        for row in given_up:
            tell_unscanned(session, row, now=context.now)
    return "given_up" if given_up else "put_off"


def attachment_purge(context: JobContext) -> dict[str, int]:
    """Files that were removed long enough ago that nobody wants them back."""
    gone = 0
    store = FileStore(context.settings.attachments_dir)
    while not context.should_stop():
        with context.unit_of_work() as session:
            now = context.now
            done = attachments.purge(session, store, before=now - rulebook.removed_kept(session, now), now=now)
        gone += done
        if not done:
            break
    return {"files": gone}
