"""Repair dispatch: calls with all that was said, visits, rota, pages, stock, attachments, defects that come back.

Columns are added with a default and without batch mode, so the tables that are filled and their triggers stay as they
are on both engines.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from ops.db import UtcDateTime
from ops.kit.folding import fold
from ops.migrations.ddl import STOCK, create_guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _key() -> TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _add_reference(table: str, column: str, target: str) -> None:
    """A nullable foreign key: SQLite takes it only within the column, PostgreSQL gives it the usual name."""
    if op.get_bind().dialect.name == "sqlite":
        op.add_column(table, sa.Column(column, _key(), sa.ForeignKey(target), nullable=True), inline_references=True)
        return
    op.add_column(table, sa.Column(column, _key(), nullable=True))
    there, key = target.split(".")
    op.create_foreign_key(f"fk_{table}_{column}", table, there, [column], [key])


def upgrade() -> None:
    _files()
    _estate()
    _service_lines()
    _calls()
    _links()
    _work()
    _rota()
    _exceptions()
    _paging()
    _stock()
    _stock_counts()
    _stock_orders()
    _stock_moves()
    _recurring()
    _words()
    create_guards(STOCK, op.execute, op.get_bind().dialect.name)


#: What lives, as the indexes of the queue say it.
_LIVE = "resolved_at IS NULL AND closed_at IS NULL"
_LIVE_INDEXES = {
    "ix_ticket_queue": ["next_due_at", "id", "status", "priority", "trade", "origin_kind"],
    "ix_ticket_live_location_id": ["location_id"],
}


def _words() -> None:
    """A ticket is found by its own words and by its callers, in one column with one index; the queue by its own."""
    op.add_column("ruleset", sa.Column("known", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("ticket", sa.Column("found_by", sa.String(), server_default="", nullable=False))
    _note_callers(op.get_bind())
    op.drop_index("ix_ticket_status_next_due_at", table_name="ticket")
    op.drop_index("ix_ticket_queue", table_name="ticket")
    op.create_index("ix_ticket_next_due_at_id", "ticket", ["next_due_at", "id"])
    for name, columns in _LIVE_INDEXES.items():
        op.create_index(name, "ticket", columns, sqlite_where=sa.text(_LIVE), postgresql_where=sa.text(_LIVE))
    if op.get_bind().dialect.name == "postgresql":
        for name, table in _WORDS_BEFORE.items():
            op.drop_index(name, table_name=table)
        _find_words("ix_ticket_found_by_words", None)
        _find_words("ix_ticket_live_words", sa.text(_LIVE))


_WORDS_BEFORE = {
    "ix_ticket_search_text_words": "ticket",
    "ix_ticket_caller_name_words": "ticket_caller",
    "ix_ticket_caller_phone_words": "ticket_caller",
}


def _find_words(name: str, where: sa.TextClause | None) -> None:
    op.create_index(
        name, "ticket", ["found_by"], postgresql_using="gin", postgresql_ops={"found_by": "gin_trgm_ops"},
        postgresql_where=where,
    )  # fmt: skip


def _note_callers(connection: sa.Connection) -> None:
    """Names as they are compared, numbers as they are dialled at home and from abroad."""
    connection.execute(sa.text("UPDATE ticket SET found_by = search_text"))
    add = sa.text("UPDATE ticket SET found_by = found_by || ' ' || :words WHERE id = :ticket")
    callers = connection.execute(sa.text("SELECT ticket_id, name, phone FROM ticket_caller ORDER BY id"))
    while rows := callers.fetchmany(1000):
        connection.execute(add, [{"ticket": each[0], "words": _caller_words(each[1], each[2])} for each in rows])


def _caller_words(name: str, phone: str | None) -> str:
    digits = "".join(c for c in phone or "" if c.isdigit())
    return fold(f"{name} {digits} {'0' + digits[2:] if digits.startswith('32') else ''}")


def _files() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", _key(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=12), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_ref", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("thumbnail_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan", sa.String(length=12), nullable=False),
        sa.Column("scanned_at", UtcDateTime(), nullable=True),
        sa.Column("scan_tries", sa.Integer(), nullable=False),
        sa.Column("scan_after", UtcDateTime(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=80), nullable=True),
        sa.Column("purged_at", UtcDateTime(), nullable=True),
        sa.Column("client_uuid", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_attachment_client_uuid")),
    )
    op.create_index("ix_attachment_about_kind_about_ref", "attachment", ["about_kind", "about_ref"], unique=False)
    op.create_index("ix_attachment_scan", "attachment", ["scan", "id"], unique=False)
    op.add_column("outbox", sa.Column("short", sa.String(), nullable=True))
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)


def _estate() -> None:
    op.create_table(
        "daily_temperature",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mean_c", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_temperature")),
    )
    op.create_table(
        "action_card",
        sa.Column("id", _key(), nullable=False),
        sa.Column("location_id", _key(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("spot", sa.String(length=400), nullable=False),
        sa.Column("spot_fr", sa.String(length=400), nullable=False),
        sa.Column("keys", sa.String(length=400), nullable=False),
        sa.Column("keys_fr", sa.String(length=400), nullable=False),
        sa.Column("call", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_action_card_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_card")),
        sa.UniqueConstraint("location_id", "kind", name=op.f("uq_action_card_location_id_kind")),
    )
    op.create_table(
        "occupant_flag",
        sa.Column("id", _key(), nullable=False),
        sa.Column("location_id", _key(), nullable=False),
        sa.Column("flag", sa.String(length=12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("from_on < to_on", name=op.f("ck_occupant_flag_forward")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_occupant_flag_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupant_flag")),
    )
    op.create_index(op.f("ix_occupant_flag_location_id"), "occupant_flag", ["location_id"], unique=False)


def _service_lines() -> None:
    op.create_table(
        "service_line",
        sa.Column("id", _key(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("location_id", _key(), nullable=False),
        sa.Column("installation_id", _key(), nullable=True),
        sa.Column("valve", sa.String(length=300), nullable=False),
        sa.Column("valve_fr", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_service_line_installation_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_service_line_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_line")),
        sa.UniqueConstraint("code", name=op.f("uq_service_line_code")),
    )
    op.create_index(op.f("ix_service_line_installation_id"), "service_line", ["installation_id"], unique=False)
    op.create_index(op.f("ix_service_line_location_id"), "service_line", ["location_id"], unique=False)
    op.create_table(
        "service_line_place",
        sa.Column("line_id", _key(), nullable=False),
        sa.Column("location_id", _key(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["service_line.id"], name=op.f("fk_service_line_place_line_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_service_line_place_location_id")),
        sa.PrimaryKeyConstraint("line_id", "location_id", name=op.f("pk_service_line_place")),
    )
    op.create_index(op.f("ix_service_line_place_location_id"), "service_line_place", ["location_id"], unique=False)


def _calls() -> None:
    op.add_column("ticket", sa.Column("hazard", sa.String(length=40), nullable=True))
    op.add_column("ticket", sa.Column("spot", sa.String(length=120), server_default="", nullable=False))
    op.add_column("ticket", sa.Column("access_note", sa.String(length=400), server_default="", nullable=False))
    op.add_column("ticket", sa.Column("affected", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("ticket", sa.Column("proposed_priority", sa.String(length=2), nullable=True))
    op.add_column("ticket", sa.Column("override_seen_at", UtcDateTime(), nullable=True))
    op.add_column("ticket", sa.Column("override_seen_by", sa.String(length=200), nullable=True))
    overridden = sa.text("proposed_priority <> priority")
    op.create_index(
        "ix_ticket_overridden", "ticket", ["registered_at"], sqlite_where=overridden, postgresql_where=overridden
    )
    _add_reference("ticket", "follows_id", "ticket.id")
    op.create_index(op.f("ix_ticket_follows_id"), "ticket", ["follows_id"], unique=False)
    _add_reference("ticket_caller", "user_id", "user_account.id")
    op.add_column("ticket_caller", sa.Column("relation", sa.String(length=20), server_default="self", nullable=False))
    op.add_column("ticket_caller", sa.Column("on_behalf_of", sa.String(length=200), server_default="", nullable=False))
    op.add_column("ticket_caller", sa.Column("tell_by", sa.String(length=8), server_default="", nullable=False))
    op.create_index(op.f("ix_ticket_caller_user_id"), "ticket_caller", ["user_id"], unique=False)
    op.create_table(
        "call_draft",
        sa.Column("id", _key(), nullable=False),
        sa.Column("user_id", _key(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_call_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_draft")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_call_draft_user_id_key")),
    )
    op.create_index(op.f("ix_call_draft_kept_at"), "call_draft", ["kept_at"], unique=False)
    op.create_index(op.f("ix_call_draft_user_id"), "call_draft", ["user_id"], unique=False)


def _links() -> None:
    op.create_table(
        "ticket_link",
        sa.Column("id", _key(), nullable=False),
        sa.Column("ticket_id", _key(), nullable=False),
        sa.Column("caller_id", _key(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["caller_id"], ["ticket_caller.id"], name=op.f("fk_ticket_link_caller_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_link_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_ticket_link_token_hash")),
    )
    op.create_index(op.f("ix_ticket_link_caller_id"), "ticket_link", ["caller_id"], unique=False)
    op.create_index(op.f("ix_ticket_link_ticket_id"), "ticket_link", ["ticket_id"], unique=False)


def _work() -> None:
    op.create_table(
        "team_member",
        sa.Column("id", _key(), nullable=False),
        sa.Column("team_id", _key(), nullable=False),
        sa.Column("user_id", _key(), nullable=False),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_team_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("team_id", "user_id", name=op.f("uq_team_member_team_id_user_id")),
    )
    op.create_index(op.f("ix_team_member_user_id"), "team_member", ["user_id"], unique=False)
    _add_reference("work_order", "technician_id", "user_account.id")
    _add_reference("work_order", "mother_id", "work_order.id")
    op.add_column("work_order", sa.Column("kind", sa.String(length=12), server_default="repair", nullable=False))
    op.add_column("work_order", sa.Column("trade", sa.String(length=20), server_default="", nullable=False))
    op.add_column("work_order", sa.Column("slot_from_at", UtcDateTime(), nullable=True))
    op.add_column("work_order", sa.Column("slot_to_at", UtcDateTime(), nullable=True))
    op.add_column("work_order", sa.Column("estimate_minutes", sa.Integer(), nullable=True))
    op.add_column("work_order", sa.Column("part_here_at", UtcDateTime(), nullable=True))
    op.add_column("work_order", sa.Column("signed_by", sa.String(length=200), server_default="", nullable=False))
    op.create_index(op.f("ix_work_order_mother_id"), "work_order", ["mother_id"], unique=False)
    op.create_index("ix_work_order_slot_from_at", "work_order", ["slot_from_at"], unique=False)
    op.create_index("ix_work_order_technician_id_status", "work_order", ["technician_id", "status"], unique=False)


def _rota() -> None:
    op.create_table(
        "rota",
        sa.Column("id", _key(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("duty", sa.String(length=12), nullable=False),
        sa.Column("zone", sa.String(length=10), nullable=True),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("turn_days", sa.Integer(), nullable=False),
        sa.Column("first_turn_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota")),
        sa.UniqueConstraint("code", name=op.f("uq_rota_code")),
    )
    op.create_table(
        "rota_member",
        sa.Column("id", _key(), nullable=False),
        sa.Column("rota_id", _key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_id", _key(), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rota.id"], name=op.f("fk_rota_member_rota_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_rota_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_member")),
        sa.UniqueConstraint("rota_id", "position", name=op.f("uq_rota_member_rota_id_position")),
    )
    op.create_index(op.f("ix_rota_member_user_id"), "rota_member", ["user_id"], unique=False)


def _exceptions() -> None:
    op.create_table(
        "rota_override",
        sa.Column("id", _key(), nullable=False),
        sa.Column("rota_id", _key(), nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("to_at", UtcDateTime(), nullable=False),
        sa.Column("user_id", _key(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("from_at < to_at", name=op.f("ck_rota_override_forward")),
        sa.ForeignKeyConstraint(["rota_id"], ["rota.id"], name=op.f("fk_rota_override_rota_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_rota_override_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_override")),
    )
    op.create_index(op.f("ix_rota_override_rota_id"), "rota_override", ["rota_id"], unique=False)
    op.create_index("ix_rota_override_to_at", "rota_override", ["to_at"], unique=False)
    op.create_index(op.f("ix_rota_override_user_id"), "rota_override", ["user_id"], unique=False)
    op.create_table(
        "staff_absence",
        sa.Column("id", _key(), nullable=False),
        sa.Column("user_id", _key(), nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("to_at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("from_at < to_at", name=op.f("ck_staff_absence_forward")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_staff_absence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_absence")),
    )
    op.create_index("ix_staff_absence_to_at", "staff_absence", ["to_at"], unique=False)
    op.create_index(op.f("ix_staff_absence_user_id"), "staff_absence", ["user_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", _key(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_at"), "handover", ["at"], unique=False)


def _paging() -> None:
    op.create_table(
        "page",
        sa.Column("id", _key(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ticket_id", _key(), nullable=True),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", _key(), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["user_account.id"], name=op.f("fk_page_acknowledged_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_page_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
    )
    op.create_index(
        "ix_page_alive",
        "page",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_page_ticket_id"), "page", ["ticket_id"], unique=False)
    op.create_table(
        "page_step",
        sa.Column("id", _key(), nullable=False),
        sa.Column("page_id", _key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=12), nullable=False),
        sa.Column("user_id", _key(), nullable=True),
        sa.Column("user_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_step_page_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_page_step_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_step")),
        sa.UniqueConstraint("page_id", "number", "user_id", name=op.f("uq_page_step_page_id_number_user_id")),
    )
    op.create_index(op.f("ix_page_step_message_id"), "page_step", ["message_id"], unique=False)
    op.create_index(op.f("ix_page_step_page_id"), "page_step", ["page_id"], unique=False)


def _stock() -> None:
    op.create_table(
        "part",
        sa.Column("id", _key(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("trade", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("code", name=op.f("uq_part_code")),
    )
    op.create_index(op.f("ix_part_trade"), "part", ["trade"], unique=False)
    op.create_table(
        "store",
        sa.Column("id", _key(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=10), nullable=False),
        sa.Column("location_id", _key(), nullable=True),
        sa.Column("team_id", _key(), nullable=True),
        sa.Column("driver_id", _key(), nullable=True),
        sa.ForeignKeyConstraint(["driver_id"], ["user_account.id"], name=op.f("fk_store_driver_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_store_location_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_store_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("code", name=op.f("uq_store_code")),
    )
    op.create_index(op.f("ix_store_driver_id"), "store", ["driver_id"], unique=False)
    op.create_table(
        "stock_level",
        sa.Column("id", _key(), nullable=False),
        sa.Column("store_id", _key(), nullable=False),
        sa.Column("part_id", _key(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=20), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_level_not_negative")),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_level_promised_is_there")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_level_part_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_stock_level_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_level")),
        sa.UniqueConstraint("store_id", "part_id", name=op.f("uq_stock_level_store_id_part_id")),
    )
    op.create_index(op.f("ix_stock_level_part_id"), "stock_level", ["part_id"], unique=False)


def _stock_counts() -> None:
    op.create_table(
        "stock_count",
        sa.Column("id", _key(), nullable=False),
        sa.Column("store_id", _key(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_stock_count_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_stock_count_open", "stock_count", ["store_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index(op.f("ix_stock_count_store_id"), "stock_count", ["store_id"], unique=False)
    op.create_table(
        "stock_count_line",
        sa.Column("id", _key(), nullable=False),
        sa.Column("count_id", _key(), nullable=False),
        sa.Column("part_id", _key(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.Column("counted_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_count_line_not_negative")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_stock_count_line_count_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_count_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count_line")),
        sa.UniqueConstraint("count_id", "part_id", name=op.f("uq_stock_count_line_count_id_part_id")),
    )
    op.create_index(op.f("ix_stock_count_line_part_id"), "stock_count_line", ["part_id"], unique=False)


def _stock_orders() -> None:
    op.create_table(
        "stock_order",
        sa.Column("id", _key(), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("store_id", _key(), nullable=False),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(length=200), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_stock_order_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_order")),
        sa.UniqueConstraint("ref", name=op.f("uq_stock_order_ref")),
    )
    op.create_index(op.f("ix_stock_order_store_id"), "stock_order", ["store_id"], unique=False)
    op.create_table(
        "stock_order_line",
        sa.Column("id", _key(), nullable=False),
        sa.Column("order_id", _key(), nullable=False),
        sa.Column("part_id", _key(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["stock_order.id"], name=op.f("fk_stock_order_line_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_order_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_order_line")),
        sa.UniqueConstraint("order_id", "part_id", name=op.f("uq_stock_order_line_order_id_part_id")),
    )
    op.create_index(op.f("ix_stock_order_line_part_id"), "stock_order_line", ["part_id"], unique=False)


def _stock_moves() -> None:
    op.create_table(
        "stock_move",
        sa.Column("id", _key(), nullable=False),
        sa.Column("store_id", _key(), nullable=False),
        sa.Column("part_id", _key(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("on_hand_change", sa.Integer(), nullable=False),
        sa.Column("reserved_change", sa.Integer(), nullable=False),
        sa.Column("work_order_id", _key(), nullable=True),
        sa.Column("order_id", _key(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["stock_order.id"], name=op.f("fk_stock_move_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_move_part_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_stock_move_store_id")),
        sa.ForeignKeyConstraint(["work_order_id"], ["work_order.id"], name=op.f("fk_stock_move_work_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_stock_move_client_uuid")),
    )
    op.create_index(op.f("ix_stock_move_order_id"), "stock_move", ["order_id"], unique=False)
    op.create_index(op.f("ix_stock_move_part_id"), "stock_move", ["part_id"], unique=False)
    op.create_index("ix_stock_move_store_id_part_id_id", "stock_move", ["store_id", "part_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_move_work_order_id"), "stock_move", ["work_order_id"], unique=False)


def _recurring() -> None:
    op.create_table(
        "ticket_outcome",
        sa.Column("ticket_id", _key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_outcome_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_outcome")),
    )
    op.create_table(
        "recurring_defect",
        sa.Column("id", _key(), nullable=False),
        sa.Column("object_kind", sa.String(length=16), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("trade", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("p_value", sa.Double(), nullable=False),
        sa.Column("held_against", sa.String(length=40), nullable=False),
        sa.Column("group_size", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.Column("spent_cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision", sa.String(length=400), nullable=False),
        sa.Column("ticket_id", _key(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_recurring_defect_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_defect")),
        sa.UniqueConstraint(
            "object_kind", "object_id", "trade", name=op.f("uq_recurring_defect_object_kind_object_id_trade")
        ),
    )
