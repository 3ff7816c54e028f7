"""Homes, wards and beds, who takes which night, residents, absences and published months."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from ops.db import UtcDateTime
from ops.migrations.ddl import create_guards
from ops.migrations.ddl_beds import BEDS

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_COUNTS = sa.text("superseded_at IS NULL")
_NIGHTS = ("alive", "available", "licensed", "budgeted", "contract", "present", "billable")


def upgrade() -> None:
    _homes()
    _beds()
    _residents()
    _stays()
    _months()
    create_guards(BEDS, op.execute, op.get_bind().dialect.name)


def _key() -> TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _not_null(name: str, kind: TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _nullable(name: str, kind: TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _recorded() -> list[SchemaItem]:
    return [
        _not_null("recorded_at", UtcDateTime()),
        _not_null("recorded_by", sa.String(200)),
        _not_null("reason", sa.String(500)),
        _nullable("superseded_at", UtcDateTime()),
        _nullable("superseded_by", sa.String(200)),
        _nullable("superseded_because", sa.String(500)),
    ]


def _dated() -> list[SchemaItem]:
    return [_not_null("from_on", sa.Date()), _not_null("to_on", sa.Date()), *_recorded()]


def _table(
    name: str, parents: dict[str, str], *items: SchemaItem, key: str = "id", indexed: Sequence[str] = ()
) -> None:
    """`parents` maps each column that must name a row to the key that it names; `indexed` says which are searched."""
    own = [] if key in parents else [_not_null(key, _key())]
    op.create_table(
        name,
        *own,
        *[_not_null(column, _key()) for column in parents],
        *items,
        *[sa.ForeignKeyConstraint([column], [to], name=f"fk_{name}_{column}") for column, to in parents.items()],
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
    )
    for column in indexed:
        op.create_index(f"ix_{name}_{column}", name, [column])


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _homes() -> None:
    _table(
        "home",
        {"location_id": "location.id"},
        _not_null("kind", sa.String(24)),
        _not_null("budget_basis", sa.String(8)),
        key="location_id",
    )
    _table(
        "ward",
        {"home_id": "home.location_id"},
        _not_null("code", sa.String(60)),
        _not_null("name", sa.String(200)),
        _not_null("name_fr", sa.String(200)),
        sa.UniqueConstraint("code", name="uq_ward_code"),
        indexed=["home_id"],
    )
    _table(
        "home_figure",
        {"home_id": "home.location_id"},
        _not_null("kind", sa.String(8)),
        _not_null("places", sa.Integer()),
        *_dated(),
        _check("home_figure", "forward", "from_on < to_on"),
        _check("home_figure", "not_negative", "places >= 0"),
    )
    op.create_index("ix_home_figure_home_id_kind", "home_figure", ["home_id", "kind"])


def _beds() -> None:
    _table(
        "bed",
        {"home_id": "home.location_id", "ward_id": "ward.id", "room_id": "location.id"},
        _not_null("code", sa.String(60)),
        sa.UniqueConstraint("code", name="uq_bed_code"),
        indexed=["home_id", "ward_id", "room_id"],
    )
    _table("bed_life", {"bed_id": "bed.id"}, *_dated(), _check("bed_life", "forward", "from_on < to_on"))
    op.create_index(
        "uq_bed_life_bed_id", "bed_life", ["bed_id"], unique=True, sqlite_where=_COUNTS, postgresql_where=_COUNTS
    )


def _residents() -> None:
    _table(
        "resident",
        {"person_id": "person.id"},
        _not_null("created_at", UtcDateTime()),
        sa.UniqueConstraint("person_id", name="uq_resident_person_id"),
    )
    _table(
        "couple",
        {"first_id": "resident.id", "second_id": "resident.id"},
        *_dated(),
        _check("couple", "forward", "from_on < to_on"),
        _check("couple", "two_people", "first_id <> second_id"),
        indexed=["first_id", "second_id"],
    )
    _table(
        "katz_assessment",
        {"resident_id": "resident.id"},
        _not_null("category", sa.String(2)),
        _not_null("assessed_on", sa.Date()),
        _nullable("requested_on", sa.Date()),
        _nullable("accepted_on", sa.Date()),
        *_recorded(),
        indexed=["resident_id"],
    )


def _stays() -> None:
    _table(
        "stay",
        {"resident_id": "resident.id"},
        _not_null("ref", sa.String(20)),
        _not_null("created_at", UtcDateTime()),
        sa.UniqueConstraint("ref", name="uq_stay_ref"),
        indexed=["resident_id"],
    )
    _table(
        "absence",
        {"stay_id": "stay.id"},
        _not_null("kind", sa.String(12)),
        *_dated(),
        _check("absence", "forward", "from_on <= to_on"),
        indexed=["stay_id"],
    )
    _occupations("bed_occupation")


def _occupations(name: str) -> None:
    _table(
        name,
        {"bed_id": "bed.id"},
        _not_null("kind", sa.String(16)),
        _not_null("blocking", sa.Boolean()),
        _nullable("stay_id", _key()),
        _nullable("resident_id", _key()),
        _not_null("stay_kind", sa.String(8)),
        _not_null("cause", sa.String(20)),
        _nullable("due_on", sa.Date()),
        _nullable("ticket_ref", sa.String(20)),
        *_dated(),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=f"fk_{name}_stay_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=f"fk_{name}_resident_id"),
        _check(name, "forward", "from_on < to_on OR (kind = 'stay' AND from_on = to_on)"),
        _check(name, "only_a_companion_overlaps", "blocking = (kind <> 'companion')"),
        _check(name, "stay_is_whole", "kind <> 'stay' OR (stay_id IS NOT NULL AND resident_id IS NOT NULL)"),
        indexed=["stay_id", "resident_id"],
    )
    op.create_index(f"ix_{name}_bed_id_from_on", name, ["bed_id", "from_on"])
    op.create_index(f"ix_{name}_to_on_from_on", name, ["to_on", "from_on"])


def _months() -> None:
    nights = [f"{each}_nights" for each in _NIGHTS]
    _table(
        "published_month",
        {"home_id": "home.location_id"},
        _not_null("month", sa.Date()),
        _not_null("known_at", UtcDateTime()),
        _not_null("closed_by", sa.String(200)),
        *[_not_null(each, sa.Integer()) for each in nights],
        sa.UniqueConstraint("home_id", "month", name="uq_published_month_home_id_month"),
    )
    _table(
        "month_adjustment",
        {"published_month_id": "published_month.id"},
        _not_null("recorded_at", UtcDateTime()),
        _not_null("recorded_by", sa.String(200)),
        _not_null("reason", sa.String(500)),
        *[_not_null(each, sa.Integer()) for each in nights],
        indexed=["published_month_id"],
    )
