"""Making and changing a rota: its days and hours, its members in turn, and what comes of it before it is saved."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_, InvalidInput, RegieError
from ops.estate.rules.kinds import ZONES
from ops.kit.folding import fold
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.kit.periods import OPEN_END, Span
from ops.repairs.defaults import WEEKDAYS
from ops.repairs.errors.rota import RotaIncomplete
from ops.repairs.models import Rota
from ops.repairs.queries import rota as queries
from ops.repairs.rules import rota as rules
from ops.repairs.rules.rota import DUTIES
from ops.repairs.service import rota as service
from ops.repairs.service.rota import RotaWish
from ops.web.forms import Line, Version, faults
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_PLACES = 8
_PREVIEWED = timedelta(days=28)
_FRESH: Mapping[str, Any] = {
    "name": "", "duty": "technician", "zone": "", "weekdays": list(WEEKDAYS), "starts": "16:30", "ends": "08:00",
    "turn_days": "7", "first_turn_on": "", "from_on": "", "to_on": "", "members": [], "version": 0,
}  # fmt: skip
Words = Annotated[list[str], Form()]
_When = TypeVar("_When", date, time)


class UnreadableTime(InvalidInput):
    code = "unreadable_time"
    text = N_("Give a day such as 24/11/2026, or a time such as 22:00.")


@router.get("/rota/new", permission="rota.write")
def show_new(request: Request, session: ReadSession) -> Response:
    today = reader_of(request).today.isoformat()
    return _form(request, session, None, {**_FRESH, "from_on": today, "first_turn_on": today})


@router.get("/rota/{code}", permission="rota.write")
def show_rota(request: Request, code: str, session: ReadSession) -> Response:
    row = queries.rota_by_code(session, code)
    return _form(request, session, row, _typed_of(row))


@router.post("/rota/new", permission="rota.write")
def submit_new(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    name: Line = "",
    duty: Line = "",
    zone: Line = "",
    weekdays: Words = [],  # noqa: B006 - FastAPI copies it.
    starts: Line = "",
    ends: Line = "",
    turn_days: Line = "",
    first_turn_on: Line = "",
    from_on: Line = "",
    to_on: Line = "",
    members: Words = [],  # noqa: B006
    preview: Line = "",
) -> Response:
    typed = _typed(name, duty, zone, weekdays, starts, ends, turn_days, first_turn_on, from_on, to_on, members)
    try:
        wish = _wish(typed)
        if not preview:
            service.make_rota(session, _code(name), wish, who=who, now=now)
            return redirect(request, "/rota", toast=Text(N_("Saved.")))
        service.check(session, wish)
    except RegieError as error:
        return _again(request, None, typed, error)
    return _again(request, None, typed, wish=wish)


@router.post("/rota/{code}", permission="rota.write")
def submit_rota(
    request: Request,
    code: str,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    version: Version = 0,
    name: Line = "",
    duty: Line = "",
    zone: Line = "",
    weekdays: Words = [],  # noqa: B006
    starts: Line = "",
    ends: Line = "",
    turn_days: Line = "",
    first_turn_on: Line = "",
    from_on: Line = "",
    to_on: Line = "",
    members: Words = [],  # noqa: B006
    preview: Line = "",
) -> Response:
    typed = _typed(name, duty, zone, weekdays, starts, ends, turn_days, first_turn_on, from_on, to_on, members)
    typed["version"] = version
    row = queries.rota_by_code(session, code)
    try:
        wish = _wish(typed)
        if not preview:
            service.change_rota(session, code, wish, version=version, who=who, now=now)
            return redirect(request, "/rota", toast=Text(N_("Saved.")))
        service.check(session, wish, keeping=[member.user_id for member in row.members])
    except RegieError as error:
        return _again(request, code, typed, error)
    return _again(request, code, typed, wish=wish)


def _typed(*values: Any) -> dict[str, Any]:
    names = [name for name in _FRESH if name != "version"]
    return dict(zip(names, values, strict=True)) | {"version": 0}


def _typed_of(row: Rota) -> dict[str, Any]:
    return {
        "name": row.name, "duty": row.duty, "zone": row.zone or "", "weekdays": row.weekdays,
        "starts": f"{row.starts:%H:%M}", "ends": f"{row.ends:%H:%M}", "turn_days": str(row.turn_days),
        "first_turn_on": row.first_turn_on.isoformat(), "from_on": row.from_on.isoformat(),
        "to_on": row.to_on.isoformat() if row.to_on < OPEN_END else "",
        "members": [str(member.user_id) for member in row.members], "version": row.version,
    }  # fmt: skip


def _wish(typed: Mapping[str, Any]) -> RotaWish:
    """Raises UnreadableTime, RotaIncomplete. Without an end it goes on."""
    turn_days = typed["turn_days"].strip()
    if not turn_days.isdigit():
        raise RotaIncomplete(field="turn_days")
    return RotaWish(
        name=typed["name"],
        duty=typed["duty"],
        zone=typed["zone"] or None,
        weekdays=tuple(day for day in WEEKDAYS if day in typed["weekdays"]),
        starts=_read(time, typed, "starts"),
        ends=_read(time, typed, "ends"),
        turn_days=int(turn_days[:6]),
        first_turn_on=_read(date, typed, "first_turn_on"),
        from_on=_read(date, typed, "from_on"),
        to_on=_read(date, typed, "to_on") if typed["to_on"] else OPEN_END,
        members=tuple(int(each) for each in typed["members"] if each.isdigit() and len(each) < 18),
    )


def _read(kind: type[_When], typed: Mapping[str, Any], name: str) -> _When:
    try:
        return kind.fromisoformat(typed[name].strip())
    except ValueError as error:
        raise UnreadableTime(field=name) from error


def _code(name: str) -> str:
    """The name as an address: "Centre, nights" becomes "centre-nights"."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].strip("-")
    return f"{plain}-rota" if plain in ("", "new", "exceptions", "absences") else plain


def _again(
    request: Request,
    code: str | None,
    typed: Mapping[str, Any],
    error: RegieError | None = None,
    wish: RotaWish | None = None,
) -> Response:
    """The form with what was typed, and what it would give where it was asked."""
    with reading_anew(request) as session:
        return _form(request, session, queries.rota_by_code(session, code) if code else None, typed, error, wish)


def _form(
    request: Request,
    session: Session,
    row: Rota | None,
    typed: Mapping[str, Any],
    error: RegieError | None = None,
    wish: RotaWish | None = None,
) -> Response:
    reader = reader_of(request)
    people = {str(user.id): user.name for user in queries.candidates(session, _duty(typed))}
    held = {str(member.user_id): member.user.name for member in row.members} if row else {}
    context: dict[str, Any] = {
        "rota": row,
        "action": f"/rota/{row.code}" if row else "/rota/new",
        "form": typed,
        "duties": [(duty, reader.label("duty", duty)) for duty in DUTIES],
        "zones": [(zone, reader.label("zone", zone)) for zone in ZONES],
        "days": [(day, reader.label("weekday", day)) for day in WEEKDAYS],
        "people": list((people | held).items()),
        "places": [*typed["members"], *[""] * _PLACES][: max(_PLACES, len(typed["members"]) + 1)],
        "preview": _preview(wish, people | held, reader) if wish else None,
        **faults(request, error),
    }
    return render(request, "duty/rota_form.html", status=error.status if error else 200, **context)


def _duty(typed: Mapping[str, Any]) -> str:
    return typed["duty"] if typed["duty"] in DUTIES else DUTIES[0]


def _preview(wish: RotaWish, names: Mapping[str, str], reader: Reader) -> list[dict[str, Any]]:
    """The shifts of the next weeks as they would be, exceptions apart."""
    rule = rules.Rota(
        "", wish.duty, wish.zone, frozenset(WEEKDAYS.index(day) for day in wish.weekdays), wish.starts, wish.ends,
        wish.turn_days, wish.first_turn_on, wish.from_on, wish.to_on, wish.members,
    )  # fmt: skip
    found = rules.shifts(rule, (), Span(reader.now, reader.now + _PREVIEWED), reader.zone)
    return [
        {"from": each.span.from_at, "to": each.span.to_at, "name": names.get(str(each.user_id), "")} for each in found
    ]
