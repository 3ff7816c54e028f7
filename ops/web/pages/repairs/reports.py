"""The five reports: figures against their targets, each with the tickets behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_
from ops.estate.wording import name_of
from ops.kit.exports import Cell, csv_stream
from ops.kit.http import ReadSession
from ops.repairs import rulebook
from ops.repairs.models import Ticket
from ops.repairs.queries import reports as queries
from ops.repairs.rules.reports import REPORTS, Line, ReportRules
from ops.repairs.service.reporting import all_lines
from ops.web.addresses import href, pages
from ops.web.pages.repairs import words
from ops.web.pages.repairs.report_figures import Figures
from ops.web.pages.repairs.report_period import Asked, chips
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()
_SIZE = 100
_COLUMNS = ("report", "ticket", "at", "priority", "subject", "outcome", "notes")
Period = Annotated[Asked, Depends()]
Code = Annotated[str, Query(max_length=40)]

TITLES = {
    "in_time": N_("In time"),
    "right_first_time": N_("Right first time"),
    "no_access": N_("No access"),
    "repeated": N_("Repeated"),
    "backlog": N_("Open work by age"),
}
#: What each report counts, in a sentence; the rule itself stands in ops/repairs/rules/reports.py.
MEANINGS = {
    "in_time": N_(
        "Each deadline counts once, on the day it was kept or missed, also while the work still runs. Every run after a"
        " reopening counts. What was cancelled before its deadline is left out."
    ),
    "right_first_time": N_(
        "One visit ended it and nobody had to come back. Counts on the day the work was first said to be done; a"
        " reopening or a second visit counts against."
    ),
    "no_access": N_("Every time a team stood at the door: did somebody open, and what proves it."),
    "repeated": N_("A ticket at the same place and of the same trade as one in the %(n)s days before."),
    "backlog": N_("What was open at the end of the period, by the time since somebody first knew."),
}


@router.get("/reports", permission="indicators.read")
def show_reports(request: Request, session: ReadSession, who: CurrentPrincipal, asked: Period) -> Response:
    reader = reader_of(request)
    period = asked.period(reader)
    rules = rulebook.report_rules(session, period.seen_at)
    figures = Figures(asked, rules, reader)
    lines = all_lines(session, REPORTS, period, who)
    return render(
        request,
        "repairs/reports.html",
        asked=asked,
        days=[day.isoformat() for day in asked.days(reader)],
        words=asked.words(reader),
        chips=chips(asked, reader),
        csv_hrefs={name: _csv_href(name, asked) for name in REPORTS},
        titles=TITLES,
        meanings={name: reader.say(text, n=rules.repeat_within.days) for name, text in MEANINGS.items()},
        targets=rules.targets,
        young_days=rules.young_days,
        **{name: getattr(figures, name)(lines[name]) for name in REPORTS},
    )


def _csv_href(report: str, asked: Asked) -> str:
    return href("/reports.csv", report=report, **asked.params())


@dataclass
class Behind:
    """Which lines of which report are looked at."""

    report: Code = "in_time"
    outcome: Code = ""
    subject: Code = ""
    priority: Code = ""
    note: Code = ""
    #: emergency | other
    group: Code = ""

    @property
    def name(self) -> str:
        return self.report if self.report in REPORTS else REPORTS[0]

    def lines(self, of: Mapping[str, Sequence[Line]], rules: ReportRules) -> list[Line]:
        return [line for line in of[self.name] if self.holds(line, rules)]

    def holds(self, line: Line, rules: ReportRules) -> bool:
        wanted = (
            (self.outcome, line.outcome == self.outcome or (self.outcome == "closed" and line.outcome != "opened")),
            (self.subject, line.subject == self.subject),
            (self.priority, line.priority == self.priority),
            (self.note, self.note in line.notes),
            (self.group, (line.priority in rules.emergency) == (self.group == "emergency")),
        )
        return all(fits for asked, fits in wanted if asked)

    def params(self) -> dict[str, str]:
        return {**self.__dict__, "report": self.name}


@router.get("/reports/lines", permission="indicators.read")
def show_lines(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    asked: Period,
    behind: Annotated[Behind, Depends()],
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The tickets behind a figure, each with the reason why it was counted as it was."""
    reader = reader_of(request)
    period = asked.period(reader)
    rules = rulebook.report_rules(session, period.seen_at)
    found = behind.lines(all_lines(session, (behind.name,), period, who), rules)
    found.sort(key=lambda line: (line.at, line.ticket), reverse=True)
    here = found[(page - 1) * _SIZE : page * _SIZE]
    params = {**behind.params(), **asked.params()}
    return render(
        request,
        "repairs/report_lines.html",
        title=reader.say(TITLES[behind.name]),
        meaning=reader.say(MEANINGS[behind.name], n=rules.repeat_within.days),
        words=asked.words(reader),
        rows=_rows(session, here, behind.name, Figures(asked, rules, reader), who),
        total=len(found),
        pages=pages("/reports/lines", page, _SIZE, len(found), params),
        back_href=href("/reports", **asked.params()),
        csv_href=href("/reports.csv", **params),
        chosen=_chosen(behind, Figures(asked, rules, reader)),
    )


def _chosen(behind: Behind, figures: Figures) -> list[dict[str, str]]:
    """The filters as words, each of which can be taken away."""
    params = {**behind.params(), **figures.asked.params()}
    return [
        {"value": _filter_word(name, params[name], behind.name, figures),
         "href": href("/reports/lines", **{**params, name: ""})}
        for name in ("subject", "outcome", "priority", "note", "group")
        if params[name]
    ]  # fmt: skip


def _filter_word(name: str, code: str, report: str, figures: Figures) -> str:
    reader = figures.reader
    match name:
        case "outcome":
            return _outcome(code, report, figures)
        case "subject":
            return reader.label("trade" if report == "repeated" else "clock", code)
        case "priority":
            return f"{code} {reader.label('priority', code)}"
    return reader.label(f"report_{name}", code)


def _rows(
    session: Session, lines: Sequence[Line], report: str, figures: Figures, who: Principal
) -> list[dict[str, Any]]:
    refs = {line.ticket for line in lines} | {note for line in lines if report == "repeated" for note in line.notes}
    cards, mine = queries.cards(session, refs), queries.known_refs(session, who, sorted(refs))
    return [_row(line, report, cards[line.ticket], mine, figures) for line in lines]


def _row(line: Line, report: str, ticket: Ticket, mine: set[str], figures: Figures) -> dict[str, Any]:
    """Words of a caller stand only where the reader may open the ticket."""
    reader = figures.reader
    building = ticket.location.building or ticket.location
    return {
        "line": line,
        "opens": line.ticket in mine,
        "title": words.title(ticket, reader) if line.ticket in mine else reader.label("trade", ticket.trade),
        "place": name_of(building, reader.language),
        "subject": _subject(line, report, reader),
        "outcome": _outcome(line.outcome, report, figures),
        "tone": _TONES.get(line.outcome, ""),
        "notes": [] if report == "repeated" else [reader.label("report_note", note) for note in line.notes],
        "others": [(ref, ref in mine) for ref in line.notes] if report == "repeated" else [],
    }  # fmt: skip


_TONES = {"late": "late", "not_right": "watch", "absent": "watch", "refused": "late", "repeated": "watch"}


def _subject(line: Line, report: str, reader: Reader) -> str:
    kinds = {"in_time": "clock", "repeated": "trade", "backlog": "ticket_status"}
    if report == "right_first_time":
        return reader.say(_VISITS, n=line.subject)
    return reader.label(kinds[report], line.subject) if report in kinds else line.subject


def _outcome(code: str, report: str, figures: Figures) -> str:
    """An age band is worded by its bounds."""
    if report == "backlog" and code.isdigit():
        return figures.band(int(code))
    return figures.reader.label("report_outcome", code)


_VISITS = N_("visits: %(n)s")


@router.get("/reports.csv", permission="indicators.read")
def export_lines(
    request: Request, session: ReadSession, who: CurrentPrincipal, asked: Period, behind: Annotated[Behind, Depends()]
) -> Response:
    """The same lines as a table, codes instead of words."""
    reader = reader_of(request)
    period = asked.period(reader)
    rules = rulebook.report_rules(session, period.seen_at)
    found = behind.lines(all_lines(session, (behind.name,), period, who), rules)
    first, last = asked.days(reader)
    headers = {"Content-Disposition": f'attachment; filename="{behind.name}-{first}-{last}.csv"'}
    stream = csv_stream(_COLUMNS, _cells(behind.name, found))
    return StreamingResponse(stream, media_type="text/csv; charset=utf-8", headers=headers)


def _cells(report: str, lines: Sequence[Line]) -> Iterator[list[Cell]]:
    for line in lines:
        yield [report, line.ticket, line.at, line.priority, line.subject, line.outcome, " ".join(line.notes)]
