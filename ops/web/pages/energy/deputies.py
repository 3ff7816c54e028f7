"""Noting who stands in for a coordinator who is away, and taking it back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.queries.deputy import coordinators, possible_deputies
from ops.energy.service.deputy import Stand, note_deputy, withdraw_deputy
from ops.errors import N_
from ops.kit.http import ReadSession
from ops.kit.locale import Text
from ops.kit.periods import local_midnight
from ops.web.forms import Line, NotInList
from ops.web.pages.energy.works_form import RIGHT, From, OnForm, RowId, WorksForm, typed_on
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect

router = PageRouter()

_A_DAY = timedelta(days=1)


def _people(session: Session, _reader: Reader) -> Mapping[str, Any]:
    return {
        "coordinators": [(str(user.id), user.name) for user in coordinators(session)],
        "possible": [(str(user.id), user.name) for user in possible_deputies(session)],
    }


_FORM = WorksForm("energy/deputy_new.html", {"user": "", "deputy": "", "from": "", "to": ""}, _people)


@router.get("/deputies/new", permission=RIGHT)
def show_deputy_form(request: Request, session: ReadSession, who: CurrentPrincipal) -> Response:
    """Proposes who asks, from today on."""
    return _FORM.show(request, session, {"user": str(who.user_id or ""), "from": reader_of(request).today.isoformat()})


@router.post("/deputies/new", permission=RIGHT)
def submit_deputy(noting: OnForm, user: Line = "", deputy: Line = "", from_: From = "", to: Line = "") -> Response:
    """Whole local days, the last one included; without a last day it is the first one."""

    def carry_out(reader: Reader) -> None:
        first, last = typed_on(from_, "from"), typed_on(to or from_, "to")
        span = (local_midnight(first, reader.zone), local_midnight(last + _A_DAY, reader.zone))
        note_deputy(noting.session, Stand(_person(user, "user"), _person(deputy, "deputy"), *span), **noting.by)

    typed = {"user": user, "deputy": deputy, "from": from_, "to": to}
    return noting.run(_FORM, typed, carry_out, N_("Noted: messages about alerts go to the deputy meanwhile."))


def _person(text: str, name: str) -> int:
    """Raises NotInList."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotInList(field=name)
    return int(text)


@router.post("/deputies/{row_id}/withdraw", permission=RIGHT)
def submit_deputy_withdrawal(request: Request, row_id: RowId, noting: OnForm) -> Response:
    withdraw_deputy(noting.session, row_id, **noting.by)
    return redirect(request, "/works", toast=Text(N_("Withdrawn.")))
