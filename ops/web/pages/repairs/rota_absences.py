"""Who is away: the list on the rota, the form for the one who plans, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Form, Path, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text, format_date
from ops.kit.periods import Span, local_midnight
from ops.repairs.models import StaffAbsence
from ops.repairs.queries import absences as queries
from ops.repairs.rules.absences import KINDS, span_of
from ops.repairs.service import absences as service
from ops.repairs.service.absences import AbsenceWish
from ops.web.forms import Line, NotInList, faults
from ops.web.pages.repairs.rota_edit import UnreadableTime
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_AHEAD = timedelta(days=92)
_NOON = "noon"
_FROM_NOON = N_("%(day)s from noon")
_UNTIL_NOON = N_("%(day)s until noon")


def absence_rows(
    session: Session, reader: Reader, *, may_write: bool, user_id: int | None = None
) -> list[dict[str, Any]]:
    """Those under way and to come; why is read by who plans, and by somebody himself."""
    found = queries.absences(session, Span(reader.now, reader.now + _AHEAD), user_id)
    jobs = queries.jobs_meanwhile(session, [each.id for each in found]) if may_write and found else {}
    return [_row(each, jobs.get(each.id, ()), reader, may_write or user_id is not None) for each in found]


def _row(each: StaffAbsence, jobs: Sequence[str], reader: Reader, with_kind: bool) -> dict[str, Any]:
    first, last = first_and_last(Span(each.from_at, each.to_at), reader)
    return {
        "id": each.id,
        "name": each.user.name,
        "first": first,
        "last": last,
        "now": each.from_at <= reader.now,
        "kind": reader.label("staff_absence", each.kind) if with_kind else "",
        "made_by": each.made_by,
        "jobs": jobs,
    }


def first_and_last(span: Span, reader: Reader) -> tuple[str, str]:
    """The first and the last day of an absence, as it was noted: whole days and half ones."""
    first, last = reader.day_of(span.from_at), reader.day_of(span.to_at - timedelta(microseconds=1))
    from_midnight = span.from_at == local_midnight(first, reader.zone)
    to_midnight = span.to_at == local_midnight(last + timedelta(days=1), reader.zone)
    return (
        _day(first, reader) if from_midnight else _half(first, span.from_at, _FROM_NOON, reader),
        _day(last, reader) if to_midnight else _half(last, span.to_at, _UNTIL_NOON, reader),
    )


def _day(day: date, reader: Reader) -> str:
    return format_date(day, reader.language)


def _half(day: date, at: datetime, msgid: str, reader: Reader) -> str:
    return reader.say(msgid, day=_day(day, reader)) if reader.time(at) == "12:00" else reader.instant(at)


@router.get("/rota/absences/new", permission="rota.write")
def show_form(request: Request, session: ReadSession) -> Response:
    return _form(request, session, {"from": reader_of(request).today.isoformat()})


@router.post("/rota/absences/new", permission="rota.write")
def submit_absence(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    user: Line = "",
    kind: Line = "",
    from_: Annotated[str, Form(alias="from", max_length=40)] = "",
    from_half: Line = "",
    to: Line = "",
    to_half: Line = "",
) -> Response:
    typed = {"user": user, "kind": kind, "from": from_, "from_half": from_half, "to": to, "to_half": to_half}
    reader = reader_of(request)
    try:
        made = service.note_absence(session, _wish(typed, reader), who=who, now=now)
    except RegieError as error:
        with reading_anew(request) as fresh:
            return _form(request, fresh, typed, error)
    toast = Text(N_("Noted. Look whether somebody has his duty and his jobs."))
    return redirect(request, f"/rota?on={reader.day_of(max(made.from_at, now))}", toast=toast)


@router.post("/rota/absences/{absence_id}/withdraw", permission="rota.write")
def submit_withdrawal(
    request: Request,
    absence_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
) -> Response:
    service.withdraw_absence(session, absence_id, who=who, now=now)
    return redirect(request, "/rota", toast=Text(N_("Withdrawn: his turns count again.")))


def _wish(typed: Mapping[str, str], reader: Reader) -> AbsenceWish:
    """Without a last day it is the first one. Raises NotInList, UnreadableTime."""
    if not typed["user"].isascii() or not typed["user"].isdigit() or len(typed["user"]) > 18:
        raise NotInList(field="user")
    if typed["kind"] not in KINDS:
        raise NotInList(field="kind")
    first = _read(typed["from"], "from")
    last = _read(typed["to"], "to") if typed["to"].strip() else first
    halves = {"from_noon": typed["from_half"] == _NOON, "until_noon": typed["to_half"] == _NOON}
    span = span_of(first, last, reader.zone, **halves)
    return AbsenceWish(int(typed["user"]), span.from_at, span.to_at, typed["kind"])


def _read(text: str, name: str) -> date:
    """Raises UnreadableTime, also for a day beyond the calendar of a house."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UnreadableTime(field=name) from error
    if not 2000 <= day.year <= 2100:
        raise UnreadableTime(field=name)
    return day


def _form(request: Request, session: Session, form: Mapping[str, str], error: RegieError | None = None) -> Response:
    reader = reader_of(request)
    empty = {"user": "", "kind": "", "from": "", "from_half": "", "to": "", "to_half": ""}
    context: dict[str, Any] = {
        "form": {**empty, **form},
        "people": [(str(user.id), user.name) for user in queries.people(session)],
        "kinds": [(kind, reader.label("staff_absence", kind)) for kind in KINDS],
        "starts": [("", reader.say(N_("from the morning"))), (_NOON, reader.say(N_("from noon")))],
        "ends": [("", reader.say(N_("until the evening"))), (_NOON, reader.say(N_("until noon")))],
        **faults(request, error),
    }
    return render(request, "duty/absence.html", status=error.status if error else 200, **context)
