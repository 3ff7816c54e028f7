"""What a monitor reads of ingest at the door of any api process."""

from fastapi.testclient import TestClient

from ops.db import Database
from ops.kit import heartbeats
from ops.kit.clock import utc_now


def test_the_api_tells_what_an_ingest_of_another_process_told_the_database(
    anonymous: TestClient, database: Database
) -> None:
    detail = {"connected": True, "waiting": 12, "receipt_lag_s": 0.4, "dropped_by_broker": 2}
    with database.unit_of_work() as session:
        heartbeats.beat(session, "regie-ingest-7", heartbeats.INGEST, now=utc_now(), detail=detail)
    shown = anonymous.get("/metrics").text
    assert 'regie_ingest_queue_messages{member="regie-ingest-7"} 12.0' in shown
    assert 'regie_ingest_lag_seconds{member="regie-ingest-7",since="receipt"} 0.4' in shown
    assert 'regie_broker_dropped_messages_total{member="regie-ingest-7"} 2.0' in shown
    assert "regie_http_requests_total" in shown
