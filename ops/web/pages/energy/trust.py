"""Whether the figures can be trusted: what is measured, who is silent, what is wrong, what could not be read."""

from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.queries import alerts, completeness, meters
from ops.energy.queries.alerts import AlertFilter
from ops.energy.queries.counts import count_waiting_dead_letters
from ops.energy.queries.meters import RegisterFilter
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.http import Now
from ops.web.pages.energy import words
from ops.web.reader import Reader

_WEEKS = 2
_MOST = 10_000
_OF = N_("of %(n)s registers")


def trust(session: Session, who: Principal, now: Now, reader: Reader) -> dict[str, Any]:
    """Cells of a strip, each leading to the page where it can be mended; none for a reader without meters."""
    if not who.may("meters.read"):
        return {"trust": []}
    cells = [*_measured(session, who, now, reader), _silent(session, who, now, reader), _faults(session, who, reader)]
    if who.may("dead_letters.read"):
        waiting = count_waiting_dead_letters(session, who, now)
        cells.append(
            {"label": reader.say(N_("Messages that nobody could read")), "value": str(waiting),
             "href": "/dead-letters", "tone": "late" if waiting else ""}
        )  # fmt: skip
    return {"trust": cells}


def _measured(session: Session, who: Principal, now: Now, reader: Reader) -> list[dict[str, Any]]:
    """The last whole week and what has passed of this one."""
    registers = completeness.registers_of(session, who.places("meters.read"))
    if not registers:
        return []
    figures = Rulebook(session, now).silence
    found = completeness.by_week(session, registers, figures, now=now, zone=reader.zone, weeks=_WEEKS).hours.total()
    asked, measured = int(found.asked), int(found.measured)
    value = words.percent(measured, asked, reader.language)
    return [
        {
            "label": reader.say(N_("Hours measured")), "value": value, "href": "/completeness",
            "sub": reader.say(N_("this week and the last")), "tone": "" if asked == measured else "watch",
        }
    ]  # fmt: skip


def _silent(session: Session, who: Principal, now: Now, reader: Reader) -> dict[str, Any]:
    scopes, figures = who.places("meters.read"), Rulebook(session, now).silence
    wanted = RegisterFilter(status="silent")
    silent = len(meters.list_registers(session, scopes, wanted, figures, now=now, limit=_MOST))
    connected, every = meters.count_connected(session, scopes)
    return {
        "label": reader.say(N_("Silent")), "value": str(silent), "unit": reader.say(_OF, n=connected),
        "href": "/meters?status=silent", "tone": "late" if silent else "",
        "sub": reader.say(N_("%(n)s not connected yet"), n=every - connected) if every > connected else "",
    }  # fmt: skip


def _faults(session: Session, who: Principal, reader: Reader) -> dict[str, Any]:
    wanted = AlertFilter(alerts.ACTIVE, data_faults=True)
    count = sum(alerts.counts_by(session, who.places("alerts.read"), wanted).values())
    return {
        "label": reader.say(N_("Faults of the data")), "value": str(count), "href": "/alerts#faults",
        "sub": reader.say(N_("for metering, not for the plumber")), "tone": "watch" if count else "",
    }  # fmt: skip
