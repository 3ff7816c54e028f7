"""Alerts as JSON: the portfolio, the file, and what a person does with one."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.energy import api_views
from ops.energy.models import Alert
from ops.energy.queries import alerts as queries
from ops.energy.queries.alerts import AlertFilter
from ops.energy.schemas.alerts import AlertFile, AlertList, CloseIn, MergeIn, NothingIn, SnoozeIn
from ops.energy.service import acts
from ops.energy.service.export import alert_rows
from ops.kit.cursors import InvalidCursor, decode_cursor, encode_cursor
from ops.kit.exports import csv_stream
from ops.kit.http import (
    MAX_LIMIT,
    DbSession,
    Language,
    Now,
    ReadSession,
    SettingsDep,
    expected_version,
    language_of,
    set_etag,
)

router = ApiRouter(tags=["energy"])

State = Literal["open", "acknowledged", "snoozed", "closed", "merged", "active"]
Word = Annotated[str | None, Query(max_length=60, pattern=r"^[^\x00]*$")]
WRITE, ACKNOWLEDGE = "alerts.write", "alerts.acknowledge"


@router.get("/alerts", permission="alerts.read")
def list_alerts(
    session: ReadSession,
    who: CurrentPrincipal,
    language: Language,
    state: State | None = None,
    medium: Word = None,
    cause: Word = None,
    building: Word = None,
    register: Word = None,
    data_faults: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Word = None,
) -> AlertList:
    """The dearest first. `state=active` means open, acknowledged or snoozed."""
    wanted = AlertFilter(state, medium, cause, building, register, data_faults)
    scopes = who.places("alerts.read")
    found = queries.portfolio(session, scopes, wanted, after=_after(cursor), limit=limit + 1)
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = encode_cursor([last.cost_cents_per_day, last.id])
    return AlertList(items=[api_views.alert_out(alert, language) for alert in found[:limit]], next=following)


def _after(cursor: str | None) -> tuple[int, int] | None:
    values = decode_cursor(cursor, 2)
    if values is None:
        return None
    if not all(isinstance(value, int) and abs(value) < 2**62 for value in values):
        raise InvalidCursor(field="cursor")
    return values[0], values[1]


@router.get("/alerts.csv", permission="alerts.read")
def export_alerts(
    session: ReadSession, who: CurrentPrincipal, language: Language, state: State | None = None, medium: Word = None
) -> StreamingResponse:
    """The same list as a table for a spreadsheet."""
    columns, rows = alert_rows(session, who.places("alerts.read"), AlertFilter(state, medium), language)
    headers = {"Content-Disposition": 'attachment; filename="alerts.csv"'}
    return StreamingResponse(csv_stream(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/alerts/{ref}", permission="alerts.read")
def get_alert(
    ref: str, session: ReadSession, who: CurrentPrincipal, language: Language, response: Response
) -> AlertFile:
    alert = queries.alert_by_ref(session, ref, who.places("alerts.read"))
    set_etag(response, alert.version)
    return api_views.alert_file(session, alert, language)


@dataclass
class Act:
    """What every change works with: one transaction, one person, one instant."""

    session: DbSession
    who: CurrentPrincipal
    now: Now
    request: Request
    response: Response
    settings: SettingsDep

    @property
    def by(self) -> dict[str, Any]:
        return {"who": self.who, "now": self.now}

    def take(self, ref: str, permission: str) -> Alert:
        return acts.take(self.session, ref, self.who, permission, expected_version(self.request))

    def answer(self, alert: Alert) -> AlertFile:
        set_etag(self.response, alert.version)
        return api_views.alert_file(self.session, alert, language_of(self.request))


Doing = Annotated[Act, Depends(scope="function")]


@router.post("/alerts/{ref}/acknowledge", permission=ACKNOWLEDGE)
def acknowledge(ref: str, act: Doing, body: NothingIn | None = None) -> AlertFile:
    return act.answer(acts.acknowledge(act.session, act.take(ref, ACKNOWLEDGE), **act.by))


@router.post("/alerts/{ref}/snooze", permission=WRITE)
def snooze(ref: str, body: SnoozeIn, act: Doing) -> AlertFile:
    """Silent until then, at most 14 days; it opens again before when the excess grows by half."""
    alert = act.take(ref, WRITE)
    return act.answer(acts.snooze(act.session, alert, body.until, body.reason, **act.by))


@router.post("/alerts/{ref}/merge", permission=WRITE)
def merge(ref: str, body: MergeIn, act: Doing) -> AlertFile:
    return act.answer(acts.merge(act.session, act.take(ref, WRITE), body.into, **act.by))


@router.post("/alerts/{ref}/close", permission=WRITE)
def close(ref: str, body: CloseIn, act: Doing) -> AlertFile:
    """Ends it without work; 409 `has_ticket` while its ticket is at work."""
    return act.answer(acts.close(act.session, act.take(ref, WRITE), body.outcome, **act.by))


@router.post("/alerts/{ref}/reopen", permission=WRITE)
def reopen(ref: str, act: Doing, body: NothingIn | None = None) -> AlertFile:
    """Within 14 days after it closed."""
    return act.answer(acts.reopen(act.session, act.take(ref, WRITE), **act.by))
