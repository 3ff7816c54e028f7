"""From the last message that a rule needs to the alert that people see, through broker, ingest and scheduler."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from paho.mqtt.client import Client
from sqlalchemy import func, select

from iot.client import BrokerAddress, make_client
from iot.topics import readings_topic
from ops.db import Database
from ops.energy.models import Alert, Reading, Register
from ops.kit.clock import utc_now
from tests.bench.harness import Measurement
from tests.bench.parts import database_of, running, running_broker, until_logged
from tests.support.energy import HOUR, add_building, add_register, hours_before, indexes, office_water
from tests.support.waiting import until

LEAKS, TARGET_S = 5, 60.0
_DAYS, _LEAK_HOURS, _LEAK_M3 = 12, 20, 0.3
#: The beat of the scan is no multiple of it, so that the leaks meet it in different phases.
_BETWEEN = timedelta(seconds=4)


def publish_to_alert(url: str, folder: Path, leaks: int = LEAKS) -> Measurement:
    """The longest of several; each alert stands in the table that all pages read."""
    database, codes = database_of(url), [f"LEAK-{number}" for number in range(leaks)]
    with database.unit_of_work() as session:
        place = add_building(session)
        for code in codes:
            add_register(session, place, code)
    try:
        with running_broker(folder) as broker, running("ingest", url, folder, broker) as log:
            until_logged(log, "broker_subscribed")
            with running("scheduler", url, folder, broker):
                logger = _Logger(f"mqtt://bench:bench@127.0.0.1:{broker.port}")
                delays = _delays(database, logger, codes)
                logger.close()
    finally:
        database.dispose()
    return Measurement(max(delays), "s", TARGET_S, at_least=False, peer={"median": sorted(delays)[len(delays) // 2]})


class _Logger:
    """A datalogger that waits for the confirmation of the broker."""

    def __init__(self, url: str) -> None:
        address = BrokerAddress.parse(url)
        self._client: Client = make_client(address, "bench-logger", "5")
        self._client.connect(address.host, address.port)
        self._client.loop_start()

    def say(self, code: str, values: Sequence[tuple[datetime, float]]) -> None:
        readings = [
            {"register": code, "at": at.isoformat(), "value": round(value, 6), "unit": "m3", "kind": "index"}
            for at, value in values
        ]
        message = self._client.publish(readings_topic("bench"), json.dumps(readings), qos=1)
        message.wait_for_publish(30)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def _delays(database: Database, logger: _Logger, codes: Sequence[str]) -> list[float]:
    hours = hours_before(utc_now(), _DAYS * 24)
    leak_from = hours[-1] + HOUR - _LEAK_HOURS * HOUR
    values = indexes(hours[0], [office_water(hour) + (_LEAK_M3 if hour >= leak_from else 0) for hour in hours])
    for code in codes:
        logger.say(code, values[:-1])
    until(lambda: _is_scanned(database, len(codes) * (len(values) - 1)), "history is scanned", within_s=120)
    assert not _alerts(database), "there is no leak before the last message"
    return [_delay(database, logger, code, values[-1:]) for code in codes]


def _delay(database: Database, logger: _Logger, code: str, last: Sequence[tuple[datetime, float]]) -> float:
    before = _alerts(database)
    logger.say(code, last)
    said_at = monotonic()
    until(lambda: _alerts(database) > before, f"the leak of {code} is seen", within_s=4 * TARGET_S)
    seen_at = monotonic()
    until(lambda: monotonic() - seen_at > _BETWEEN.total_seconds(), "the beat goes on")
    return seen_at - said_at


def _is_scanned(database: Database, readings: int) -> bool:
    with database.reading() as session:
        stored = session.scalar(select(func.count()).select_from(Reading))
        waiting = select(func.count()).where(Register.dirty_from.is_not(None) | Register.scanned_to.is_(None))
        return stored == readings and session.scalar(waiting) == 0


def _alerts(database: Database) -> int:
    with database.reading() as session:
        found = select(func.count()).where(Alert.cause == "continuous_flow", Alert.state == "open")
        return session.scalar(found) or 0
