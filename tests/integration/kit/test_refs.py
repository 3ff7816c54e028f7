"""References count on without a gap or a double, also when two take the first one of a year."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

from sqlalchemy.orm import Session

from ops.db import Database
from ops.kit.refs import next_ref, take_refs

NEW_YEAR = datetime(2031, 1, 1, 9, tzinfo=UTC)


def test_the_first_of_a_year_begins_at_one_and_many_are_taken_in_one_row(session: Session) -> None:
    assert next_ref(session, "T", NEW_YEAR) == "T31-000001"
    assert take_refs(session, "T", 2031, 3) == ["T31-000002", "T31-000003", "T31-000004"]
    assert next_ref(session, "A", NEW_YEAR) == "A31-000001"


def test_who_takes_the_first_one_while_another_does_waits_and_takes_the_next(database: Database) -> None:
    begun = Event()

    def second() -> str:
        begun.set()
        with database.unit_of_work() as session:
            return next_ref(session, "T", NEW_YEAR)

    with ThreadPoolExecutor(1) as pool:
        with database.unit_of_work() as session:
            first = next_ref(session, "T", NEW_YEAR)
            waiting = pool.submit(second)
            assert begun.wait(60)
            # Long enough to stand before the counter; one that comes later takes the next number all the same.
            assert not Event().wait(0.3)
            assert not waiting.done()
        assert (first, waiting.result(60)) == ("T31-000001", "T31-000002")


def test_who_gives_up_leaves_the_first_one_to_the_other(database: Database) -> None:
    try:
        with database.unit_of_work() as session:
            next_ref(session, "T", NEW_YEAR)
            raise LookupError
    except LookupError:
        pass
    with database.unit_of_work() as session:
        assert next_ref(session, "T", NEW_YEAR) == "T31-000001"
