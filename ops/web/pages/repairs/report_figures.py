"""Figures from the lines of the reports: each is a count of lines, and leads to them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ops.errors import N_
from ops.repairs.rules.clocks import NAMES
from ops.repairs.rules.reports import Line, ReportRules
from ops.repairs.rules.triage import PRIORITIES
from ops.web.addresses import href
from ops.web.pages.repairs.report_period import Asked
from ops.web.reader import Reader

_WEEK = N_("w%(n)s")
_OF = N_("%(part)s of %(all)s")
_UNDER_DAYS = N_("under %(n)s d")
_FROM_DAYS = N_("%(n)s to %(m)s d")
_OVER_DAYS = N_("from %(n)s d")
_MOST_WEEKS = 13

Is = Callable[[Line], bool]


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    all: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.all if self.all else None

    def text(self, reader: Reader) -> str:
        """ "97 %"; nothing was counted: a dash. Never rounded up to a target that was missed."""
        return "–" if self.percent is None else f"{int(self.percent)} %"

    def words(self, reader: Reader) -> str:
        return reader.say(_OF, part=self.part, all=self.all)


def share(lines: Iterable[Line], part: Is, of: Is) -> Share:
    counted = [line for line in lines if of(line)]
    return Share(sum(part(line) for line in counted), len(counted))


@dataclass
class Figures:
    """Makes the panels of the page for one reader and one period."""

    asked: Asked
    rules: ReportRules
    reader: Reader

    def href(self, report: str, **filters: str) -> str:
        return href("/reports/lines", report=report, **self.asked.params(), **filters)

    def in_time(self, lines: Sequence[Line]) -> dict[str, Any]:
        ended = [line for line in lines if line.subject == "complete"]
        heads = [
            self._against(
                "in_time_emergency_percent", share(ended, _in_time, self._is(emergency=True)),
                self.href("in_time", subject="complete", group="emergency"),
            ),
            self._against(
                "in_time_other_percent", share(ended, _in_time, self._is(emergency=False)),
                self.href("in_time", subject="complete", group="other"),
            ),
        ]  # fmt: skip
        left_out = Counter(note for line in lines if line.outcome == "left_out" for note in line.notes)
        return {
            "heads": heads,
            "weeks": self._weeks("in_time_other_percent", ended, _in_time, _decided),
            "rows": list(self._clock_rows(lines)),
            "left_out": self._notes("in_time", left_out, outcome="left_out"),
        }

    def _is(self, *, emergency: bool) -> Is:
        return lambda line: _decided(line) and (line.priority in self.rules.emergency) == emergency

    def _clock_rows(self, lines: Sequence[Line]) -> Iterable[dict[str, Any]]:
        """Per clock and priority, with the pauses and without."""
        for clock in NAMES:
            for priority in PRIORITIES:
                of = [line for line in lines if (line.subject, line.priority) == (clock, priority) and _decided(line)]
                if of:
                    kept = share(of, _in_time, _all)
                    strict = share(of, lambda line: _in_time(line) and not line.notes, _all)
                    yield {
                        "clock": self.reader.label("clock", clock), "priority": priority, "share": kept,
                        "text": kept.text(self.reader), "strict": strict.text(self.reader),
                        "href": self.href("in_time", subject=clock, priority=priority),
                        "late_href": self.href("in_time", subject=clock, priority=priority, outcome="late"),
                    }  # fmt: skip

    def right_first_time(self, lines: Sequence[Line]) -> dict[str, Any]:
        right = share(lines, _right, _decided)
        against = Counter(
            note for line in lines if line.outcome == "not_right" for note in line.notes if note in _AGAINST
        )
        tickets = Counter(line.notes[0] for line in lines if line.outcome == "left_out")
        visits = Counter(note for line in lines for note in line.notes if note in _VISITS_LEFT_OUT)
        return {
            "heads": [self._against("right_first_time_percent", right, self.href("right_first_time"))],
            "weeks": self._weeks("right_first_time_percent", lines, _right, _decided),
            "against": self._notes("right_first_time", against, outcome="not_right"),
            "tickets": self._notes("right_first_time", tickets, outcome="left_out"),
            "visits": self._notes("right_first_time", visits),
        }

    def no_access(self, lines: Sequence[Line]) -> dict[str, Any]:
        closed = share(lines, _closed_door, _all)
        kinds = Counter(line.outcome for line in lines if _closed_door(line))
        proofs = Counter(note for line in lines if _closed_door(line) for note in line.notes)
        return {
            "heads": [self._against("no_access_at_most_percent", closed, self.href("no_access", outcome="closed"))],
            "weeks": self._weeks("no_access_at_most_percent", lines, _closed_door, _all),
            "kinds": [
                {"label": self.reader.label("report_outcome", kind), "count": count,
                 "href": self.href("no_access", outcome=kind)}
                for kind, count in sorted(kinds.items())
            ],
            "proofs": self._notes("no_access", proofs),
        }  # fmt: skip

    def repeated(self, lines: Sequence[Line]) -> dict[str, Any]:
        again = share(lines, _repeats, _all)
        trades = Counter(line.subject for line in lines)
        repeats = Counter(line.subject for line in lines if _repeats(line))
        return {
            "heads": [self._against("repeated_at_most_percent", again, self.href("repeated", outcome="repeated"))],
            "weeks": self._weeks("repeated_at_most_percent", lines, _repeats, _all),
            "trades": [
                {
                    "label": self.reader.label("trade", trade), "value": count, "max": trades[trade],
                    "text": self.reader.say(_OF, part=count, all=trades[trade]),
                    "share": f"{int(100 * count / trades[trade])} %",
                    "href": self.href("repeated", outcome="repeated", subject=trade),
                }
                for trade, count in repeats.most_common(6)
            ],
        }  # fmt: skip

    def backlog(self, lines: Sequence[Line]) -> dict[str, Any]:
        young = share(lines, lambda line: int(line.outcome) < self.rules.young_days, _all)
        bands = (0, *self.rules.age_bands_days)
        counts = Counter((line.outcome, line.priority) for line in lines)
        rows: list[dict[str, Any]] = [
            {
                "label": self.band(low), "href": self.href("backlog", outcome=str(low)),
                "cells": [counts[str(low), priority] for priority in PRIORITIES],
                "total": sum(counts[str(low), priority] for priority in PRIORITIES),
            }
            for low in bands
        ]  # fmt: skip
        most = max(row["total"] for row in rows)
        return {
            "heads": [self._against("backlog_young_percent", young, self.href("backlog"))],
            "bars": [
                {
                    "label": row["label"], "href": row["href"], "value": row["total"], "text": row["total"],
                    "max": most, "share": Share(row["total"], len(lines)).text(self.reader),
                    "tone": "late" if low >= self.rules.young_days and row["total"] else "",
                }
                for low, row in zip(bands, rows, strict=True)
            ],
            "rows": rows,
            "total": len(lines),
        }  # fmt: skip

    def band(self, low: int) -> str:
        bounds = (*self.rules.age_bands_days, None)
        following = next((bound for bound in bounds if bound is None or bound > low), None)
        if low == 0:
            return self.reader.say(_UNDER_DAYS, n=following)
        if following is None:
            return self.reader.say(_OVER_DAYS, n=low)
        return self.reader.say(_FROM_DAYS, n=low, m=following)

    def _against(self, name: str, found: Share, link: str) -> dict[str, Any]:
        """A figure beside its target; worse than the target is said, not only coloured."""
        return {
            "name": name, "text": found.text(self.reader), "words": found.words(self.reader),
            "target": self.rules.targets[name], "at_most": "at_most" in name, "missed": self._misses(name, found),
            "href": link, "any": found.all > 0,
        }  # fmt: skip

    def _misses(self, name: str, found: Share) -> bool:
        target, percent = self.rules.targets[name], found.percent
        return percent is not None and (percent > target if "at_most" in name else percent < target)

    def _notes(self, report: str, counts: Counter[str], **filters: str) -> list[dict[str, Any]]:
        return [
            {
                "label": self.reader.label("report_note", note), "count": count,
                "href": self.href(report, note=note, **filters),
            }
            for note, count in counts.most_common()
        ]  # fmt: skip

    def _weeks(self, name: str, lines: Sequence[Line], part: Is, of: Is) -> list[dict[str, Any]]:
        """A bar a week with its share in per cent, at most a quarter of a year; a missed week says its figure."""
        by_week: dict[date, list[Line]] = {}
        for line in lines:
            if of(line):
                day = self.reader.day_of(line.at)
                by_week.setdefault(day - timedelta(days=day.weekday()), []).append(line)
        shown = sorted(by_week)[-_MOST_WEEKS:]
        return [self._week(name, monday, share(by_week[monday], part, _all)) for monday in shown]

    def _week(self, name: str, monday: date, found: Share) -> dict[str, Any]:
        number, missed = monday.isocalendar().week, self._misses(name, found)
        return {
            "value": found.percent or 0, "label": str(number), "tone": "over" if missed else "",
            "text": f"{int(found.percent or 0)}" if missed else "", "words": found.words(self.reader),
            "share": found.text(self.reader), "week": self.reader.say(_WEEK, n=number), "data": True,
        }  # fmt: skip


_AGAINST = ("reopened", "second_visit")
_VISITS_LEFT_OUT = ("no_access", "inspection", "planned_follow_on")


def _all(line: Line) -> bool:
    return True


def _decided(line: Line) -> bool:
    return line.outcome != "left_out"


def _in_time(line: Line) -> bool:
    return line.outcome == "in_time"


def _right(line: Line) -> bool:
    return line.outcome == "right"


def _closed_door(line: Line) -> bool:
    return line.outcome != "opened"


def _repeats(line: Line) -> bool:
    return line.outcome == "repeated"
