"""What the forms about works, changes and deputies share: typed days, and the way back with what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Form, Path, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal
from ops.errors import RegieError
from ops.kit.http import DbSession, Now, reading_anew
from ops.kit.locale import Text
from ops.web.forms import UnreadableMoment, faults, moment
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

#: Who tells such things.
RIGHT = "alerts.write"
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
From = Annotated[str, Form(alias="from", max_length=40, pattern=r"^[^\x00]*$")]

Typed = Mapping[str, str]
#: What a form offers to choose from.
Offer = Callable[[Session, Reader], Mapping[str, Any]]


@dataclass(frozen=True)
class WorksForm:
    """One form: its template, its empty fields, and what it offers."""

    template: str
    empty: Typed
    offer: Offer

    def show(self, request: Request, session: Session, typed: Typed, error: RegieError | None = None) -> Response:
        offered = self.offer(session, reader_of(request))
        return render(
            request,
            self.template,
            status=error.status if error else 200,
            form={**self.empty, **typed},
            **offered,
            **faults(request, error),
        )


@dataclass
class Noting:
    """One person who notes something; what is refused stands beside what was typed."""

    request: Request
    session: DbSession
    who: CurrentPrincipal
    now: Now

    def run(self, form: WorksForm, typed: Typed, carry_out: Callable[[Reader], object], done: str) -> Response:
        try:
            carry_out(reader_of(self.request))
        except RegieError as error:
            with reading_anew(self.request) as session:
                return form.show(self.request, session, typed, error)
        return redirect(self.request, "/works", toast=Text(done))

    @property
    def by(self) -> dict[str, Any]:
        return {"who": self.who, "now": self.now}


OnForm = Annotated[Noting, Depends(scope="function")]


def typed_at(text: str, name: str, reader: Reader) -> datetime:
    """Raises UnreadableMoment, also for nothing and for a year beyond the calendar of a house."""
    at = moment(text, reader.zone, name)
    if at is None or not 2000 <= at.year <= 2100:
        raise UnreadableMoment(field=name)
    return at


def typed_on(text: str, name: str) -> date:
    """Raises UnreadableMoment, also for nothing and for a year beyond the calendar of a house."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UnreadableMoment(field=name) from error
    if not 2000 <= day.year <= 2100:
        raise UnreadableMoment(field=name)
    return day
