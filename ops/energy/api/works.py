"""Works and changes of use as JSON: what a person announces to the detectors."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.energy.api.pages import Cursor, Limit, part_of
from ops.energy.models_desk import DatedChange, MaintenanceWindow
from ops.energy.queries.dated_change import every_change
from ops.energy.queries.maintenance import windows_since
from ops.energy.schemas.works import ChangeIn, ChangeList, ChangeOut, WorksIn, WorksList, WorksOut
from ops.energy.service import dated_change, maintenance
from ops.energy.service.dated_change import Change, note_change, withdraw_change
from ops.energy.service.maintenance import Works, note_works, withdraw_works
from ops.kit.http import DbSession, Now, ReadSession

router = ApiRouter(tags=["energy"])

RIGHT = "alerts.write"
RowId = Annotated[int, Path(ge=1, le=2**62)]
#: Without it, what ended in the last days.
Since = Annotated[AwareDatetime | None, Query(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2101, 1, 1, tzinfo=UTC))]
LATELY = timedelta(days=30)


@router.get("/works", permission=RIGHT)
def list_works(
    session: ReadSession, now: Now, since: Since = None, limit: Limit = 100, cursor: Cursor = None
) -> WorksList:
    """Works that were not over at `since`, by default 30 days ago; those that were withdrawn are left out."""
    found, following = part_of(windows_since(session, since or now - LATELY), limit, cursor)
    return WorksList(items=[_works(each) for each in found], next=following)


@router.post("/works", permission=RIGHT, status_code=201)
def add_works(body: WorksIn, session: DbSession, who: CurrentPrincipal, now: Now) -> WorksOut:
    """They may have begun, and last 92 days at most; a longer change is a change of use."""
    row = note_works(session, Works(**body.model_dump()), who=who, now=now)
    session.refresh(row, ["register", "location"])
    return _works(row)


@router.post("/works/{row_id}/withdraw", permission=RIGHT, status_code=204)
def end_works(row_id: RowId, session: DbSession, who: CurrentPrincipal, now: Now) -> None:
    """Its hours count again; a second time changes nothing."""
    withdraw_works(session, row_id, who=who, now=now)


@router.get("/changes-of-use", permission=RIGHT)
def list_changes(session: ReadSession, limit: Limit = 100, cursor: Cursor = None) -> ChangeList:
    """The latest day first, also what is to come."""
    found, following = part_of(every_change(session), limit, cursor)
    return ChangeList(items=[_change(each) for each in found], next=following)


@router.post("/changes-of-use", permission=RIGHT, status_code=201)
def add_change(body: ChangeIn, session: DbSession, who: CurrentPrincipal, now: Now) -> ChangeOut:
    row = note_change(session, Change(**body.model_dump()), who=who, now=now)
    session.refresh(row, ["register", "location"])
    return _change(row)


@router.post("/changes-of-use/{row_id}/withdraw", permission=RIGHT, status_code=204)
def end_change(row_id: RowId, session: DbSession, who: CurrentPrincipal, now: Now) -> None:
    """The hours before it are a model again; a second time changes nothing."""
    withdraw_change(session, row_id, who=who, now=now)


def _works(row: MaintenanceWindow) -> WorksOut:
    return WorksOut(
        id=row.id, place=maintenance.code_of(row), is_register=row.register_id is not None, from_at=row.from_at,
        to_at=row.to_at, reason=row.reason, made_by=row.made_by, made_at=row.made_at,
    )  # fmt: skip


def _change(row: DatedChange) -> ChangeOut:
    return ChangeOut(
        id=row.id, place=dated_change.code_of(row), is_register=row.register_id is not None, from_on=row.from_on,
        kind=row.kind, medium=row.medium, note=row.note, made_by=row.made_by, made_at=row.made_at,
    )  # fmt: skip
