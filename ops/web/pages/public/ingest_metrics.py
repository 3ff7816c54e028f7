"""What the ingests of the house tell with their signs of life, as Prometheus reads it.

They may run in other processes, so the database is where their figures meet.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from ops.kit.heartbeats import INGEST
from ops.kit.models import Heartbeat


def ingest_metrics(beats: Sequence[Heartbeat], now: datetime) -> bytes:
    """In the text format of Prometheus; a figure that nobody told is left out."""
    registry = CollectorRegistry()
    registry.register(_Told([beat for beat in beats if beat.kind == INGEST], now))
    return generate_latest(registry)


@dataclass(frozen=True, eq=False)
class _Told(Collector):
    beats: Sequence[Heartbeat]
    now: datetime

    def collect(self) -> Iterable[Metric]:
        yield self._ages()
        for name, text, key in _GAUGES:
            yield self._filled(GaugeMetricFamily(name, text, labels=["member"]), key)
        for name, text, key in _COUNTERS:
            yield self._filled(CounterMetricFamily(name, text, labels=["member"]), key)
        yield self._lags()
        yield self._readings()
        yield self._batches()

    def _ages(self) -> Metric:
        family = GaugeMetricFamily(
            "regie_ingest_heartbeat_age_seconds", "Since the last sign of life of an ingest.", labels=["member"]
        )
        for beat in self.beats:
            family.add_metric([beat.name], (self.now - beat.at).total_seconds())
        return family

    def _filled(self, family: GaugeMetricFamily | CounterMetricFamily, key: str) -> Metric:
        for member, value in self._told(key):
            family.add_metric([member], value)
        return family

    def _lags(self) -> Metric:
        family = GaugeMetricFamily(
            "regie_ingest_lag_seconds",
            "To the last commit, from the receipt of the oldest message or the instant of the youngest reading.",
            labels=["member", "since"],
        )
        for since in ("receipt", "event"):
            for member, value in self._told(f"{since}_lag_s"):
                family.add_metric([member, since], value)
        return family

    def _readings(self) -> Metric:
        family = CounterMetricFamily(
            "regie_ingest_readings", "Readings by what became of them.", labels=["member", "outcome"]
        )
        for member, counts in self._told("readings"):
            for outcome, count in counts.items():
                family.add_metric([member, outcome], count)
        return family

    def _batches(self) -> Metric:
        family = SummaryMetricFamily(
            "regie_ingest_batch_seconds", "Time from a decoded batch to its commit.", labels=["member"]
        )
        seconds = dict(self._told("storing_s"))
        for member, count in self._told("batches"):
            family.add_metric([member], count_value=count, sum_value=seconds.get(member, 0.0))
        return family

    def _told(self, key: str) -> Iterator[tuple[str, Any]]:
        for beat in self.beats:
            if key in beat.detail:
                yield beat.name, beat.detail[key]


_GAUGES = (
    ("regie_ingest_queue_messages", "Messages taken from the broker and not yet stored.", "waiting"),
    ("regie_ingest_connected", "1 while the ingest is connected to the broker.", "connected"),
    ("regie_broker_held_messages", "Messages that the broker holds for all, by its own count.", "held_by_broker"),
)
_COUNTERS = (
    ("regie_ingest_messages", "Messages taken from the broker and dealt with.", "messages"),
    ("regie_broker_dropped_messages", "Messages that the broker dropped, by its own count.", "dropped_by_broker"),
)
