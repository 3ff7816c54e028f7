"""What the embedded broker lets through to the log."""

import logging

from structlog.testing import capture_logs

from iot.broker import LateAcknowledgements


def record(error: Exception, at_s: float) -> logging.LogRecord:
    made = logging.LogRecord("amqtt.broker", logging.ERROR, "", 0, "Task failed", None, (type(error), error, None))
    made.created = at_s
    return made


def test_late_acknowledgements_are_one_line_a_minute_with_their_number() -> None:
    late = LateAcknowledgements()
    with capture_logs() as lines:
        passed = [
            late.filter(record(TimeoutError("Timeout waiting for PUBACK"), 1000.0 + second)) for second in range(62)
        ]
    assert not any(passed)
    assert [(line["event"], line["messages"]) for line in lines] == [
        ("acknowledged_late", 1),
        ("acknowledged_late", 60),
    ]


def test_every_other_failure_keeps_its_trace() -> None:
    assert LateAcknowledgements().filter(record(OSError("no room"), 1000.0))
