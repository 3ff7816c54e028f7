"""`import tenancies`: who lives where, with the person; a lease paints its days on the lot."""

from datetime import date

from sqlalchemy import select

from ops.errors import NotFound
from ops.estate.models import Location, Tenancy
from ops.estate.service.lots import let
from ops.estate.service.tables.engine import ADDED, UNCHANGED, Intake, TableKind
from ops.kit.imports import Cells
from ops.kit.periods import OPEN_END
from ops.people import service
from ops.people.models import Person
from ops.people.queries import person_by_code
from ops.people.service import PersonDetails

COLUMNS = ("lot", "person", "from_on", "to_on")
OPTIONAL = ("given_name", "family_name", "language", "phone", "email", "interpreter_language")


def _take(intake: Intake, cells: Cells) -> str | None:
    place, code = intake.place(cells, "lot"), cells.text("person", limit=20)
    if place and place.kind != "lot":
        cells.fault("lot", "unknown_code", value=place.code)
    from_on, to_on = cells.day("from_on"), cells.day("to_on") or OPEN_END
    if from_on is None and cells.are_good:
        cells.fault("from_on", "missing")
    if from_on and not from_on < to_on:
        cells.fault("to_on", "wrong_order")
    if not cells.are_good or place is None or from_on is None:
        return None
    person = _person(intake, cells, code)
    if person is None:
        return None
    known = _known(intake, place, person, from_on)
    if known:
        return _same_end(cells, known, to_on)
    let(intake.session, place.id, person, from_on=from_on, to_on=to_on, who=intake.who, now=intake.now)
    return ADDED


def _person(intake: Intake, cells: Cells, code: str) -> Person | None:
    """Known by code, or declared by this line with a name."""
    try:
        return person_by_code(intake.session, code)
    except NotFound:
        if not cells.optional("family_name"):
            cells.fault("person", "unknown_code", value=code)
            return None
    details = PersonDetails(
        cells.text("given_name"), cells.text("family_name"), cells.optional("language") or "nl",
        cells.optional("phone") or "", cells.optional("email") or "", cells.optional("interpreter_language") or "",
    )  # fmt: skip
    if not cells.are_good:
        return None
    return service.add_person(intake.session, details, who=intake.who, now=intake.now, code=code)


def _known(intake: Intake, place: Location, person: Person, from_on: date) -> Tenancy | None:
    statement = select(Tenancy).where(
        Tenancy.lot_id == place.id, Tenancy.person_id == person.id, Tenancy.from_on == from_on
    )
    return intake.session.scalar(statement)


def _same_end(cells: Cells, known: Tenancy, to_on: date) -> str | None:
    """The end of a lease is moved by a person who sees the void that follows, not by a file."""
    if known.to_on == to_on:
        return UNCHANGED
    cells.fault("to_on", "already_there", value=known.to_on.isoformat())
    return None


TENANCIES = TableKind(COLUMNS, OPTIONAL, ("lot", "person", "from_on"), _take)
