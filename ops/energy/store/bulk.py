"""Loading millions of rows into an empty database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from ops.db import Base
from ops.energy.models import Consumption, Reading
from ops.energy.store.engine import is_postgres


@contextmanager
def checked_at_the_end(session: Session) -> Iterator[None]:
    """PostgreSQL looks up the register of each row as it comes; one look at the end is far quicker."""
    session.flush()
    constraints = list(_foreign_keys()) if is_postgres(session) else []
    for constraint in constraints:
        session.execute(DropConstraint(constraint))
    yield
    for constraint in constraints:
        session.execute(AddConstraint(constraint, isolate_from_table=False))


def _foreign_keys() -> Iterator[ForeignKeyConstraint]:
    for model in (Reading, Consumption):
        table: Table = Base.metadata.tables[model.__tablename__]
        yield from table.foreign_key_constraints
