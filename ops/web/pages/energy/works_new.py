"""Noting works and changes of use, and taking them back."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import PageRouter
from ops.energy.rules.dated_change import KINDS
from ops.energy.rules.figures import MEDIA
from ops.energy.service.dated_change import Change, note_change, withdraw_change
from ops.energy.service.maintenance import Works, note_works, withdraw_works
from ops.errors import N_
from ops.kit.http import ReadSession
from ops.kit.locale import Text
from ops.web.forms import Line, ShortProse, typed_moment
from ops.web.pages.energy.works_form import RIGHT, From, OnForm, RowId, WorksForm, typed_at, typed_on
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect

router = PageRouter()

Place = Annotated[str, Query(max_length=60, pattern=r"^[^\x00]*$")]
_WITHDRAWN = N_("Withdrawn.")


def _nothing(_session: Session, _reader: Reader) -> Mapping[str, Any]:
    return {}


def _kinds(_session: Session, reader: Reader) -> Mapping[str, Any]:
    return {
        "kinds": [(kind, reader.label("change_kind", kind)) for kind in KINDS],
        "media": [(medium, reader.label("medium", medium)) for medium in MEDIA],
    }


_WORKS = WorksForm("energy/works_new.html", {"place": "", "from": "", "to": "", "reason": ""}, _nothing)
_CHANGE = WorksForm(
    "energy/change_new.html", {"place": "", "from_on": "", "kind": "", "medium": "", "note": ""}, _kinds
)


@router.get("/works/new", permission=RIGHT)
def show_works_form(request: Request, session: ReadSession, place: Place = "") -> Response:
    reader = reader_of(request)
    return _WORKS.show(request, session, {"place": place, "from": typed_moment(reader.now, reader.zone)})


@router.post("/works/new", permission=RIGHT)
def submit_works(
    noting: OnForm, place: Line = "", from_: From = "", to: Line = "", reason: ShortProse = ""
) -> Response:
    def carry_out(reader: Reader) -> None:
        works = Works(place, typed_at(from_, "from", reader), typed_at(to, "to", reader), reason)
        note_works(noting.session, works, **noting.by)

    typed = {"place": place, "from": from_, "to": to, "reason": reason}
    return noting.run(_WORKS, typed, carry_out, N_("Noted: waste that is found meanwhile is kept back."))


@router.post("/works/{row_id}/withdraw", permission=RIGHT)
def submit_works_withdrawal(request: Request, row_id: RowId, noting: OnForm) -> Response:
    withdraw_works(noting.session, row_id, **noting.by)
    return redirect(request, "/works", toast=Text(_WITHDRAWN))


@router.get("/changes-of-use/new", permission=RIGHT)
def show_change_form(request: Request, session: ReadSession, place: Place = "") -> Response:
    return _CHANGE.show(request, session, {"place": place, "from_on": reader_of(request).today.isoformat()})


@router.post("/changes-of-use/new", permission=RIGHT)
def submit_change(
    noting: OnForm, place: Line = "", from_on: Line = "", kind: Line = "", medium: Line = "", note: ShortProse = ""
) -> Response:
    def carry_out(_reader: Reader) -> None:
        change = Change(place, typed_on(from_on, "from_on"), kind, medium, note)
        note_change(noting.session, change, **noting.by)

    typed = {"place": place, "from_on": from_on, "kind": kind, "medium": medium, "note": note}
    return noting.run(_CHANGE, typed, carry_out, N_("Noted: from that day on, what is usual is learnt anew."))


@router.post("/changes-of-use/{row_id}/withdraw", permission=RIGHT)
def submit_change_withdrawal(request: Request, row_id: RowId, noting: OnForm) -> Response:
    withdraw_change(noting.session, row_id, **noting.by)
    return redirect(request, "/works", toast=Text(_WITHDRAWN))
