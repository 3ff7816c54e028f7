"""What an error of the database says may stand in a log, so it holds no data of people."""

import pytest
from sqlalchemy.exc import DBAPIError

from ops.access.models import User
from ops.db import Database, first_line
from tests.support.world import NOW


def test_the_error_of_a_refused_row_quotes_nothing_of_the_row(database: Database) -> None:
    def add() -> None:
        with database.unit_of_work() as session:
            session.add(User(email="ana.peeters@example.org", name="Ana Peeters", created_at=NOW))

    add()
    with pytest.raises(DBAPIError) as refused:
        add()
    assert "Ana Peeters" not in str(refused.value)
    assert "ana.peeters@example.org" not in first_line(refused.value)
