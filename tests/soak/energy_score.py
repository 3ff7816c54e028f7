"""Scores alerts against labelled events, episode by episode, with hours as places from each series' first midnight.

The rules are those of the scorer that comes with the labelled set: an event is found by its first true alert, further
ones count only in the number of alerts.
"""

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

WARM_UP_HOURS, GRACE_HOURS = 42 * 24, 24
_YEAR_HOURS = 365 * 24


@dataclass(frozen=True)
class Event:
    """`start` and `last` are its first and last hour."""

    kind: str
    start: int
    last: int


@dataclass(frozen=True)
class Labels:
    """What is known of one series: its events, and the hours that are scored."""

    events: Sequence[Event]
    scored_from: int
    last: int


@dataclass
class Score:
    events: int = 0
    found: int = 0
    false: int = 0
    raised: int = 0
    meter_years: float = 0.0
    delays: list[int] = field(default_factory=list)
    kinds: dict[str, list[bool]] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false) if self.found + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.events if self.events else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def alerts_per_meter_year(self) -> float:
        return self.raised / self.meter_years if self.meter_years else 0.0

    @property
    def median_delay_h(self) -> float:
        return float(median(self.delays)) if self.delays else float("inf")

    @property
    def recall_by_type(self) -> Mapping[str, float]:
        return {kind: round(sum(hits) / len(hits), 2) for kind, hits in sorted(self.kinds.items())}

    def as_dict(self) -> dict[str, Any]:
        return {
            "f1": round(self.f1, 3), "precision": round(self.precision, 3), "recall": round(self.recall, 3),
            "alerts_per_meter_year": round(self.alerts_per_meter_year, 2), "median_delay_h": self.median_delay_h,
            "recall_by_type": self.recall_by_type,
        }  # fmt: skip


def events_of(path: Path) -> dict[str, Labels]:
    hours: dict[str, list[int]] = {}
    events: dict[str, dict[str, Event]] = {}
    first: dict[str, datetime] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            name, at = row["series_id"], datetime.fromisoformat(row["timestamp"])
            midnight = first.setdefault(name, at.replace(hour=0))
            place = int((at - midnight).total_seconds() // 3600)
            hours.setdefault(name, []).append(place)
            if row["event_id"] != "0":
                mine = events.setdefault(name, {})
                before = mine.get(row["event_id"], Event(row["event_type"], place, place))
                mine[row["event_id"]] = Event(before.kind, min(before.start, place), max(before.last, place))
    return {
        name: Labels(
            [each for each in events.get(name, {}).values() if each.last >= min(places) + WARM_UP_HOURS],
            min(places) + WARM_UP_HOURS,
            max(places),
        )
        for name, places in hours.items()
    }


def score(alerts: Mapping[str, Sequence[float]], labels: Mapping[str, Labels]) -> Score:
    total = Score()
    for name, known in labels.items():
        _add(total, sorted(at for at in alerts.get(name, ()) if at >= known.scored_from), known)
    return total


def _add(total: Score, alerts: Sequence[float], known: Labels) -> None:
    first: dict[int, float] = {}
    for at in alerts:
        hits = [n for n, each in enumerate(known.events) if each.start <= at <= each.last + GRACE_HOURS]
        total.false += not hits
        for hit in hits:
            first.setdefault(hit, at)
    total.raised += len(alerts)
    total.meter_years += (known.last - known.scored_from) / _YEAR_HOURS
    total.events += len(known.events)
    total.found += len(first)
    total.delays += [int(at - known.events[hit].start) for hit, at in first.items()]
    for n, each in enumerate(known.events):
        total.kinds.setdefault(each.kind, []).append(n in first)


def chance(alerts: Mapping[str, Sequence[float]], labels: Mapping[str, Labels]) -> float:
    """The F1 of the same alerts, moved by a third and by two thirds of the scored time: long events are hit by luck."""
    return round(sum(score(_rotated(alerts, labels, share), labels).f1 for share in (1 / 3, 2 / 3)) / 2, 3)


def _rotated(
    alerts: Mapping[str, Sequence[float]], labels: Mapping[str, Labels], share: float
) -> dict[str, list[float]]:
    moved: dict[str, list[float]] = {}
    for name, known in labels.items():
        span = known.last - known.scored_from
        late = [at for at in alerts.get(name, ()) if at >= known.scored_from]
        moved[name] = [known.scored_from + ((at - known.scored_from) / span + share) % 1 * span for at in late]
    return moved
