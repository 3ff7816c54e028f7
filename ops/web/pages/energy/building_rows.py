"""One line a building: what it wastes a day, since when, why, who is on it, and what it has lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ops.energy import texts
from ops.energy.models import Alert
from ops.energy.rules.waste import BuildingWaste
from ops.web.addresses import href
from ops.web.pages.energy import desk, words
from ops.web.reader import Reader

Row = dict[str, Any]


@dataclass(frozen=True)
class Sort:
    """How the lines can stand; `direction` as a reader of screens is told it."""

    key: Callable[[Row], Any]
    direction: str


SORTS: Mapping[str, Sort] = {
    "eur": Sort(lambda row: (-row["cents"], -row["lost_cents"]), "descending"),
    "lost": Sort(lambda row: -row["lost_cents"], "descending"),
    "since": Sort(lambda row: row["since_at"], "ascending"),
    "name": Sort(lambda row: row["place"].casefold(), "ascending"),
}


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    return sorted(rows, key=SORTS[sort].key)


def building_row(
    each: BuildingWaste, by_ref: Mapping[str, Alert], people: Mapping[str, Sequence[str]], dearest: int, reader: Reader
) -> Row:
    alerts = [by_ref[waste.ref] for waste in each.wastes]
    place = alerts[0].location
    code = place.code if place else ""
    share = each.cents_per_day / dearest if dearest else 0.0
    return {
        "code": code,
        "place": desk.place_name(place, reader),
        "href": href("/alerts", building=code),
        "media": [
            (words.MEDIUM_ICONS[medium], reader.label("medium", medium))
            for medium in dict.fromkeys(alert.medium for alert in alerts)
        ],
        "cause": words.say(texts.cause_of(alerts[0]), reader),
        "more": len(alerts) - 1,
        "since_at": each.since,
        "lasts": _lasts(reader.now - each.since, reader),
        "stands": each.wastes[0].stands,
        "on_it": list(dict.fromkeys(name for alert in alerts for name in people[alert.ref])),
        "cents": each.cents_per_day,
        "eur": words.eur(each.cents_per_day, reader),
        "share": share,
        "dear": share > 0.6,
        "lost_cents": each.lost_cents,
        "lost": words.eur(each.lost_cents, reader),
        "alerts": [_alert(alert, reader) for alert in alerts],
    }


def _alert(alert: Alert, reader: Reader) -> Row:
    return {
        "ref": alert.ref,
        "icon": words.MEDIUM_ICONS[alert.medium],
        "cause": words.say(texts.cause_of(alert), reader),
        "register": alert.register.code if alert.register else "",
        "eur": words.eur(alert.cost_cents_per_day, reader),
        "state": words.state_chip(alert, reader),
    }


def _lasts(length: timedelta, reader: Reader) -> str:
    """Whole days once there are some: how long is read at a glance."""
    return reader.span(timedelta(days=length.days) if length.days else length)


def total_row(found: Sequence[BuildingWaste], reader: Reader) -> Row:
    return {
        "buildings": len(found),
        "eur": words.eur(sum(each.cents_per_day for each in found), reader),
        "lost": words.eur(sum(each.lost_cents for each in found), reader),
    }
