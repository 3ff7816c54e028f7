"""The guards of beds: who may take which night, and that rows are superseded, never rewritten."""

# ruff: noqa: S608 - every name in these statements stands in this file.

from ops.migrations.guard import Guard

_RECORDED = "recorded_at recorded_by reason"
#: Every column that stays as it was written; `superseded_*` is set once.
_WRITTEN_ONCE = {
    "bed_life": f"id bed_id from_on to_on {_RECORDED}",
    "home_figure": f"id home_id kind places from_on to_on {_RECORDED}",
    "bed_occupation": "id bed_id kind blocking stay_id resident_id stay_kind cause due_on ticket_ref from_on to_on "
    + _RECORDED,
    "absence": f"id stay_id kind from_on to_on {_RECORDED}",
    "couple": f"id first_id second_id from_on to_on {_RECORDED}",
    "katz_assessment": f"id resident_id category assessed_on requested_on accepted_on {_RECORDED}",
}

_REFUSE_REWRITE = """
CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'DELETE' OR OLD.superseded_at IS NOT NULL
     OR to_jsonb(NEW) - ARRAY['superseded_at', 'superseded_by', 'superseded_because']
        <> to_jsonb(OLD) - ARRAY['superseded_at', 'superseded_by', 'superseded_because']
  THEN RAISE EXCEPTION '% is corrected by another row', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


def _corrected_by_another_row(table: str) -> list[Guard]:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _WRITTEN_ONCE[table].split())
    abort = f"SELECT RAISE(ABORT, '{table} is corrected by another row')"
    per_row = "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
    return [
        Guard(
            f"{table}_no_rewrite",
            sqlite=f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE ON {table} "
            f"WHEN OLD.superseded_at IS NOT NULL OR {changed} BEGIN {abort}; END",
            postgresql=f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE ON {table} {per_row}",
        ),
        Guard(
            f"{table}_no_delete",
            sqlite=f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {abort}; END",
            postgresql=f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {per_row}",
        ),
        # An INSERT OR REPLACE would delete without asking the trigger of deletions.
        Guard(
            f"{table}_no_replace",
            sqlite=f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} o WHERE o.id = NEW.id) BEGIN {abort}; END",
        ),
    ]


def _no_overlap(name: str, table: str, keys: str, only: str = "") -> list[Guard]:
    """Among rows that count, no two of the same keys share a night; a row without nights meets nobody."""
    columns = keys.split()
    condition = " AND ".join(filter(None, ["superseded_at IS NULL", only]))
    scalars = ", ".join(f"{column} WITH =" for column in columns)
    same = " AND ".join(f"o.{column} = NEW.{column}" for column in columns)
    of_new = condition.replace("superseded_at", "NEW.superseded_at")
    of_other = condition.replace("superseded_at", "o.superseded_at")
    for word in ("kind", "blocking"):
        if only.startswith(word):
            of_new, of_other = of_new.replace(only, f"NEW.{only}"), of_other.replace(only, f"o.{only}")
    met = "NEW.from_on < NEW.to_on AND o.from_on < o.to_on AND o.from_on < NEW.to_on AND NEW.from_on < o.to_on"
    statement = (
        f"SELECT RAISE(ABORT, '{name}') WHERE {of_new} AND EXISTS ("
        f"SELECT 1 FROM {table} o WHERE {same} AND {of_other} AND {met}"
    )
    return [
        Guard(
            name,
            postgresql=f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            f"({scalars}, daterange(from_on, to_on, '[)') WITH &&) WHERE ({condition}) DEFERRABLE",
        ),
        Guard(
            f"{name}_insert",
            sqlite=f"CREATE TRIGGER {name}_insert BEFORE INSERT ON {table} BEGIN {statement}); END",
        ),
        Guard(
            f"{name}_update",
            sqlite=f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} BEGIN {statement} AND o.id <> NEW.id); END",
        ),
    ]


_OUTSIDE_LIFE = (
    "NEW.superseded_at IS NULL AND NOT EXISTS (SELECT 1 FROM bed_life l WHERE l.bed_id = NEW.bed_id "
    "AND l.superseded_at IS NULL AND l.from_on <= NEW.from_on AND NEW.to_on <= l.to_on)"
)
_LIFE_TOO_SHORT = (
    "NEW.superseded_at IS NULL AND EXISTS (SELECT 1 FROM bed_occupation o WHERE o.bed_id = NEW.bed_id "
    "AND o.superseded_at IS NULL AND (o.from_on < NEW.from_on OR NEW.to_on < o.to_on))"
)


def _refused_when(name: str, table: str, condition: str) -> list[Guard]:
    return [
        Guard(
            f"{name}_function",
            postgresql=f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$",
        ),
        Guard(
            name,
            sqlite=f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN "
            f"SELECT RAISE(ABORT, '{name}') WHERE {condition}; END",
            postgresql=f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    ]


BEDS: list[Guard] = [
    Guard("refuse_rewrite", postgresql=_REFUSE_REWRITE),
    *[guard for table in _WRITTEN_ONCE for guard in _corrected_by_another_row(table)],
    *_no_overlap("bed_occupation_one_a_bed", "bed_occupation", "bed_id", "blocking"),
    *_no_overlap("bed_occupation_one_a_resident", "bed_occupation", "resident_id", "kind = 'stay'"),
    *_no_overlap("absence_no_overlap", "absence", "stay_id"),
    *_no_overlap("home_figure_no_overlap", "home_figure", "home_id kind"),
    *_refused_when("bed_occupation_in_life", "bed_occupation", _OUTSIDE_LIFE),
    *_refused_when("bed_life_holds_all", "bed_life", _LIFE_TOO_SHORT),
]
