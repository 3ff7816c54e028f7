"""The rota as a table: a day a column in a week, a day a row in a month; gaps in red."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ops.errors import N_
from ops.kit.locale import format_day
from ops.kit.periods import Span, days, local_day, local_midnight
from ops.repairs.queries.rota import DutyShift
from ops.repairs.rules.rota import Post
from ops.repairs.service.rota_watch import open_spans, post_name
from ops.web.addresses import href
from ops.web.forms import typed_moment
from ops.web.reader import Reader

_VIEWS = {"week": N_("Week"), "month": N_("Month")}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class View:
    """A week from Monday, or a month, around a day."""

    kind: str
    on: date

    @property
    def first(self) -> date:
        return self.on.replace(day=1) if self.kind == "month" else self.on - _DAY * self.on.weekday()

    @property
    def after(self) -> date:
        """The first day that is no longer in it."""
        if self.kind == "week":
            return self.first + 7 * _DAY
        return (self.first + 32 * _DAY).replace(day=1)

    @property
    def last(self) -> date:
        return self.after - _DAY

    def span(self, reader: Reader) -> Span:
        return Span(local_midnight(self.first, reader.zone), local_midnight(self.after, reader.zone))

    def address(self, kind: str = "", on: date | None = None) -> str:
        return href("/rota", view=(kind or self.kind).replace("week", ""), on=(on or self.on).isoformat())

    def steps(self, reader: Reader) -> Mapping[str, str]:
        """The ways back and on, and to the present."""
        before = self.first - _DAY
        return {
            "before": self.address(on=before), "after": self.address(on=self.after),
            "today": self.address(on=reader.today) if not self.first <= reader.today < self.after else "",
        }  # fmt: skip

    def kinds(self, reader: Reader) -> Sequence[Mapping[str, Any]]:
        return [
            {"label": reader.say(text), "href": self.address(kind), "current": kind == self.kind}
            for kind, text in _VIEWS.items()
        ]


def table(view: View, posts: Sequence[Post], found: Sequence[DutyShift], reader: Reader, may_write: bool) -> Any:
    """`columns` are days and `rows` duties in a week; in a month the other way round."""
    shown = list(days(view.first, view.after))
    gaps = {post: open_spans(found, post, view.span(reader)) for post in posts}
    cells = {(post, day): _cell(post, day, found, gaps[post], reader, may_write) for post in posts for day in shown}
    heads = {
        day: {"label": format_day(day, reader.language), "today": day == reader.today, "is_day": True} for day in shown
    }
    names = {
        post: {"label": post_name(post).render(reader.language), "today": False, "is_day": False} for post in posts
    }
    if view.kind == "month":
        rows = [{"head": heads[day], "cells": [cells[post, day] for post in posts]} for day in shown]
        return {"columns": list(names.values()), "rows": rows}
    return {
        "columns": list(heads.values()),
        "rows": [{"head": names[post], "cells": [cells[post, day] for day in shown]} for post in posts],
    }


def _cell(
    post: Post, day: date, found: Sequence[DutyShift], gaps: Sequence[Span], reader: Reader, may_write: bool
) -> list[dict[str, Any]]:
    """The shifts and gaps that begin on that day, in order of time; a gap of days stands on each of them."""
    whole = local_day(day, reader.zone)
    begun = [each for each in found if each.user and whole.holds(each.span.from_at) and each.rule.serves(post)]
    parts = [(each.span, _part(each, reader, may_write)) for each in begun]
    open_then = [gap.clipped(whole) if gap.length >= _DAY else gap for gap in gaps]
    away = [each for each in found if each.away and each.rule.serves(post)]
    parts += [(span, _gap(span, away, reader, may_write)) for span in open_then if span and whole.holds(span.from_at)]
    return [part for _, part in sorted(parts, key=lambda pair: pair[0])]


def _part(shift: DutyShift, reader: Reader, may_write: bool) -> dict[str, Any]:
    name = shift.user.name if shift.user else ""
    return {
        "hours": _hours(shift.span, reader),
        "name": name,
        "gap": False,
        "exception": shift.override is not None,
        "now": shift.span.holds(reader.now),
        "past": shift.span.to_at <= reader.now,
        "href": exception_href(shift.rota.code, shift.span, reader)
        if may_write and shift.span.to_at > reader.now
        else "",
    }


def _gap(span: Span, away: Sequence[DutyShift], reader: Reader, may_write: bool) -> dict[str, Any]:
    """Where somebody is away from his own shift, it says who, and leads to putting somebody else in."""
    shift = next((each for each in away if each.span.clipped(span)), None)
    name = shift.away.name if shift and shift.away else ""
    over = span.to_at <= reader.now
    return {
        "hours": _hours(span, reader), "name": reader.say(N_("nobody")), "gap": True, "exception": False,
        "away": reader.say(N_("%(name)s is away"), name=name) if name else "",
        "now": span.holds(reader.now), "past": over,
        "href": exception_href(shift.rota.code, span, reader) if shift and may_write and not over else "",
    }  # fmt: skip


def _hours(span: Span, reader: Reader) -> str:
    return f"{reader.time(span.from_at)}–{reader.time(span.to_at)}"


def exception_href(code: str, span: Span, reader: Reader) -> str:
    """The form for somebody else in this shift, filled in."""
    begin = max(span.from_at, reader.now)
    return href(
        "/rota/exceptions/new",
        rota=code,
        **{"from": typed_moment(begin, reader.zone), "to": typed_moment(span.to_at, reader.zone)},
    )
