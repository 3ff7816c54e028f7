"""Tables of readings that persons brought, and what stands already at the instants of one."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.models import Reading
from ops.energy.models_desk import ReadingUpload
from ops.energy.store import ReadingRow
from ops.errors import NotFound

RIGHT = "readings.write"
#: Instants that are asked for in one statement.
_AT_ONCE = 500


def upload_of(session: Session, upload_id: int, who: Principal) -> ReadingUpload:
    """Whoever writes readings everywhere sees all, others their own. Raises NotFound."""
    found = session.get(ReadingUpload, upload_id)
    if found is None or not (who.places(RIGHT).everything or found.made_by_key == who.key):
        raise NotFound()
    return found


def last_uploads(session: Session, who: Principal, limit: int) -> Sequence[ReadingUpload]:
    """The youngest first."""
    statement = select(ReadingUpload).order_by(ReadingUpload.id.desc()).limit(limit)
    if not who.places(RIGHT).everything:
        statement = statement.where(ReadingUpload.made_by_key == who.key)
    return session.scalars(statement).all()


def next_waiting(session: Session) -> ReadingUpload | None:
    """The one that waits longest to be taken in."""
    statement = select(ReadingUpload).where(ReadingUpload.state == "waiting").order_by(ReadingUpload.id).limit(1)
    return session.scalar(statement)


def uploads_before(session: Session, before: datetime) -> Sequence[ReadingUpload]:
    """Brought before an instant, and not waiting to be taken in."""
    statement = select(ReadingUpload).where(ReadingUpload.made_at < before, ReadingUpload.state != "waiting")
    return session.scalars(statement.order_by(ReadingUpload.id)).all()


def is_brought_again(session: Session, upload: ReadingUpload) -> bool:
    """Another row names the same bytes."""
    same = (ReadingUpload.sha256 == upload.sha256, ReadingUpload.id != upload.id)
    return session.scalar(select(ReadingUpload.id).where(*same).limit(1)) is not None


def standing_values(session: Session, rows: Sequence[ReadingRow]) -> dict[tuple[int, datetime], int]:
    """By register and instant, the value in millionths that a table would meet."""
    found: dict[tuple[int, datetime], int] = {}
    for register_id, mine in groupby(sorted(rows), key=attrgetter("register_id")):
        instants = [row.at for row in mine]
        for start in range(0, len(instants), _AT_ONCE):
            asked = (Reading.register_id == register_id, Reading.at.in_(instants[start : start + _AT_ONCE]))
            for at, value_micro in session.execute(select(Reading.at, Reading.value_micro).where(*asked)):
                found[register_id, at] = value_micro
    return found
