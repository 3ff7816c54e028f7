"""What one test leaves in PostgreSQL, the next must not find."""

from datetime import date
from hashlib import sha256

from sqlalchemy import Connection, create_engine, text

from ops.access.models import AuditEntry
from ops.db import Base, Database
from ops.energy.store import ensure_partitions
from tests.support.swept_database import sweep
from tests.support.world import NOW, add_user, grant


def content(url: str) -> str:
    """A digest of every row and of the next number of every key."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = sha256("\n".join(_lines(connection)).encode()).hexdigest()
    engine.dispose()
    return found


def _lines(connection: Connection) -> list[str]:
    rows = [
        f"{table.name} {row}"
        for table in Base.metadata.sorted_tables
        for row in connection.execute(text(f"SELECT * FROM {table.name} ORDER BY 1"))
    ]
    return rows + [str(row) for row in connection.execute(text("SELECT * FROM pg_sequences ORDER BY 1, 2"))]


def test_what_a_test_left_is_gone_and_what_it_took_is_back(postgresql_shared: str) -> None:
    untouched = content(postgresql_shared)
    database = Database(postgresql_shared.replace("postgresql://", "postgresql+psycopg://"))
    with database.unit_of_work() as session:
        add_user(session, [grant("admin")], "nl", NOW)
        session.add(
            AuditEntry(
                at=NOW, principal="system:test", principal_name="Test", action="test", object_kind="", object_ref=""
            )
        )
        session.execute(text("DELETE FROM sector"))
        ensure_partitions(session, date(2031, 1, 1), date(2031, 1, 1))
    assert content(postgresql_shared) != untouched
    sweep(postgresql_shared)
    assert content(postgresql_shared) == untouched
    database.dispose()
