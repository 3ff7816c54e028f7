"""Dataloggers: who is silent, who sends late, whose clock is wrong; the worst first."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.queries import loggers as queries
from ops.energy.queries.loggers import LoggerRow
from ops.energy.rules.loggers import STATES
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.exports import Cell
from ops.kit.http import Now, ReadSession
from ops.kit.locale import format_figure
from ops.web.addresses import pages
from ops.web.pages.energy import desk, words
from ops.web.pages.energy.desk import Page, Word
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_SIZE = 50
#: Icon, tone and word of each state.
_STATES: Mapping[str, tuple[str, str, str]] = {
    "offline": ("wifi-off", "late", N_("Offline")),
    "silent": ("wifi-off", "late", N_("Silent")),
    "partly_silent": ("wifi-off", "watch", N_("Partly silent")),
    "clock": ("clock", "watch", N_("Clock ahead")),
    "late": ("clock", "watch", N_("Sends late")),
    "not_connected": ("plug", "neutral", N_("Not connected")),
    "ok": ("check", "neutral", N_("In order")),
}
#: A datalogger that is in order may have one, and so may one that is silent: it is no state of its own.
_BATTERY_LOW = "battery_low"
_SORTS: Mapping[str, tuple[str, Callable[[LoggerRow], Any]]] = {
    "worst": ("descending", lambda row: (STATES.index(row.state), -row.dead_letters, row.logger)),
    "logger": ("ascending", lambda row: row.logger),
    "heard": ("ascending", lambda row: row.last_live_at.timestamp() if row.last_live_at else 0),
    "battery": ("ascending", lambda row: _level(row)),
    "delay": ("descending", lambda row: -row.delays.usual.total_seconds() if row.delays else 0),
}
_COLUMNS = (
    "logger", "building", "state", "online", "last_heard_at", "registers", "usual_delay_s", "least_delay_s",
    "dead_letters", "battery_percent", "battery_millivolts", "battery_heard_at", "battery_low_since",
    "battery_empty_on",
)  # fmt: skip


class Asked:
    """The filters of the address; what is none of the choices asks nothing."""

    def __init__(
        self, state: Word = "", medium: Word = "", building: Word = "", sort: Word = "", page: desk.Number = 1
    ) -> None:
        self.state = desk.known(state, (*STATES, _BATTERY_LOW))
        self.medium, self.building = desk.known_medium(medium), building.strip()
        self.sort = desk.known(sort, tuple(_SORTS)) or "worst"
        self.number = page

    def params(self) -> dict[str, str]:
        return {"state": self.state, "medium": self.medium, "building": self.building, "sort": self.sort}

    def page(self, reader: Reader) -> Page:
        return Page("/dataloggers", reader, self.params())


def _looked_up(session: Session, who: Principal, asked: Asked, now: Now) -> list[LoggerRow]:
    rules = Rulebook(session, now)
    found = queries.loggers(
        session, who.places("meters.read"), rules.silence, rules.dataloggers, now=now,
        medium=asked.medium or None, building=asked.building or None,
    )  # fmt: skip
    return sorted(found, key=_SORTS[asked.sort][1])


def _is_asked(row: LoggerRow, state: str) -> bool:
    return _has_low_battery(row) if state == _BATTERY_LOW else state in ("", row.state)


def _level(row: LoggerRow) -> float:
    """What is not known comes last."""
    return row.battery.percent if row.battery and row.battery.percent is not None else inf


def _has_low_battery(row: LoggerRow) -> bool:
    return row.battery is not None and row.battery.low_since is not None


@router.get("/dataloggers", permission="meters.read")
def show_dataloggers(
    request: Request, session: ReadSession, who: CurrentPrincipal, now: Now, asked: Annotated[Asked, Depends()]
) -> Response:
    reader = reader_of(request)
    page = asked.page(reader)
    found = _looked_up(session, who, asked, now)
    shown = [row for row in found if _is_asked(row, asked.state)]
    return render(
        request, "energy/dataloggers.html", asked=asked, chips=_chips(page, found, reader),
        rows=[_row(row, reader) for row in shown[(asked.number - 1) * _SIZE : asked.number * _SIZE]],
        pages=pages("/dataloggers", asked.number, _SIZE, len(shown), asked.params()), as_of=reader.time(now),
        sorts=page.sorts((name, direction) for name, (direction, _) in _SORTS.items()),
        buildings=desk.building_options(session, who.places("meters.read"), reader.language),
        clear_href=page.href(building=""), csv_href=page.csv_href(), may_read_letters=who.may("dead_letters.read"),
    )  # fmt: skip


def _chips(page: Page, found: Sequence[LoggerRow], reader: Reader) -> list[dict[str, Any]]:
    counts = Counter(row.state for row in found)
    chosen = page.asked["state"]
    first = {
        "label": reader.say(N_("All")), "count": counts.total(), "href": page.href(state=""), "current": not chosen,
    }  # fmt: skip
    return [
        first,
        *(
            {"label": reader.say(_STATES[state][2]), "count": counts[state], "icon": _STATES[state][0],
             "href": page.href(state=state), "current": state == chosen}
            for state in STATES if counts[state] or state == chosen
        ),
        *_battery_chip(page, sum(_has_low_battery(row) for row in found), reader),
    ]  # fmt: skip


def _battery_chip(page: Page, count: int, reader: Reader) -> list[dict[str, Any]]:
    is_chosen = page.asked["state"] == _BATTERY_LOW
    if not count and not is_chosen:
        return []
    return [
        {"label": reader.say(N_("Battery low")), "count": count, "icon": "battery",
         "href": page.href(state=_BATTERY_LOW), "current": is_chosen}
    ]  # fmt: skip


def _battery(row: LoggerRow, reader: Reader) -> dict[str, Any] | None:
    """The level, or the voltage where no level is told; nothing of a logger on mains."""
    said = row.battery
    if said is None:
        return None
    level = f"{said.percent}\N{NO-BREAK SPACE}%" if said.percent is not None else ""
    volts = format_figure(said.millivolts / 1000, reader.language) if said.millivolts is not None else ""
    return {
        "level": level or f"{volts}\N{NO-BREAK SPACE}V",
        "volts": f"{volts}\N{NO-BREAK SPACE}V" if volts and level else "",
        "low_since": said.low_since,
        "empty_on": said.empty_on,
        "heard_at": said.heard_at,
    }


def _row(row: LoggerRow, reader: Reader) -> dict[str, Any]:
    icon, tone, text = _STATES[row.state]
    ahead = row.delays.clock_ahead if row.delays else None
    places = {each.building.id: each.building for each in row.registers}
    return {
        "logger": row.logger,
        "places": list(places.values()),
        "state": {"icon": icon, "tone": tone, "text": reader.say(text), "quiet": row.state == "ok"},
        "heard_at": row.last_live_at,
        "silent_for": reader.span(reader.now - row.last_live_at) if row.last_live_at else "",
        "delay": reader.span(row.delays.usual) if row.delays else "–",
        "late": bool(row.delays and row.delays.is_late),
        "ahead": reader.span(ahead) if ahead else "",
        "measured": row.delays is not None,
        "letters": row.dead_letters,
        "battery": _battery(row, reader),
        "status_at": row.status_at,
        "online": row.online,
        "registers": [(each.register.code, words.MEDIUM_ICONS[each.register.meter.medium]) for each in row.registers],
    }


@router.get("/dataloggers.csv", permission="meters.read")
def export_dataloggers(
    session: ReadSession, who: CurrentPrincipal, now: Now, asked: Annotated[Asked, Depends()]
) -> StreamingResponse:
    shown = [row for row in _looked_up(session, who, asked, now) if _is_asked(row, asked.state)]
    return desk.csv_file("dataloggers", _COLUMNS, _cells(shown))


def _cells(rows: Sequence[LoggerRow]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        delays = row.delays
        usual, least = (int(each.total_seconds()) for each in (delays.usual, delays.least)) if delays else (None, None)
        building = " ".join(sorted({each.building.code for each in row.registers}))
        yield (
            row.logger, building, row.state, row.online, row.last_live_at, len(row.registers), usual, least,
            row.dead_letters, *_battery_cells(row),
        )  # fmt: skip


def _battery_cells(row: LoggerRow) -> tuple[Cell, ...]:
    said = row.battery
    if said is None:
        return (None,) * 5
    return said.percent, said.millivolts, said.heard_at, said.low_since, said.empty_on
