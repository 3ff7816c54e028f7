"""A PostgreSQL database that tests use one after the other: each finds it as the migrations and the defaults left it.

Making and dropping one for each test took longer than most tests: the server writes everything down at each drop.
"""

import psycopg
from psycopg import Connection, sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
#: Names and counters of the untouched database, beside copies of its rows, out of sight of models and migrations.
_KEPT = """
CREATE SCHEMA kept;
CREATE TABLE kept.names AS SELECT tablename FROM pg_tables WHERE schemaname = 'public';
CREATE TABLE kept.counters AS
    SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'
"""
_COUNT_ON = """
SELECT setval(format('public.%I', sequencename)::regclass, coalesce(last_value, start_value), last_value IS NOT NULL)
FROM kept.counters
"""
_MADE_SINCE = _TABLES.replace("ORDER", "AND tablename NOT IN (SELECT tablename FROM kept.names) ORDER")


def keep(url: str) -> None:
    """Notes what a test must find: once, before the first test."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_KEPT.encode())
        for name in _filled(connection):
            table = sql.Identifier(name)
            connection.execute(sql.SQL("CREATE TABLE kept.{} AS TABLE public.{}").format(table, table))


def sweep(url: str) -> None:
    """Ends what still holds the database and makes it what it was; guards and references look away meanwhile."""
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("SET session_replication_role = replica")
        with connection.transaction():
            _put_back(connection)


def _put_back(connection: Connection) -> None:
    for (month,) in connection.execute(_MADE_SINCE, ["public"]).fetchall():
        connection.execute(sql.SQL("DROP TABLE public.{}").format(sql.Identifier(month)))
    for name in _filled(connection):
        connection.execute(sql.SQL("DELETE FROM public.{}").format(sql.Identifier(name)))
    for name in set(_names(connection, "kept")) - {"names", "counters"}:
        table = sql.Identifier(name)
        connection.execute(sql.SQL("INSERT INTO public.{} TABLE kept.{}").format(table, table))
    connection.execute(_COUNT_ON.encode())


def _filled(connection: Connection) -> list[str]:
    """Tables with a row, found in one question."""
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM public.{})").format(sql.Literal(name), sql.Identifier(name))
        for name in _names(connection, "public")
    )
    return [name for (name,) in connection.execute(asked)]


def _names(connection: Connection, schema: str) -> list[str]:
    return [name for (name,) in connection.execute(_TABLES, [schema])]
