"""A house of ten years: the reference organisation with 1,000,000 closed and 20,000 open tickets, on PostgreSQL.

The demo's own tickets are the patterns: each is copied to other places of its kind, with other callers and other words,
shifted by whole weeks so that nights and weekends stay what they were. Events are not copied: no list reads them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
from psycopg import Connection
from pydantic import SecretStr

from ops import wiring
from ops.config import Settings
from ops.db import Database
from ops.kit.folding import fold
from ops.kit.rulesets import ensure_defaults
from ops.people.rules import person_search_text
from ops.seeding import seed_demo

SECRET_KEY = "bench-only-0123456789abcdef0123456789"
CLOSED, OPEN = 1_000_000, 20_000
_WEEKS = 500
_DESCRIPTIONS = 4_000
_LOADED = ("ticket", "ticket_caller", "ticket_clock", "work_order")
_SPOTS = (
    "in de badkamer", "in de keuken", "in de gang", "in de slaapkamer", "in de kelder", "op het terras", "bij de inkom",
    "dans la salle de bain", "dans la cuisine", "dans le couloir", "dans la chambre", "à la cave", "sur la terrasse",
)  # fmt: skip
_SINCE = (
    "sinds gisterenavond", "sinds deze ochtend", "al drie dagen", "sinds het weekend", "voor de tweede keer",
    "depuis hier soir", "depuis ce matin", "depuis trois jours", "depuis le week-end", "pour la deuxième fois",
)  # fmt: skip
_MORE = (
    "Mevrouw is slecht te been.", "Bel aan bij de buren.", "De hond is braaf.", "Er staat een emmer onder.",
    "De conciërge weet ervan.", "Graag bellen voor u komt.", "Het water is al afgesloten.", "Kind van acht maanden.",
    "Madame marche mal.", "Sonnez chez les voisins.", "Le chien est gentil.", "Un seau est en dessous.",
    "Le concierge est au courant.", "Appelez avant de venir.", "L'eau est déjà coupée.", "Un bébé de huit mois.",
)  # fmt: skip


def settings_for(url: str, folder: Path) -> Settings:
    """Those under which the measured processes run too."""
    return Settings(
        _env_file=None, data_dir=folder, database_url=SecretStr(url), secret_key=SecretStr(SECRET_KEY),
        base_url="http://127.0.0.1",
    )  # fmt: skip


def build(url: str, folder: Path, *, closed: int = CLOSED, still_open: int = OPEN) -> None:
    """Fills an empty, migrated database."""
    wiring.connect()
    settings = settings_for(url, folder)
    database, now = Database(settings.sqlalchemy_url).under(settings.hash_key), datetime.now(UTC)
    with database.unit_of_work() as session:
        ensure_defaults(session, now)
    seed_demo(database, settings, now=now)
    database.dispose()
    with psycopg.connect(url, autocommit=True) as connection:
        multiply(connection, closed, still_open)


def multiply(connection: Connection, closed: int, still_open: int) -> None:
    """Copies the demo's tickets without checks and indexes, which are made again at the end."""
    connection.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")
    indexes = _drop_indexes(connection)
    _note_patterns(connection)
    _copy(connection, "closed", closed)
    _copy(connection, "open", still_open)
    for definition in indexes:
        connection.execute(definition.encode())
    connection.execute(f"VACUUM (ANALYZE) {', '.join(_LOADED)}".encode())


def _drop_indexes(connection: Connection) -> list[str]:
    """What made them; those that hold a constraint stay."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        [list(_LOADED)],
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}".encode())
    return [definition for _, definition in found]


def _note_patterns(connection: Connection) -> None:
    """Tables of this connection: tickets to copy, places and people to take, words to say."""
    connection.execute("""
        CREATE TEMP TABLE pattern AS
        SELECT t.*, l.kind AS place_kind, l.search_text AS place_text,
               CASE WHEN t.closed_at IS NULL THEN 'open' ELSE 'closed' END AS which,
               row_number() OVER (PARTITION BY t.closed_at IS NULL ORDER BY t.id) - 1 AS n
        FROM ticket t JOIN location l ON l.id = t.location_id
        WHERE t.closed_at IS NOT NULL OR t.resolved_at IS NULL;
        CREATE TEMP TABLE spot AS
        SELECT id, kind, search_text, row_number() OVER (PARTITION BY kind ORDER BY id) - 1 AS n,
               count(*) OVER (PARTITION BY kind) AS of_kind
        FROM location;
        CREATE TEMP TABLE said (n int, words text, folded text);
        CREATE TEMP TABLE named (n int, id bigint, name text, phone text, language text, folded text);
    """)
    people = connection.execute(
        "SELECT id, given_name, family_name, phone, language FROM person ORDER BY id"
    ).fetchall()
    for table, rows in (("said", _said()), ("named", _named(people))):
        with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
    for table, key in (("pattern", "which, n"), ("spot", "kind, n"), ("named", "n"), ("said", "n")):
        connection.execute(f"CREATE INDEX ON {table} ({key}); ANALYZE {table}".encode())


def _said() -> Iterator[tuple[int, str, str]]:
    """What callers add, and the same as it is searched; a few in ten add nothing."""
    rng = Random(20_261_121)
    for n in range(_DESCRIPTIONS):
        words = "" if n % 3 == 0 else f"{rng.choice(_SINCE)} {rng.choice(_SPOTS)}. {rng.choice(_MORE)}"
        yield n, words, fold(words)


def _named(people: Sequence[tuple[int, str, str, str | None, str]]) -> Iterator[tuple[object, ...]]:
    """Callers: each family name with each tenth given name, and the same as it is searched."""
    for n, (person_id, _, family, phone, language) in enumerate(people):
        for turn in range(10):
            given = people[(n * 7 + turn * 311) % len(people)][1]
            folded = person_search_text("", given, family, phone)
            yield n * 10 + turn, person_id, f"{given} {family}", phone, language, folded


def _copy(connection: Connection, which: str, count: int) -> None:
    """`count` tickets from the patterns of one kind; `copied` says which came from which."""
    [base] = connection.execute("SELECT max(id) FROM ticket").fetchone() or [0]
    connection.execute(
        f"""
        CREATE TEMP TABLE copied AS
        SELECT {base} + k + 1 AS new_id, p.id AS old_id, p.place_kind,
               ((k / m.count) * 7919 + k) %% s.of_kind AS spot, k %% {_DESCRIPTIONS} AS said,
               make_interval(weeks => (1 + (k / m.count) %% {_WEEKS if which == "closed" else 3})::int) AS ago
        FROM generate_series(0, %(count)s - 1) AS k
        CROSS JOIN (SELECT count(*) FROM pattern WHERE which = %(which)s) m
        JOIN pattern p ON p.which = %(which)s AND p.n = k %% m.count
        JOIN spot s ON s.kind = p.place_kind AND s.n = 0
        """.encode(),
        {"count": count, "which": which},
    )
    connection.execute("CREATE INDEX ON copied (old_id); ANALYZE copied")
    for table, told in _ROWS.items():
        _copy_rows(connection, table, told)
    connection.execute("DROP TABLE copied")
    connection.execute("SELECT setval('ticket_id_seq', (SELECT max(id) FROM ticket))")


#: The number, the title, what the caller added, the place.
_WORDS = (
    "'t' || to_char(o.aware_at - c.ago, 'YY') || '-' || lpad(c.new_id::text, 7, '0') || ' '"
    " || split_part(substr(o.search_text, 12), o.place_text, 1) || said.folded || ' ' || place.search_text"
)
#: What differs from the pattern (`o`), in SQL, by table: of the copy (`c`), its place, its words, its person.
_ROWS: Mapping[str, Mapping[str, str]] = {
    "ticket": {
        "id": "c.new_id",
        "ref": "'T' || to_char(o.aware_at - c.ago, 'YY') || '-' || lpad(c.new_id::text, 7, '0')",
        "description": "said.words",
        "location_id": "place.id",
        "search_text": _WORDS,
        "found_by": f"{_WORDS} || ' ' || person.folded",
        "origin_id": "CASE WHEN o.origin_id IS NULL THEN NULL ELSE 'copy:' || c.new_id END",
        "installation_id": "CASE WHEN place.id = o.location_id THEN o.installation_id END",
        # One in ten is late, the others fall due within two months.
        "next_due_at": "CASE WHEN o.next_due_at IS NULL THEN NULL"
        " ELSE now() + make_interval(mins => ((c.new_id::bigint * 6571) % 86400 - 8000)::int) END",
    },
    "ticket_caller": {"ticket_id": "c.new_id", "person_id": "person.id", "name": "person.name",
                      "phone": "person.phone", "language": "person.language"},
    "ticket_clock": {"ticket_id": "c.new_id"},
    "work_order": {
        "ticket_id": "c.new_id",
        "ref": "'W' || lpad(nextval('work_order_id_seq')::text, 9, '0')",
        # A technician stands at one place and has said yes to a few jobs, however many wait for him.
        "status": "CASE WHEN o.status IN ('accepted', 'on_site') AND c.new_id % 50 <> 0 THEN 'dispatched'"
        " ELSE o.status END",
    },
}  # fmt: skip
_INSTANT = "timestamp with time zone"


def _copy_rows(connection: Connection, table: str, told: Mapping[str, str]) -> None:
    """Every column of the table that is not told otherwise is that of the pattern; instants move with the copy."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        [table],
    ).fetchall()
    wanted = {name: kind for name, kind in columns if name != "id" or "id" in told}
    values = [
        told.get(name) or (f"o.{name} - c.ago" if kind == _INSTANT else f"o.{name}") for name, kind in wanted.items()
    ]
    joined = "o.id" if table == "ticket" else "o.ticket_id"
    source = "pattern" if table == "ticket" else table
    connection.execute(
        f"INSERT INTO {table} ({', '.join(wanted)}) SELECT {', '.join(values)} FROM copied c"
        f" JOIN {source} o ON {joined} = c.old_id JOIN said ON said.n = c.said"
        " JOIN spot place ON place.kind = c.place_kind AND place.n = c.spot"
        " JOIN named person ON person.n = (c.new_id::bigint * 7919) % (SELECT count(*) FROM named)".encode()
    )
