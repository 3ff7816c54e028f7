"""Who is on call: week and month, gaps, exceptions, the nightly test."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_
from ops.estate.rules.kinds import ZONES
from ops.kit.http import Now, ReadSession
from ops.kit.periods import OPEN_END, Span
from ops.repairs.defaults import WEEKDAYS
from ops.repairs.models import Page, Rota
from ops.repairs.queries import rota as queries
from ops.repairs.queries.pages import self_tests_since
from ops.repairs.queries.rota import DutyShift, as_rule
from ops.repairs.queries.scope import whose_rota
from ops.repairs.rules.rota import DUTIES, Post, posts_of
from ops.repairs.service.rota_watch import gaps_of, needed_posts, post_name
from ops.web.pages.repairs.rota_absences import absence_rows
from ops.web.pages.repairs.rota_table import View, table
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()
_TESTS_SHOWN = timedelta(days=7)
_EXCEPTIONS_AHEAD = timedelta(days=92)
_MINE_AHEAD = timedelta(days=35)
_TEST_WORDS = {
    "paging": N_("waits for an answer"), "acknowledged": N_("answered"), "exhausted": N_("not answered"),
}  # fmt: skip


@router.get("/rota", permission="rota.read")
def show_rota(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    view: Annotated[str, Query(max_length=10)] = "week",
    on: Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2100, 1, 1))] = None,
) -> Response:
    reader = reader_of(request)
    if who.only_own("rota.read"):
        return _mine(request, session, who, reader)
    shown = View("month" if view == "month" else "week", on or reader.today)
    # The last shift of the view is shown to its end.
    found = queries.shifts(session, Span(shown.span(reader).from_at, shown.span(reader).to_at + timedelta(days=1)))
    rotas = queries.rotas(session)
    posts = _posts(session, rotas, found, shown.span(reader))
    may_write = who.may("rota.write")
    context = {
        "view": shown,
        "table": table(shown, posts, found, reader, may_write),
        "gaps": _gaps(session, found, shown.span(reader), reader) if rotas else [],
        "rotas": [_rota(each, reader) for each in rotas],
        "exceptions": _exceptions(session, reader, may_write),
        "absences": absence_rows(session, reader, may_write=may_write),
        "tests": [_test(page, reader) for page in self_tests_since(session, now - _TESTS_SHOWN)],
        "may_write": may_write,
    }
    return render(request, "duty/rota.html", kinds=shown.kinds(reader), steps=shown.steps(reader), **context)


def _mine(request: Request, session: Session, who: Principal, reader: Reader) -> Response:
    """A technician sees when he himself is on call."""
    found = queries.shifts(session, Span(reader.now, reader.now + _MINE_AHEAD))
    mine = [each for each in found if each.user and who.key == f"user:{each.user.id}"]
    rows = [
        {
            "from": each.span.from_at,
            "to": each.span.to_at,
            "duty": _post_of(each.rota, reader),
            "now": each.span.holds(reader.now),
            "exception": each.override is not None,
        }
        for each in sorted(mine, key=lambda each: each.span)
    ]
    away = absence_rows(session, reader, may_write=False, user_id=whose_rota(who))
    return render(request, "duty/my_shifts.html", rows=rows, away=away, weeks=_MINE_AHEAD.days // 7)


def _post_of(rota: Rota, reader: Reader) -> str:
    return post_name(Post(rota.duty, rota.zone)).render(reader.language)


def _posts(session: Session, rotas: Sequence[Rota], found: Sequence[DutyShift], asked: Span) -> list[Post]:
    """Those that must be filled, and others that a rota fills all the same."""
    needed = needed_posts(session, found, asked)
    rules = [as_rule(each) for each in rotas]
    duties = [duty for duty in DUTIES if any(rota.duty == duty for rota in rules)]
    return list(dict.fromkeys([*needed, *(post for duty in duties for post in posts_of(duty, rules, ZONES))]))


def _gaps(session: Session, found: Sequence[DutyShift], asked: Span, reader: Reader) -> list[dict[str, Any]]:
    """Those still to come."""
    return [
        {"duty": post_name(gap.post).render(reader.language), "from": gap.span.from_at, "to": gap.span.to_at}
        for gap in gaps_of(session, found, asked)
        if gap.span.to_at > reader.now
    ]


def _rota(rota: Rota, reader: Reader) -> dict[str, Any]:
    return {
        "code": rota.code,
        "name": rota.name,
        "duty": _post_of(rota, reader),
        "days": _days(rota.weekdays, reader),
        "hours": f"{rota.starts:%H:%M}–{rota.ends:%H:%M}",
        "turn_days": rota.turn_days,
        "members": [member.user.name for member in rota.members],
        "ends_on": rota.to_on if rota.to_on < OPEN_END else None,
        "over": rota.to_on <= reader.today,
    }


def _days(weekdays: Sequence[str], reader: Reader) -> str:
    """ "every day", "Monday–Friday", or each by its name."""
    names = [reader.label("weekday", day) for day in weekdays]
    if len(names) == len(WEEKDAYS):
        return reader.say(N_("every day"))
    first = WEEKDAYS.index(weekdays[0])
    in_a_row = len(names) > 2 and list(weekdays) == list(WEEKDAYS[first : first + len(names)])
    return f"{names[0]}–{names[-1]}" if in_a_row else ", ".join(names)


def _exceptions(session: Session, reader: Reader, may_write: bool) -> list[dict[str, Any]]:
    """To come, or under way. Why somebody is away is known to those who plan."""
    names = {rota.id: rota.name for rota in queries.rotas(session)}
    found = queries.overrides(session, Span(reader.now, reader.now + _EXCEPTIONS_AHEAD))
    return [
        {
            "id": each.id,
            "rota": names.get(each.rota_id, ""),
            "from": each.from_at,
            "to": each.to_at,
            "name": each.user.name if each.user else "",
            "reason": each.reason if may_write else "",
            "made_by": each.made_by,
        }
        for each in sorted(found, key=lambda each: each.from_at)
    ]


def _test(page: Page, reader: Reader) -> dict[str, Any]:
    step = page.steps[0] if page.steps else None
    lost = step is not None and step.outcome == "failed"
    return {
        "at": page.opened_at,
        "name": step.user_name if step else "",
        "text": reader.say(N_("the page did not arrive") if lost else _TEST_WORDS.get(page.state, N_("answered"))),
        "bad": page.state == "exhausted",
    }
