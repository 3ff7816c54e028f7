"""The alert budget: what came, how often it was right, and what the thresholds are and would become."""

from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.budget_defaults import THRESHOLDS
from ops.energy.service import budget as service
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_, InvalidInput, RegieError
from ops.kit import rulesets
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.kit.rulesets import RulesetVersion
from ops.web.forms import Line, ShortProse, faults
from ops.web.pages.energy.budget_view import BudgetView, rows_of
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "energy/budget.html"
_RIGHT = "alerts.write"
_MOST_PER_WEEK = 1000
_SHOWN = 12


class BudgetOutOfRange(InvalidInput):
    code = "budget_out_of_range"
    text = N_("Give a whole number of alerts a week, from 1 to %(most)s.")


class NoteNeeded(InvalidInput):
    code = "note_needed"
    text = N_("Say why, in a few words: it stands in the history.")


@router.get("/alert-budget", permission="alerts.read")
def show_budget(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    per_week: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The page; `per_week` shows what another budget would do, before anybody decides it."""
    return _page(request, session, who, {"per_week": per_week, "note": ""})


@router.post("/alert-budget", permission=_RIGHT)
def submit_budget(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, per_week: Line = "", note: ShortProse = ""
) -> Response:
    try:
        wanted = _read(per_week)
        service.apply(session, wanted, _said(note), who=who, now=now)
    except RegieError as error:
        return _refused(request, who, {"per_week": per_week, "note": note}, error)
    return redirect(request, "/alert-budget", toast=Text(N_("The thresholds count from today.")))


@router.post("/alert-budget/versions/{version}/again", permission=_RIGHT)
def submit_again(
    request: Request,
    version: Annotated[int, Path(ge=1, le=2**31 - 1)],
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
) -> Response:
    """The thresholds of a former version count again from today, as a version of their own."""
    reader = reader_of(request)
    note = reader.say(N_("Back to version %(version)s."), version=version)
    try:
        service.go_back(session, version, note, who=who, now=now)
    except RegieError as error:
        return _refused(request, who, {"per_week": "", "note": ""}, error)
    return redirect(request, "/alert-budget", toast=Text(N_("The thresholds count from today.")))


def _read(typed: str) -> int:
    """Raises BudgetOutOfRange."""
    plain = typed.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 6 and 1 <= int(plain) <= _MOST_PER_WEEK):
        raise BudgetOutOfRange(field="per_week", most=_MOST_PER_WEEK)
    return int(plain)


def _said(note: str) -> str:
    """Raises NoteNeeded."""
    if not note.strip():
        raise NoteNeeded(field="note")
    return note.strip()


def _refused(request: Request, who: Principal, form: dict[str, str], error: RegieError) -> Response:
    with reading_anew(request) as session:
        return _page(request, session, who, form, error)


def _page(
    request: Request, session: Session, who: Principal, form: dict[str, str], error: RegieError | None = None
) -> Response:
    reader = reader_of(request)
    rules = Rulebook(session, reader.now)
    in_force = rules.detection.alerts_per_week
    wanted, unreadable = _wanted(form["per_week"], in_force)
    problem = error or unreadable
    proposal = service.propose(session, wanted, now=reader.now)
    view = BudgetView(session, who.places("alerts.read"), rules, proposal, reader)
    return render(
        request,
        _PAGE,
        status=problem.status if problem else 200,
        form={"per_week": form["per_week"] or str(in_force), "note": form["note"]},
        in_force=in_force,
        wanted=wanted,
        proposal=proposal,
        each_week=rules.thresholds.each_week,
        precision_days=rules.thresholds.precision_days,
        **rows_of(view),
        history=_history(session, reader),
        **faults(request, problem),
    )


def _wanted(typed: str, in_force: int) -> tuple[int, RegieError | None]:
    """What is shown: what was typed where it can be read, else the budget in force."""
    if not typed.strip():
        return in_force, None
    try:
        return _read(typed), None
    except BudgetOutOfRange as error:
        return in_force, error


def _history(session: Session, reader: Reader) -> list[dict[str, Any]]:
    history = rulesets.versions(session, THRESHOLDS)
    now = rulesets.in_force(history, reader.today)
    return [_version(each, now, reader) for each in history[:_SHOWN]]


def _version(each: RulesetVersion, now: RulesetVersion, reader: Reader) -> dict[str, Any]:
    thresholds: dict[str, float] = each.body["thresholds"]
    return {
        "number": each.version,
        "from_on": each.valid_from if each.confirmed else None,
        "author": each.author,
        "note": reader.say(each.note) if each.author == rulesets.SHIPPED_AUTHOR else each.note,
        "in_force": each.version == now.version,
        "thresholds": [
            {"channel": reader.label("cause", channel), "value": value} for channel, value in thresholds.items()
        ],
    }
