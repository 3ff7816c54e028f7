"""Deadlines as people see them: how long is left, which clock, and why it ends when it does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from ops.errors import N_
from ops.kit.locale import format_instant
from ops.repairs.models import Ticket, TicketClock
from ops.repairs.rules.clocks import Clock
from ops.repairs.rules.why import Day
from ops.repairs.why_due import amount
from ops.web.labels import LABELLED
from ops.web.reader import Reader

_LEFT = N_("%(span)s left")
_LATE = N_("%(span)s late")
_STANDS_STILL = N_("stands still")
_IN_TIME = N_("in time")
_TOO_LATE = N_("too late")
_AFTER = N_("after %(span)s")
_BY = N_("by %(at)s")
_DUE = N_("due %(at)s")
_SINCE = N_("since %(at)s")

#: From how much time left a deadline takes on a colour; a colour marks an exception.
_TONES = ((timedelta(minutes=5), "danger"), (timedelta(minutes=30), "late"), (timedelta(hours=1), "watch"))

DAY_REASONS = {
    "day_zero": N_("Day 0"),
    "weekend": N_("weekend"),
    "holiday": N_("public holiday"),
    "closing_day": N_("closing day"),
    "out_of_hours": N_("out of hours"),
}
_DAY = N_("Day %(n)s")
_DOES_NOT_COUNT = N_("does not count")
_MORE = N_("%(span)s more")
_PAUSED = N_("%(span)s paused: %(reason)s")
_CALLED = N_("from %(at)s")
_CALL = N_("call %(at)s")
_SPENT = N_("%(span)s passed")
_WHY = N_("Why %(at)s?")
_PROMISED = N_("Promised to a caller %(at)s.")
_GIVES = N_("%(priority)s gives %(amount)s.")
_DAY_AND_NIGHT = N_("%(span)s, day and night")
_UNTIL = N_("until %(at)s")
_COLUMNS = 12


def tone_of(left: timedelta) -> str:
    if left < timedelta():
        return "overdue"
    return next((tone for limit, tone in _TONES if left <= limit), "neutral")


def next_deadline(ticket: Ticket, reader: Reader) -> dict[str, Any]:
    """The time chip of a row in a list."""
    name = reader.label("clock", ticket.next_clock)
    if ticket.next_due_at is None:
        if ticket.next_clock:
            return {"left": reader.say(_STANDS_STILL), "name": name, "tone": "paused"}
        return {"left": reader.label("ticket_status", ticket.status), "name": "", "tone": "quiet", "icon": "check"}
    chip = _chip(ticket.next_due_at, reader)
    chip["at_text"] = reader.say(LABELLED, label=name.capitalize(), value=chip["at_text"])
    return {"left": _left(ticket.next_due_at, reader), "name": name, **chip}


def _left(due_at: datetime, reader: Reader) -> str:
    left = due_at - reader.now
    return reader.say(_LATE if left < timedelta() else _LEFT, span=reader.span(left))


def _chip(due_at: datetime, reader: Reader) -> dict[str, Any]:
    return {
        "tone": tone_of(due_at - reader.now),
        "at_iso": due_at.isoformat(),
        "at_text": reader.say(_DUE, at=reader.instant(due_at)),
    }


def cell(clock: Clock | TicketClock, reader: Reader, *, current: bool = False) -> dict[str, Any]:
    """One cell of the strip of clocks."""
    base = {"name": reader.label("clock", clock.name).capitalize(), "current": current}
    if clock.stopped_at:
        kept = clock.stopped_at <= clock.due_at
        took = reader.say(_AFTER, span=reader.span(clock.stopped_at - clock.started_at))
        word = reader.say(_IN_TIME if kept else _TOO_LATE)
        return {**base, "left": word, "tone": "ok" if kept else "late", "note": took, "icon": "check" if kept else ""}
    if clock.paused_since:
        since = reader.say(_SINCE, at=reader.instant(clock.paused_since))
        return {**base, "left": reader.say(_STANDS_STILL), "tone": "paused", "note": since}
    note = reader.say(_BY, at=reader.instant(clock.due_at))
    return {**base, "left": _left(clock.due_at, reader), **_chip(clock.due_at, reader), "note": note}


def why_words(clock: Clock, priority: str, reader: Reader) -> dict[str, str]:
    """The head of the drawing: the deadline, and what the rule gives or somebody promised."""
    title = reader.say(_WHY, at=reader.instant(clock.due_at))
    if clock.target.promised_at:
        return {"title": title, "lead": reader.say(_PROMISED, at=reader.instant(clock.started_at))}
    lead = reader.say(_GIVES, priority=priority, amount=_target(clock, reader))
    if clock.pauses:
        lead += " " + reader.say(N_("Waiting does not count."))
    return {"title": title, "lead": lead}


def _target(clock: Clock, reader: Reader) -> str:
    """ "24 h, day and night": elapsed time knows no days off, so it is not told in days."""
    minutes = clock.target.minutes
    if minutes is None:
        return amount(clock.target, reader.language)
    span = reader.span(timedelta(minutes=minutes)) if minutes < 60 else reader.hours(timedelta(minutes=minutes))
    return reader.say(_DAY_AND_NIGHT, span=span)


def columns(days: Sequence[Day], clock: Clock, reader: Reader) -> list[dict[str, Any]]:
    """The days of the drawing, of a long deadline its beginning and its end; of elapsed time one bar."""
    if clock.target.working_days is None:
        return [_whole(days, clock, reader)]
    shown = days if len(days) <= _COLUMNS else [*days[: _COLUMNS // 2], *days[-_COLUMNS // 2 :]]
    return [_column(day, clock, reader) for day in shown]


def _whole(days: Sequence[Day], clock: Clock, reader: Reader) -> dict[str, Any]:
    """From the start to the deadline, day and night alike."""
    parts = [part for day in days for part in day.parts if part.kind in _KINDS]
    length = max(clock.due_at - clock.started_at, timedelta(minutes=1))
    spent = sum((part.span.length for part in parts if part.kind == "counted"), timedelta())
    return {
        "label": reader.say(_CALLED, at=reader.instant(clock.started_at)),
        "state": "", "now": False, "due": True,
        "reason": reader.say(_UNTIL, at=reader.instant(clock.due_at)),
        "note": reader.say(_SPENT, span=reader.span(spent)),
        "segments": [
            {
                "kind": _KINDS[part.kind],
                "from": 100 * ((part.span.from_at - clock.started_at) / length),
                "to": 100 * ((part.span.to_at - clock.started_at) / length),
            }
            for part in parts
        ],
    }  # fmt: skip


def _column(day: Day, clock: Clock, reader: Reader) -> dict[str, Any]:
    today = reader.today
    due_on = reader.day_of(clock.due_at)
    counts = day.reason in ("counted", "paused")
    return {
        "label": f"{_weekday(day, reader)} {day.on.day}",
        "state": "" if counts or day.reason == "day_zero" else "off",
        "now": day.on == today and not clock.stopped_at,
        "due": day.on == due_on,
        "reason": _reason(day, clock, reader),
        "note": _note(day, clock, due_on == day.on, reader),
        "segments": _segments(day),
    }


def _weekday(day: Day, reader: Reader) -> str:
    noon = datetime(day.on.year, day.on.month, day.on.day, 12, tzinfo=reader.zone)
    return format_instant(noon, reader.language, reader.zone).split(" ")[0]


def _reason(day: Day, clock: Clock, reader: Reader) -> str:
    if day.number and day.number <= (clock.target.working_days or 0):
        return reader.say(_DAY, n=day.number)
    if day.number:
        return reader.say(_MORE, span=reader.hours(day.of_kind("counted") + day.of_kind("to_run")))
    return reader.say(_DOES_NOT_COUNT if day.reason == "weekend" else DAY_REASONS[day.reason])


def _note(day: Day, clock: Clock, due: bool, reader: Reader) -> str:
    if day.reason == "day_zero":
        return _call_on(day, clock, reader)
    if day.reason == "weekend":
        return ""
    if day.reason not in ("counted", "paused"):
        return reader.say(_DOES_NOT_COUNT)
    if day.reason == "paused":
        reason = reader.label("pause_reason", day.pause_reason)
        return reader.say(_PAUSED, span=reader.hours(day.of_kind("paused")), reason=reason)
    if due:
        return reader.say(_UNTIL, at=reader.time(clock.due_at))
    return ""


def _call_on(day: Day, clock: Clock, reader: Reader) -> str:
    """Whoever calls on a Saturday starts the clock on Monday: then the day of the call is told too."""
    same = day.on == reader.day_of(clock.started_at)
    at = reader.time(clock.started_at) if same else reader.instant(clock.started_at)
    return reader.say(_CALL, at=at)


_KINDS = {"counted": "counted", "to_run": "running", "paused": "paused"}


def _segments(day: Day) -> list[dict[str, Any]]:
    """Shares of the day's hours, 0 to 100."""
    segments, at = [], 0.0
    for part in day.parts:
        width = part.share * 100
        if part.kind in _KINDS:
            segments.append({"kind": _KINDS[part.kind], "from": at, "to": at + width})
        at += width
    return segments


def why_foot(days: Sequence[Day], clock: Clock, reader: Reader) -> list[str]:
    """What stands below the drawing: without pause, paused, still to go."""
    lines = []
    if clock.due_without_pauses_at != clock.due_at:
        lines.append(reader.say(N_("Without pause: %(at)s"), at=reader.instant(clock.due_without_pauses_at)))
    paused = sum((day.of_kind("paused") for day in days), timedelta())
    if paused:
        lines.append(reader.say(N_("Pause: %(span)s"), span=reader.hours(paused)))
    ahead = sum((day.of_kind("to_run") for day in days), timedelta())
    if ahead and not clock.stopped_at:
        lines.append(reader.say(N_("Still to go: %(span)s"), span=reader.hours(ahead)))
    return lines
