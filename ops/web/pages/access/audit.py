"""The audit trail: who did what, and who read whose file."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from ops.access.guard import PageRouter
from ops.access.models import AuditEntry
from ops.access.queries.audit import AuditFilter, actions, entries, object_kinds
from ops.access.queries.users import names_of
from ops.db import Database
from ops.errors import N_, InvalidInput
from ops.kit import rulesets
from ops.kit.exports import Cell, csv_stream
from ops.kit.http import ReadSession, SettingsDep, database_of
from ops.kit.periods import local_midnight
from ops.web.addresses import href
from ops.web.rendering import render

router = PageRouter()
_SIZE = 100
_BATCH = 1000


class DayNotReadable(InvalidInput):
    code = "day_not_readable"
    text = N_("Write a day as 2026-11-24.")


class Wanted(BaseModel):
    """The filters in the address; empty means all."""

    person: str = Field("", max_length=100)
    principal: str = Field("", max_length=100)
    action: str = Field("", max_length=100)
    kind: str = Field("", max_length=100)
    ref: str = Field("", max_length=100)
    since: str = Field("", max_length=10)
    until: str = Field("", max_length=10)

    def filter(self, zone: ZoneInfo) -> AuditFilter:
        """Both days count whole. Raises DayNotReadable."""
        since, until = _day(self.since), _day(self.until)
        return AuditFilter(
            principal=self.principal.strip(),
            person=self.person.strip(),
            action=self.action,
            object_kind=self.kind,
            object_ref=self.ref.strip(),
            from_at=local_midnight(since, zone) if since else None,
            to_at=local_midnight(until + timedelta(days=1), zone) if until else None,
        )


@router.get("/audit", permission="audit.read")
def show_audit(
    request: Request,
    session: ReadSession,
    settings: SettingsDep,
    wanted: Annotated[Wanted, Query()],
    before: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> Response:
    typed: dict[str, str] = wanted.model_dump()
    found = entries(session, wanted.filter(settings.zone), before_id=before or None, limit=_SIZE + 1)
    return render(
        request,
        "access/audit.html",
        entries=found[:_SIZE],
        older_href=href("/audit", **typed, before=found[_SIZE - 1].id) if len(found) > _SIZE else "",
        newest_href=href("/audit", **typed) if before else "",
        names=names_of(session, {entry.object_ref for entry in found if entry.object_kind == "user"}),
        titles={each.name: each.title for each in rulesets.all_shipped()},
        actions=actions(session),
        kinds=object_kinds(session),
        typed=typed,
        filtered=any(typed.values()),
        export_href=href("/audit/export.csv", **typed),
    )


@router.get("/audit/export.csv", permission="audit.read")
def export_audit(request: Request, settings: SettingsDep, wanted: Annotated[Wanted, Query()]) -> Response:
    columns = ("id", "at", "principal", "name", "action", "object_kind", "object_ref", "detail", "request_id")
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    rows = _rows(database_of(request), wanted.filter(settings.zone))
    return StreamingResponse(csv_stream(columns, rows), headers=headers, media_type="text/csv; charset=utf-8")


def _rows(database: Database, wanted: AuditFilter) -> Iterator[list[Cell]]:
    """In batches, so that a year of lines neither fills the memory nor holds one long read."""
    before: int | None = None
    while True:
        with database.reading() as session:
            batch = entries(session, wanted, before_id=before, limit=_BATCH)
        yield from (_cells(entry) for entry in batch)
        if len(batch) < _BATCH:
            return
        before = batch[-1].id


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise DayNotReadable() from error
    if not 2000 <= day.year <= 2999:
        raise DayNotReadable()
    return day


def _cells(entry: AuditEntry) -> list[Cell]:
    detail = "; ".join(f"{name}: {value}" for name, value in entry.detail.items())
    who = (entry.principal, entry.principal_name)
    return [entry.id, entry.at, *who, entry.action, entry.object_kind, entry.object_ref, detail, entry.request_id]
