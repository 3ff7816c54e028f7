"""Stays, and what takes a bed on which nights."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Scopes
from ops.beds.models import Absence, Bed, BedOccupation, Resident, Stay
from ops.beds.queries.homes import EVERYWHERE
from ops.beds.queries.recorded import known, meets
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries.scope import in_scope
from ops.kit.periods import OPEN_END
from ops.people.models import Person


def stay_by_ref(session: Session, ref: str, scopes: Scopes = EVERYWHERE) -> Stay:
    """A stay of which a night lies in a home of the scopes. Raises NotFound."""
    statement = select(Stay).where(Stay.ref == ref)
    if not scopes.everything:
        statement = statement.where(Stay.id.in_(_stays_in(scopes)))
    stay = session.scalar(statement)
    if stay is None:
        raise NotFound()
    return stay


def _stays_in(scopes: Scopes) -> ColumnElement[int]:
    rows = select(BedOccupation.stay_id).join(Bed, Bed.id == BedOccupation.bed_id)
    rows = rows.join(Location, Location.id == Bed.home_id).where(BedOccupation.kind == "stay", known(BedOccupation))
    return rows.where(in_scope(scopes)).scalar_subquery()


def resident_of(session: Session, person: Person) -> Resident | None:
    return session.scalar(select(Resident).where(Resident.person_id == person.id))


def person_code(session: Session, resident_id: int) -> str:
    statement = select(Person.code).join(Resident, Resident.person_id == Person.id)
    return session.scalars(statement.where(Resident.id == resident_id)).one()


def segments_of(session: Session, stay_id: int) -> Sequence[BedOccupation]:
    """The nights of a stay as they count, in order, with their beds."""
    wanted = (BedOccupation.stay_id == stay_id, BedOccupation.kind == "stay", known(BedOccupation))
    statement = select(BedOccupation).where(*wanted).options(joinedload(BedOccupation.bed))
    fresh = statement.order_by(BedOccupation.from_on, BedOccupation.to_on).execution_options(populate_existing=True)
    return session.scalars(fresh).all()


def companions_of(session: Session, stay_id: int) -> Sequence[BedOccupation]:
    return _of_stay(session, stay_id, "companion")


def clearings_after(session: Session, stay_id: int) -> Sequence[BedOccupation]:
    return _of_stay(session, stay_id, "clearing")


def _of_stay(session: Session, stay_id: int, kind: str) -> Sequence[BedOccupation]:
    wanted = (BedOccupation.stay_id == stay_id, BedOccupation.kind == kind, known(BedOccupation))
    return session.scalars(select(BedOccupation).where(*wanted).order_by(BedOccupation.from_on)).all()


def absences_of(session: Session, stay_id: int) -> Sequence[Absence]:
    statement = select(Absence).where(Absence.stay_id == stay_id, known(Absence))
    return session.scalars(statement.order_by(Absence.from_on, Absence.to_on)).all()


def on_bed(session: Session, bed_id: int, from_on: date, to_on: date = OPEN_END) -> Sequence[BedOccupation]:
    """What blocks the bed on a night of the span, in order, with the stay that it names."""
    wanted = (BedOccupation.bed_id == bed_id, BedOccupation.blocking, known(BedOccupation))
    statement = select(BedOccupation).where(*wanted, meets(BedOccupation, from_on, to_on))
    loaded = statement.options(joinedload(BedOccupation.stay), joinedload(BedOccupation.bed))
    return session.scalars(loaded.order_by(BedOccupation.from_on)).all()


def nights_of_resident(session: Session, resident_id: int, from_on: date, to_on: date) -> Sequence[BedOccupation]:
    """His stays on a night of the span, with bed and stay."""
    wanted = (BedOccupation.resident_id == resident_id, BedOccupation.kind == "stay", known(BedOccupation))
    statement = select(BedOccupation).where(*wanted, meets(BedOccupation, from_on, to_on))
    loaded = statement.options(joinedload(BedOccupation.stay), joinedload(BedOccupation.bed))
    return session.scalars(loaded.order_by(BedOccupation.from_on)).all()


def holds_of(session: Session, resident_id: int, bed_id: int, from_on: date, to_on: date) -> Sequence[BedOccupation]:
    """What is held of this bed for this resident on a night of the span."""
    return [
        each
        for each in on_bed(session, bed_id, from_on, to_on)
        if each.kind == "hold" and each.resident_id == resident_id
    ]


def holds_overdue(session: Session, today: date) -> Sequence[BedOccupation]:
    """Reservations that nobody confirmed in time and that still hold a night from today on."""
    wanted = (BedOccupation.kind == "hold", known(BedOccupation), BedOccupation.due_on < today)
    statement = select(BedOccupation).where(*wanted, BedOccupation.to_on > today).options(joinedload(BedOccupation.bed))
    return session.scalars(statement.order_by(BedOccupation.id)).all()


def stays_in_home(session: Session, home_id: int, from_on: date, to_on: date) -> list[tuple[date, date]]:
    """(from, to) of every stay with a night in the span."""
    statement = (
        select(BedOccupation.from_on, BedOccupation.to_on)
        .join(Bed, Bed.id == BedOccupation.bed_id)
        .where(Bed.home_id == home_id, BedOccupation.kind == "stay", known(BedOccupation))
        .where(meets(BedOccupation, from_on, to_on))
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def versions_of(session: Session, stay_id: int) -> Sequence[BedOccupation]:
    """Every row that a stay ever had, the oldest first: what was known when, by whom and why."""
    statement = select(BedOccupation).where(BedOccupation.stay_id == stay_id, BedOccupation.kind == "stay")
    return session.scalars(statement.order_by(BedOccupation.id)).all()
