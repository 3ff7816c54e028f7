"""Calorific values of gas: by month, provisional and final, and where a value comes from."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.api.meters import month_of
from ops.energy.errors import CalorificOutOfRange
from ops.energy.models_counting import CalorificValue
from ops.energy.queries.calorific import rows_of_values
from ops.energy.rules.calorific import HIGHEST, LOWEST, STATES
from ops.energy.service.calorific import give_value
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text, format_amount
from ops.kit.units import NotANumber, to_decimal
from ops.web.forms import Attempt, Line, ShortProse, faults
from ops.web.pages.energy.meter_ledger import month_name
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
WRITE, PAGE = "readings.write", "/calorific-values"


@router.get(PAGE, permission=WRITE)
def show_values(request: Request, session: ReadSession) -> Response:
    return _page(request, session, Attempt())


@router.post(PAGE, permission=WRITE)
def save_value(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    month: Line = "",
    kwh_per_m3: Line = "",
    state: Line = "",
    source: ShortProse = "",
) -> Response:
    """The figures in kWh of that month follow it at once; the former value stays in the list."""
    try:
        given = _number(kwh_per_m3)
        give_value(session, month_of(month), given, state, source[:200], who=who, now=now)
    except RegieError as error:
        form = {"month": month, "kwh_per_m3": kwh_per_m3, "state": state, "source": source}
        with reading_anew(request) as fresh:
            return _page(request, fresh, Attempt("give", form, error))
    return redirect(request, PAGE, toast=Text(N_("Noted: the figures in kWh follow it.")))


def _number(text: str) -> Decimal:
    try:
        return to_decimal(text.strip())
    except NotANumber:
        raise CalorificOutOfRange(field="kwh_per_m3", low=str(LOWEST), high=str(HIGHEST)) from None


def _page(request: Request, session: Session, attempt: Attempt) -> Response:
    reader = reader_of(request)
    empty = {"month": f"{_last_month(reader.today):%Y-%m}", "kwh_per_m3": "", "state": "provisional", "source": ""}
    return render(
        request, "energy/calorific.html", status=attempt.status,
        rows=[_row(each, reader) for each in rows_of_values(session)],
        assumed=_assumed(session, reader), form={**empty, **attempt.form},
        states=[(code, reader.label("calorific_state", code)) for code in STATES],
        **faults(request, attempt.error),
    )  # fmt: skip


def _last_month(today: date) -> date:
    return date.fromordinal(today.replace(day=1).toordinal() - 1).replace(day=1)


def _assumed(session: Session, reader: Reader) -> str:
    figure = Rulebook(session, reader.now).tariffs.gas_kwh_per_m3
    return format_amount(round(figure * 1_000_000), "", reader.language, 4)


def _row(row: CalorificValue, reader: Reader) -> dict[str, Any]:
    return {
        "month": month_name(row.month, reader),
        "value": format_amount(row.kwh_per_m3_micro, "", reader.language, 4),
        "state": reader.label("calorific_state", row.state), "final": row.state == "final",
        "source": row.source, "by": row.made_by, "at": reader.instant(row.recorded_at),
        "until": _instant_or_none(row.superseded_at, reader),
    }  # fmt: skip


def _instant_or_none(at: datetime | None, reader: Reader) -> str:
    return reader.instant(at) if at else ""
