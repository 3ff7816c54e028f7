"""Somebody else for a while: illness, a swap, or nobody at all."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Form, Path, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.repairs.models import Rota
from ops.repairs.queries import rota as queries
from ops.repairs.rules.rota import DUTIES
from ops.repairs.service import rota as service
from ops.repairs.service.rota import OverrideWish
from ops.web.forms import Line, NotInList, UnreadableMoment, faults, moment
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_NOBODY = "nobody"
Word = Annotated[str, Query(max_length=60)]


@router.get("/rota/exceptions/new", permission="rota.write")
def show_form(
    request: Request,
    session: ReadSession,
    rota: Word = "",
    from_: Annotated[str, Query(alias="from", max_length=40)] = "",
    to: Word = "",
) -> Response:
    return _form(request, session, {"rota": rota, "from": from_, "to": to})


@router.post("/rota/exceptions/new", permission="rota.write")
def submit_exception(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    rota: Line = "",
    from_: Annotated[str, Form(alias="from", max_length=40)] = "",
    to: Line = "",
    user: Line = "",
    reason: Line = "",
) -> Response:
    typed = {"rota": rota, "from": from_, "to": to, "user": user, "reason": reason}
    try:
        made = service.put_override(session, _wish(typed, reader_of(request)), who=who, now=now)
    except RegieError as error:
        with reading_anew(request) as fresh:
            return _form(request, fresh, typed, error)
    toast = Text(N_("Noted. From then on the page goes there."))
    return redirect(request, f"/rota?on={reader_of(request).day_of(made.from_at)}", toast=toast)


@router.post("/rota/exceptions/{override_id}/withdraw", permission="rota.write")
def submit_withdrawal(
    request: Request,
    override_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
) -> Response:
    service.withdraw_override(session, override_id, who=who, now=now)
    return redirect(request, "/rota", toast=Text(N_("Withdrawn: the usual turn counts again.")))


def _wish(typed: dict[str, str], reader: Reader) -> OverrideWish:
    """Raises UnreadableMoment, NotInList for a choice that was not made."""
    user = typed["user"]
    if user != _NOBODY and not (user.isascii() and user.isdigit() and len(user) < 18):
        raise NotInList(field="user")
    if not typed["rota"]:
        raise NotInList(field="rota")
    begin, end = _moment(typed, "from", reader), _moment(typed, "to", reader)
    return OverrideWish(typed["rota"], begin, end, None if user == _NOBODY else int(user), typed["reason"])


def _moment(typed: dict[str, str], name: str, reader: Reader) -> datetime:
    at = moment(typed[name], reader.zone, name)
    if at is None:
        raise UnreadableMoment(field=name)
    return at


def _form(request: Request, session: Session, form: dict[str, str], error: RegieError | None = None) -> Response:
    reader, rotas = reader_of(request), queries.rotas(session)
    chosen = next((each for each in rotas if each.code == form["rota"]), None)
    context: dict[str, Any] = {
        "form": {"user": "", "reason": "", **form},
        "rotas": [(each.code, each.name) for each in rotas],
        "people": [*_people(session, chosen, reader), (_NOBODY, reader.say(N_("nobody: the duty stays open")))],
        **faults(request, error),
    }
    return render(request, "duty/exception.html", status=error.status if error else 200, **context)


def _people(session: Session, chosen: Rota | None, reader: Reader) -> list[tuple[str, Any]]:
    """Those of the duty; before a rota is chosen those of every duty, under its name."""
    if chosen:
        return [(str(user.id), user.name) for user in queries.candidates(session, chosen.duty)]
    return [
        (reader.label("duty", duty), [(str(user.id), user.name) for user in queries.candidates(session, duty)])
        for duty in DUTIES
    ]
