"""Takes in the tables of readings that persons brought and agreed to."""

from collections.abc import Mapping

from ops.energy.models_desk import ReadingUpload
from ops.energy.queries.uploads import next_waiting
from ops.energy.service.readings_upload import let_old_go, rows_of, store_of, take_part
from ops.errors import RegieError
from ops.kit.jobs import JobContext


def readings_take_in(context: JobContext) -> Mapping[str, int]:
    """One table after the other, each in parts; what was brought long ago is let go."""
    tables = 0
    while not context.should_stop() and (waiting := _next(context)) is not None:
        _take_in(context, waiting)
        tables += 1
    with context.unit_of_work() as session:
        gone = let_old_go(session, store_of(context.settings.files_dir), context.now)
    return {"tables": tables, "gone": gone}


def _next(context: JobContext) -> int | None:
    with context.reading() as session:
        found = next_waiting(session)
        return found.id if found else None


def _take_in(context: JobContext, upload_id: int) -> None:
    """A table that can no longer be read is put back for its bringer to look at."""
    try:
        with context.reading() as session:
            upload = session.get_one(ReadingUpload, upload_id)
            rows = rows_of(session, upload, store_of(context.settings.files_dir), context.now)
    except RegieError:
        with context.unit_of_work() as session:
            session.get_one(ReadingUpload, upload_id).state = "failed"
        return
    goes_on = True
    while goes_on and not context.should_stop():
        with context.unit_of_work() as session:
            goes_on = take_part(session, session.get_one(ReadingUpload, upload_id), rows, now=context.now)
