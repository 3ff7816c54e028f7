"""What the ingests told becomes figures of Prometheus, whichever process is asked."""

from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from iot.figures import IngestFigures
from ops.kit.heartbeats import BROKER, INGEST
from ops.kit.models import Heartbeat
from ops.web.pages.public.ingest_metrics import ingest_metrics

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TOLD = IngestFigures(7, 2, 0.5, receipt_lag_s=0.25, event_lag_s=90.0, dropped=3, held=500)


def figures(beats: list[Heartbeat]) -> dict[tuple[str, str], float]:
    """By name and last label."""
    families = text_string_to_metric_families(ingest_metrics(beats, NOW).decode())
    return {(sample.name, [*sample.labels.values()][-1]): sample.value for each in families for sample in each.samples}


def test_depth_lag_drops_and_counts_of_each_member_are_shown() -> None:
    TOLD.readings.update(new=5, dead=1)
    detail = {"connected": True, "waiting": 40, **TOLD.as_detail()}
    beat = Heartbeat(name="regie-ingest-1", kind=INGEST, at=NOW - timedelta(seconds=4), detail=detail)
    shown = figures([beat, Heartbeat(name="broker:1", kind=BROKER, at=NOW, detail={})])
    member = "regie-ingest-1"
    assert shown == {
        ("regie_ingest_heartbeat_age_seconds", member): 4,
        ("regie_ingest_queue_messages", member): 40,
        ("regie_ingest_connected", member): 1,
        ("regie_broker_held_messages", member): 500,
        ("regie_broker_dropped_messages_total", member): 3,
        ("regie_ingest_messages_total", member): 7,
        ("regie_ingest_lag_seconds", "receipt"): 0.25,
        ("regie_ingest_lag_seconds", "event"): 90,
        ("regie_ingest_readings_total", "new"): 5,
        ("regie_ingest_readings_total", "dead"): 1,
        ("regie_ingest_batch_seconds_count", member): 2,
        ("regie_ingest_batch_seconds_sum", member): 0.5,
    }


def test_a_figure_that_nobody_told_is_no_zero() -> None:
    silent = Heartbeat(name="regie-ingest-1", kind=INGEST, at=NOW, detail={"connected": False})
    assert figures([silent]) == {
        ("regie_ingest_heartbeat_age_seconds", "regie-ingest-1"): 0,
        ("regie_ingest_connected", "regie-ingest-1"): 0,
    }
    assert figures([]) == {}
