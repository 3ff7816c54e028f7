"""What a page costs the database: the frame around it asks nothing twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient
from sqlalchemy import event

from ops.db import Database


class Cost:
    """Statements and transactions, without what the engine says to itself."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.transactions = 0

    def note_statement(self, *call: object) -> None:
        words = str(call[2])
        if not words.startswith(("PRAGMA", "BEGIN", "SET")):
            self.statements.append(words)

    def note_transaction(self, *_call: object) -> None:
        self.transactions += 1


@contextmanager
def cost_of(database: Database) -> Iterator[Cost]:
    cost = Cost()
    event.listen(database.engine, "before_cursor_execute", cost.note_statement)
    event.listen(database.engine, "begin", cost.note_transaction)
    yield cost
    event.remove(database.engine, "before_cursor_execute", cost.note_statement)
    event.remove(database.engine, "begin", cost.note_transaction)


def test_the_queue_asks_once_who_reads_and_once_for_its_rows(
    client_for: Callable[..., TestClient], database: Database
) -> None:
    client = client_for("dispatcher")
    client.get("/queue")
    with cost_of(database) as page:
        assert client.get("/queue").status_code == 200
    with cost_of(database) as rows:
        assert client.get("/queue?fragment=rows").status_code == 200
    with cost_of(database) as on_call:
        assert client.get("/queue?fragment=on-call").status_code == 200
    assert page.transactions == rows.transactions == on_call.transactions == 2
    assert sum("FROM sector" in each for each in page.statements) == 1, page.statements
    assert sum("count(*)" in each and "FROM ticket" in each for each in page.statements) == 1, page.statements
    # Who is on call, a part of its own, asks for the rota, its exceptions, who is away and open pages; the menu for
    # drafts, short parts and what recurs.
    # Rows of tickets would add what hangs on them, the same few statements however many there are.
    assert len(set(page.statements)) == len(page.statements), page.statements
    assert (len(page.statements), len(rows.statements), len(on_call.statements)) == (19, 7, 11), page.statements
