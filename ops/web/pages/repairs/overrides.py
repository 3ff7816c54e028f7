"""Choices against the matrix, for the lead to review: often the same one means that the rule is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_
from ops.kit.exports import Cell, csv_stream
from ops.kit.http import DbSession, Now, ReadSession
from ops.kit.locale import Text
from ops.repairs import service
from ops.repairs.models import Ticket
from ops.repairs.queries import overrides as queries
from ops.repairs.queries.overrides import OverrideFilter, OverrideGroup
from ops.repairs.rules.triage import PRIORITIES
from ops.repairs.texts import HAZARDS, reason_of
from ops.web.addresses import href, pages
from ops.web.forms import Line
from ops.web.pages.repairs import words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_PATH = "/triage/overrides"
_SIZE, _MOST = 50, 20_000
_DAYS = (30, 90, 365)
_COLUMNS = ("ticket", "at", "hazard", "proposed", "chosen", "reason", "by", "seen_at", "seen_by")
_SEEN = N_("%(ref)s is marked as seen.")
_SINCE = N_("Last %(n)s days")
_TO_REVIEW, _REVIEWED = N_("To review"), N_("Seen")
Word = Annotated[str, Query(max_length=40)]


@dataclass
class Asked:
    """The filters of the address; what is no choice counts as none."""

    hazard: Word = ""
    proposed: Word = ""
    chosen: Word = ""
    days: Annotated[int, Query(ge=1, le=3_660)] = 90
    seen: Word = ""
    sort: Word = "newest"

    def filter(self, reader: Reader) -> OverrideFilter:
        return OverrideFilter(
            since=reader.now - timedelta(days=self.days),
            hazard=self.hazard if self.hazard in HAZARDS else "",
            proposed=self.proposed if self.proposed in PRIORITIES else "",
            chosen=self.chosen if self.chosen in PRIORITIES else "",
            seen=self.seen == "1",
            sort="hazard" if self.sort == "hazard" else "newest",
        )

    @property
    def params(self) -> dict[str, Any]:
        """Whatever says the usual is left out of the address."""
        usual = {"days": 90, "sort": "newest"}
        return {name: value for name, value in self.__dict__.items() if value and value != usual.get(name)}

    def href(self, path: str = _PATH, **other: Any) -> str:
        return href(path, **{**self.params, **other})


@router.get(_PATH, permission="tickets.triage")
def show_overrides(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    asked: Annotated[Asked, Depends()],
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    reader = reader_of(request)
    wanted = asked.filter(reader)
    total = queries.count_overrides(session, who, wanted)
    found = queries.list_overrides(session, who, wanted, limit=_SIZE, offset=(page - 1) * _SIZE)
    return render(
        request,
        "repairs/overrides.html",
        rows=_rows(session, found, reader),
        groups=[_group(each, asked, reader) for each in queries.group_overrides(session, who, wanted)],
        total=total,
        chips=_chips(asked, reader),
        narrowed=asked.href(hazard="", proposed="", chosen="") if asked.hazard or asked.proposed else "",
        sorts={name: asked.href(sort=name) for name in ("newest", "hazard")},
        sort=wanted.sort,
        seen=wanted.seen,
        back=asked.href(),
        csv_href=asked.href(f"{_PATH}.csv"),
        pages=pages(_PATH, page, _SIZE, total, {name: str(value) for name, value in asked.params.items()}),
    )


def _chips(asked: Asked, reader: Reader) -> list[dict[str, Any]]:
    spans = [
        {"label": reader.say(_SINCE, n=days), "href": asked.href(days=days), "current": asked.days == days}
        for days in _DAYS
    ]
    states = [
        {"label": reader.say(label), "href": asked.href(seen=value), "current": asked.seen == value}
        for label, value in ((_TO_REVIEW, ""), (_REVIEWED, "1"))
    ]
    return [*states, {**spans[0], "rule": True}, *spans[1:]]


def _group(group: OverrideGroup, asked: Asked, reader: Reader) -> dict[str, Any]:
    return {
        "group": group,
        "hazard": _hazard(group.hazard, reader),
        "href": asked.href(hazard=group.hazard or "", proposed=group.proposed, chosen=group.chosen),
    }


def _hazard(code: str | None, reader: Reader) -> str:
    return reader.say(HAZARDS.get(code, code)) if code else ""


def _rows(session: Session, found: Sequence[Ticket], reader: Reader) -> list[dict[str, Any]]:
    decided = queries.deciders(session, [ticket.id for ticket in found])
    return [
        {
            "ticket": ticket,
            "title": words.title(ticket, reader),
            "place": words.place(ticket, reader),
            "hazard": _hazard(ticket.hazard, reader),
            "reason": reason_of(ticket).render(reader.language),
            "by": decided[ticket.id].actor_name if ticket.id in decided else "",
        }
        for ticket in found
    ]


@router.get(f"{_PATH}.csv", permission="tickets.triage")
def export_overrides(
    request: Request, session: ReadSession, who: CurrentPrincipal, asked: Annotated[Asked, Depends()]
) -> Response:
    """The same lines as a table, codes instead of words."""
    reader = reader_of(request)
    found = queries.list_overrides(session, who, asked.filter(reader), limit=_MOST)
    lines = list(_cells(_rows(session, found, reader)))
    headers = {"Content-Disposition": 'attachment; filename="overrides.csv"'}
    return StreamingResponse(csv_stream(_COLUMNS, lines), media_type="text/csv; charset=utf-8", headers=headers)


def _cells(rows: Sequence[dict[str, Any]]) -> Iterator[list[Cell]]:
    for row in rows:
        ticket: Ticket = row["ticket"]
        yield [
            ticket.ref, ticket.registered_at, ticket.hazard, ticket.proposed_priority, ticket.priority, row["reason"],
            row["by"], ticket.override_seen_at, ticket.override_seen_by,
        ]  # fmt: skip


@router.post("/tickets/{ref}/override-seen", permission="rules.write.repairs")
def mark_seen(
    request: Request, ref: str, session: DbSession, who: CurrentPrincipal, now: Now, back: Line = _PATH
) -> Response:
    service.mark_override_seen(session, ref, who=who, now=now)
    onward = back if back.startswith(_PATH) else _PATH
    return redirect(request, onward, toast=Text(_SEEN, {"ref": ref}))
