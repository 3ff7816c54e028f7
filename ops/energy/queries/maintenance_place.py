"""What a person names when something is about a register, or about all of a building."""

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.errors import NoSuchPlace
from ops.energy.models import Register
from ops.energy.queries.registers import register_by_code
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries import location_by_code


def register_or_place(session: Session, code: str, scopes: Scopes) -> Register | Location:
    """Raises NoSuchPlace, also out of scope."""
    for find in (register_by_code, location_by_code):
        try:
            return find(session, code.strip(), scopes)
        except NotFound:
            continue
    raise NoSuchPlace(field="place", place=code.strip()[:60])
