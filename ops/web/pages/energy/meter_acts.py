"""What a person tells about an index: what a fall was, that the meter was replaced; and its ledger by day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.api.meters import month_of
from ops.energy.errors import CounterOutOfRange
from ops.energy.models import Register
from ops.energy.queries.registers import register_by_code
from ops.energy.service.counters import Replacement, decide, replace_counter
from ops.errors import N_, NotFound, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.kit.units import NotANumber, to_decimal
from ops.web.forms import Attempt, Line, ShortProse, UnreadableMoment, moment
from ops.web.pages.energy import meter_ledger
from ops.web.pages.energy.meter import PAGE, context, view_of
from ops.web.reader import reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
WRITE = "readings.write"


@router.get("/meters/{code}/ledger", permission="meters.read")
def show_days(
    request: Request,
    code: str,
    session: ReadSession,
    who: CurrentPrincipal,
    month: Annotated[str, Query(max_length=7)] = "",
) -> Response:
    """Each day of a month: what the index counted beside the sum of the hours."""
    register = register_by_code(session, code, who.places("meters.read"))
    view = view_of(request, session, who)
    first = _month(month, view.reader.today)
    return render(
        request, "energy/meter_ledger.html",
        register=register, unit=register.unit, month=meter_ledger.month_name(first, view.reader),
        days=meter_ledger.days_of(view, register, first),
    )  # fmt: skip


def _month(text: str, today: date) -> date:
    return month_of(text) if text else today.replace(day=1)


@dataclass
class Act:
    """One word of one person about one register."""

    request: Request
    session: DbSession
    who: CurrentPrincipal
    now: Now

    def run(
        self, code: str, name: str, form: dict[str, Any], done: str, carry_out: Callable[[Register], object]
    ) -> Response:
        """Back to the page with a toast; what is refused stands beside what was typed."""
        try:
            carry_out(register_by_code(self.session, code, self.who.places(WRITE)))
        except NotFound:
            raise
        except RegieError as error:
            return self._refused(code, Attempt(name, form, error))
        return redirect(self.request, f"/meters/{code}#counting", toast=Text(done))

    def _refused(self, code: str, attempt: Attempt) -> Response:
        with reading_anew(self.request) as session:
            register = register_by_code(session, code, self.who.places(WRITE))
            shown = context(self.request, view_of(self.request, session, self.who), register, attempt)
        return render(self.request, PAGE, status=attempt.status, **shown)

    @property
    def zone(self) -> ZoneInfo:
        return reader_of(self.request).zone


OnPage = Annotated[Act, Depends(scope="function")]


@router.post("/meters/{code}/fall", permission=WRITE)
def submit_fall(code: str, act: OnPage, at: Line = "", decision: Line = "", note: ShortProse = "") -> Response:
    def carry_out(register: Register) -> None:
        decide(act.session, register, _exact(at), decision, note, who=act.who, now=act.now)

    form = {"fall_at": at, "decision": decision, "note": note}
    return act.run(code, "fall", form, N_("Noted. The hours are counted anew."), carry_out)


def _exact(text: str) -> datetime:
    """The instant that the form carried along. Raises UnreadableMoment."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableMoment(field="at") from None
    if at.tzinfo is None:
        raise UnreadableMoment(field="at")
    return at


@router.post("/meters/{code}/replace", permission=WRITE)
def submit_replace(
    code: str,
    act: OnPage,
    at: Line = "",
    serial: Line = "",
    digits: Line = "",
    factor: Line = "",
    end_index: Line = "",
    start_index: Line = "",
    note: ShortProse = "",
) -> Response:
    form = {
        "at": at, "serial": serial, "digits": digits, "factor": factor, "end_index": end_index,
        "start_index": start_index, "note": note,
    }  # fmt: skip

    def carry_out(register: Register) -> None:
        wish = _wish(register, form, act.zone)
        replace_counter(act.session, register, wish, who=act.who, now=act.now)

    return act.run(code, "replace", form, N_("Noted: another counter from then on."), carry_out)


def _wish(register: Register, form: dict[str, str], zone: ZoneInfo) -> Replacement:
    """Empty digits and factor stay as they were; an empty index was not noted."""
    at = moment(form["at"], zone, "at")
    if at is None:
        raise UnreadableMoment(field="at")
    digits = _number(form, "digits")
    factor = _number(form, "factor")
    return Replacement(
        at=at,
        serial=form["serial"].strip()[:80] or None,
        digits=register.digits if digits is None else _whole(digits),
        factor=Decimal(register.factor_micro) / 1_000_000 if factor is None else factor,
        end_index=_number(form, "end_index"),
        start_index=_number(form, "start_index"),
        note=form["note"],
    )


def _number(form: dict[str, str], name: str) -> Decimal | None:
    text = form[name].replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not text:
        return None
    try:
        number = to_decimal(text)
    except NotANumber as error:
        raise NotANumber(field=name, **error.params) from None
    if abs(number) >= 10**12:
        raise CounterOutOfRange(field=name)
    return number


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise CounterOutOfRange(field="digits")
    return int(number)
