"""MQTT out: the open alerts of each building as a retained message, for displays and building automation."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from iot.topics import alerts_topic
from ops.db import Database
from ops.energy.models import Alert
from ops.energy.queries.alert_board import alert_boards

Publish = Callable[[str, bytes], None]


class AlertBoard:
    """Publishes a building when its message changed; at its first turn all, so that a former one is set right."""

    def __init__(self, database: Database, publish: Publish) -> None:
        self._database, self._publish = database, publish
        self._said: dict[str, bytes] = {}

    def refresh(self) -> None:
        with self._database.reading() as session:
            boards = {code: _message(code, alerts) for code, alerts in alert_boards(session).items()}
        for building, message in boards.items():
            if self._said.get(building) != message:
                self._publish(alerts_topic(building), message)
                self._said[building] = message

    def forget(self) -> None:
        """After a connection was lost nobody knows what the broker kept."""
        self._said.clear()


def _message(building: str, alerts: Sequence[Alert]) -> bytes:
    return msgspec.json.encode({"building": building, "open": len(alerts), "alerts": [_entry(each) for each in alerts]})


def _entry(alert: Alert) -> dict[str, Any]:
    return {
        "ref": alert.ref,
        "cause": alert.cause,
        "medium": alert.medium,
        "severity": alert.severity,
        "state": alert.state,
        "since": alert.started_at.isoformat().replace("+00:00", "Z"),
        "eur_per_day": alert.cost_cents_per_day / 100,
        "ticket": alert.ticket_ref,
    }
