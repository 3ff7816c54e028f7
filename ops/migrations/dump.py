"""The whole database to a folder and back, on the same engine and the same revision.

SQLite is copied page by page while others write; PostgreSQL is read table by table in one snapshot.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from psycopg import Cursor, sql
from sqlalchemy import Connection, Engine, MetaData, Table, inspect, text

_SQLITE_FILE = "regie.sqlite3"
_SIGNS_OF_LIFE = ("user_account", "location")
_PARTITIONS = """
    SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
    WHERE p.relname = %s AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT' ORDER BY 1
"""


def dump(engine: Engine, metadata: MetaData, folder: Path) -> None:
    """Writes every row of every table to files in `folder`."""
    if engine.dialect.name == "sqlite":
        _dump_sqlite(engine, folder / _SQLITE_FILE)
    else:
        _dump_postgresql(engine, metadata, folder)


def holds_data(engine: Engine) -> bool:
    """True when people or places stand in it; rule sets alone come with the migration."""
    with engine.connect().execution_options(read_only=True) as connection:
        return any(
            inspect(connection).has_table(table) and connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first()  # noqa: S608
            for table in _SIGNS_OF_LIFE
        )


def load_if_empty(engine: Engine, metadata: MetaData, folder: Path) -> bool:
    """Fills an empty, migrated database with what `dump` wrote; False, and no change, when it holds data."""
    if holds_data(engine):
        return False
    if engine.dialect.name == "sqlite":
        _load_sqlite(engine, folder / _SQLITE_FILE)
    else:
        _load_postgresql(engine, metadata, folder)
    return True


def _dump_sqlite(engine: Engine, target: Path) -> None:
    with closing(sqlite3.connect(str(engine.url.database))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _load_sqlite(engine: Engine, source_path: Path) -> None:
    engine.dispose()
    with closing(sqlite3.connect(source_path)) as source, closing(sqlite3.connect(str(engine.url.database))) as target:
        source.backup(target)


def _tables(metadata: MetaData) -> Iterator[tuple[Table, sql.Composed]]:
    """Parents before children, each with its columns in a fixed order."""
    for table in metadata.sorted_tables:
        yield table, sql.SQL("{} ({})").format(sql.Identifier(table.name), _columns(table))


def _columns(table: Table) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)


def _dump_postgresql(engine: Engine, metadata: MetaData, folder: Path) -> None:
    snapshot = engine.execution_options(isolation_level="REPEATABLE READ")
    with snapshot.connect() as connection, _cursor_of(connection) as cursor:
        for table, _ in _tables(metadata):
            _copy_out(cursor, table, folder / f"{table.name}.copy")
        partitions = {table.name: _partitions(cursor, table.name) for table, _ in _tables(metadata)}
        sequences = {table.name: _last_number(cursor, table) for table, _ in _tables(metadata)}
    (folder / "sequences.json").write_text(json.dumps(sequences, sort_keys=True))
    (folder / "partitions.json").write_text(json.dumps(partitions, sort_keys=True))


def _cursor_of(connection: Connection) -> Cursor[Any]:
    """The driver's cursor, which alone knows COPY, inside the connection's own transaction."""
    return cast(Cursor[Any], connection.connection.cursor())


def _copy_out(cursor: Cursor[Any], table: Table, path: Path) -> None:
    columns = _columns(table)
    keys = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.primary_key.columns)
    select = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(columns, sql.Identifier(table.name), keys)
    with path.open("wb") as out, cursor.copy(select) as rows:
        for block in rows:
            out.write(block)


def _partitions(cursor: Cursor[Any], table: str) -> list[list[str]]:
    cursor.execute(_PARTITIONS, (table,))
    return [list(row) for row in cursor.fetchall()]


def _load_postgresql(engine: Engine, metadata: MetaData, folder: Path) -> None:
    last_numbers = json.loads((folder / "sequences.json").read_text())
    with engine.begin() as connection, _cursor_of(connection) as cursor:
        _make_partitions(cursor, json.loads((folder / "partitions.json").read_text()))
        for table, target in _tables(metadata):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
            _copy_in(cursor, target, folder / f"{table.name}.copy")
            _set_sequence(cursor, table, last_numbers[table.name])
        cursor.execute("ANALYZE")


def _make_partitions(cursor: Cursor[Any], partitions: dict[str, list[list[str]]]) -> None:
    for table, parts in partitions.items():
        for name, bound in parts:
            statement = sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF {} {}")
            cursor.execute(statement.format(sql.Identifier(name), sql.Identifier(table), sql.SQL(bound)))


def _copy_in(cursor: Cursor[Any], target: sql.Composed, path: Path) -> None:
    with path.open("rb") as rows, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
        while block := rows.read(1 << 20):
            copy.write(block)


def _sequence(cursor: Cursor[Any], table: Table) -> str | None:
    column = next(iter(table.primary_key.columns)).name
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (table.name, column))
    found = cursor.fetchone()
    return found[0] if found else None


def _last_number(cursor: Cursor[Any], table: Table) -> int | None:
    """The last number that was given out, also to a row that is gone by now; None where none was."""
    name = _sequence(cursor, table)
    if name is None:
        return None
    cursor.execute("SELECT pg_sequence_last_value(%s::regclass)", (name,))
    found = cursor.fetchone()
    return found[0] if found else None


def _set_sequence(cursor: Cursor[Any], table: Table, last: int | None) -> None:
    """Numbers go on after the last one that the first house gave out."""
    if last is not None and (name := _sequence(cursor, table)):
        cursor.execute("SELECT setval(%s::regclass, %s)", (name, last))
