"""Every select on persons."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from ops.errors import NotFound
from ops.kit.search import has_words
from ops.people.models import Person
from ops.people.rules import query_of


def person_by_code(session: Session, code: str) -> Person:
    """Raises NotFound."""
    person = session.scalar(select(Person).where(Person.code == code))
    if person is None:
        raise NotFound()
    return person


def search_persons(
    session: Session, text: str, *, limit: int, reach: ColumnElement[bool] | None = None, after_id: int = 0
) -> Sequence[Person]:
    """Persons by name, code or phone, in the order of their ids; `reach` narrows to those whom the reader may see."""
    statement = (
        select(Person)
        .where(has_words(Person.search_text, query_of(text)), true() if reach is None else reach)
        .where(Person.id > after_id)
    )
    return session.scalars(statement.order_by(Person.id).limit(limit)).all()
