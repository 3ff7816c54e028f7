"""Registers, their consumption and ledger, and readings that come in over HTTP, as JSON."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Body, Path, Query
from fastapi.responses import JSONResponse

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.energy import api_views
from ops.energy.api.gas import in_kwh
from ops.energy.errors import SpanTurned, UnknownMonth
from ops.energy.queries import meters as queries
from ops.energy.queries import rollups
from ops.energy.queries.alerts import alerts_of_register
from ops.energy.queries.ledger import ledger
from ops.energy.queries.meters import RegisterFilter
from ops.energy.queries.registers import register_by_code
from ops.energy.schemas.meters import AmountList, LedgerList, ReadingsStored, RegisterFile, RegisterList
from ops.energy.service.posted import take_readings
from ops.energy.service.rulebook import Rulebook
from ops.kit.cursors import InvalidCursor, decode_cursor, encode_cursor
from ops.kit.files import FileStore
from ops.kit.http import MAX_LIMIT, DbSession, Language, Now, ReadSession, SettingsDep
from ops.kit.periods import local_date, local_midnight

router = ApiRouter(tags=["energy"])

Code = Annotated[str, Path(max_length=60)]
Word = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")]
Moment = datetime | date
#: How long a step can be: the day on which the clock goes back has 25 hours.
_LONGEST = {"hour": timedelta(hours=1), "day": timedelta(hours=25), "month": timedelta(days=31, hours=1)}


@router.get("/meters", permission="meters.read")
def list_meters(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    q: Word = None,
    medium: Word = None,
    building: Word = None,
    status: Literal["connected", "not_connected", "silent", "alert"] | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Word = None,
) -> RegisterList:
    """Registers in the order of their codes, each with its meter and building."""
    wanted = RegisterFilter(q or "", medium, building, status)
    after = decode_cursor(cursor, 1) or [""]
    if not isinstance(after[0], str):
        raise InvalidCursor(field="cursor")
    scopes = who.places("meters.read")
    figures = Rulebook(session, now).silence
    rows = queries.list_registers(session, scopes, wanted, figures, now=now, after=after[0], limit=limit + 1)
    following = encode_cursor([rows[limit - 1].register.code]) if len(rows) > limit else None
    return RegisterList(items=[api_views.register_out(row) for row in rows[:limit]], next=following)


@router.get("/registers/{code}", permission="meters.read")
def get_register(code: Code, session: ReadSession, who: CurrentPrincipal, now: Now) -> RegisterFile:
    register = register_by_code(session, code, who.places("meters.read"))
    alerts = list(alerts_of_register(session, register.id))
    row = queries.row_of(session, register, alerts, Rulebook(session, now).silence, now=now)
    return api_views.register_file(session, row, alerts)


@router.get("/registers/{code}/consumption", permission="meters.read", response_model_exclude_unset=True)
def get_consumption(
    code: Code,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    settings: SettingsDep,
    from_: Annotated[Moment | None, Query(alias="from")] = None,
    to: Moment | None = None,
    step: Literal["hour", "day", "month"] = "hour",
    unit: Literal["kWh"] | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = MAX_LIMIT,
    cursor: Word = None,
) -> AmountList:
    """What was counted, by hour, local day or local month; a date means the start of that local day.

    `unit=kWh` says what cubic metres of gas held, by the calorific value of their month; `provisional` then tells
    that the value may still change.
    """
    register = register_by_code(session, code, who.places("meters.read"))
    to_at = _instant(to, settings.zone) or now
    from_at = _cursor_instant(cursor) or _instant(from_, settings.zone) or to_at - timedelta(days=7)
    if from_at >= to_at:
        raise SpanTurned(field="to")
    # The hours of `limit` steps and one more tell whether the list goes on.
    read_to = min(to_at, _begin(from_at + (limit + 1) * _LONGEST[step], step, settings.zone))
    amounts = rollups.amounts(session, register.id, from_at, read_to, step, settings.zone)
    following = read_to if read_to < to_at else None
    if len(amounts) > limit:
        following = amounts[limit].from_at
    if unit and register.meter.medium == "gas" and register.unit == "m3":
        items = in_kwh(session, amounts[:limit], Rulebook(session, now).tariffs, settings.zone)
    else:
        items = [api_views.amount_out(amount, register.unit) for amount in amounts[:limit]]
    return AmountList(items=items, next=encode_cursor([following.isoformat()]) if following else None)


def _begin(at: datetime, step: str, zone: ZoneInfo) -> datetime:
    """Of the step that an instant lies in: a page that ended within a day would tell it twice, in two parts."""
    if step == "hour":
        return at
    day = local_date(at, zone)
    return local_midnight(day.replace(day=1) if step == "month" else day, zone)


def _instant(moment: Moment | None, zone: ZoneInfo) -> datetime | None:
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return local_midnight(moment, zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _cursor_instant(cursor: str | None) -> datetime | None:
    values = decode_cursor(cursor, 1)
    if values is None:
        return None
    try:
        return datetime.fromisoformat(values[0])
    except (TypeError, ValueError):
        raise InvalidCursor(field="cursor") from None


@router.get("/registers/{code}/ledger", permission="meters.read")
def get_ledger(
    code: Code, session: ReadSession, who: CurrentPrincipal, now: Now, settings: SettingsDep, month: Word = None
) -> LedgerList:
    """One month, or the last three: the sum of the hours beside the difference of the index."""
    register = register_by_code(session, code, who.places("meters.read"))
    months = [month_of(month)] if month else last_months(local_date(now, settings.zone), 3)
    found = ledger(session, register, months, settings.zone)
    return LedgerList(items=[api_views.ledger_out(each, register.unit) for each in found])


def month_of(text: str) -> date:
    """First day of a month such as 2026-11. Raises UnknownMonth."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  (a month has no zone)
    except ValueError:
        raise UnknownMonth(field="month") from None


def last_months(today: date, count: int) -> list[date]:
    """First days of the last months, this one first."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


@router.post("/readings", permission="readings.write")
def post_readings(
    body: Annotated[Any, Body()],
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    settings: SettingsDep,
    language: Language,
) -> Any:
    """One object or up to 10,000, as over MQTT. Each is stored whole or refused by name; 422 when none can be used."""
    stored: ReadingsStored = take_readings(
        session, body, who=who, files=FileStore(settings.files_dir), now=now, language=language
    )
    return JSONResponse(stored.model_dump(by_alias=True), 200 if stored.refused < len(stored.items) else 422)
