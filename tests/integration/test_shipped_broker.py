"""The broker of a production site: who may say what, and what it keeps while nobody listens."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shipped_broker import ShippedBroker, need_program

PASSWORDS = {"MQTT_PASSWORD": "s1", "MQTT_DISPLAY_PASSWORD": "d1", "MQTT_LOGGERS": "logger-a:a1 logger-b:b1"}
SERVICE, DISPLAY, LOGGER_A = ("regie", "s1"), ("display", "d1"), ("logger-a", "a1")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[ShippedBroker]:
    for program in ("mosquitto", "mosquitto_passwd", "mosquitto_pub", "mosquitto_sub"):
        need_program(program)
    shipped = ShippedBroker(tmp_path, PASSWORDS)
    shipped.prepare()
    shipped.start()
    yield shipped
    shipped.stop()


def client(broker: ShippedBroker, program: str, who: tuple[str, str] | None, *arguments: str) -> list[str]:
    credentials = ["-u", who[0], "-P", who[1]] if who else []
    return [need_program(program), "-p", str(broker.port), "-q", "1", *credentials, *arguments]


def publish(
    broker: ShippedBroker, who: tuple[str, str] | None, topic: str, text: str, *more: str
) -> subprocess.CompletedProcess[str]:
    """One message for each line of the text."""
    command = client(broker, "mosquitto_pub", who, "-t", topic, "-l", *more)
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)


def received(broker: ShippedBroker, who: tuple[str, str], topic: str, *more: str) -> list[str]:
    command = client(broker, "mosquitto_sub", who, "-t", topic, *more)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout.splitlines()


def open_session(broker: ShippedBroker, topic: str) -> tuple[str, ...]:
    """Subscribes durably and leaves; gives the arguments that take the session up again."""
    session = ("-c", "-i", "regie-ingest-test")
    received(broker, SERVICE, topic, *session, "-E")
    return session


def test_a_stranger_is_refused(broker: ShippedBroker) -> None:
    refused = publish(broker, None, "regie/v1/logger-a/readings", "{}\n")
    assert "not authori" in refused.stderr.lower()


def test_a_logger_speaks_for_itself_only(broker: ShippedBroker) -> None:
    session = open_session(broker, "regie/v1/#")
    publish(broker, LOGGER_A, "regie/v1/logger-b/readings", "another's\n")
    publish(broker, LOGGER_A, "regie/v1/alerts/school", "a forged alert\n")
    publish(broker, LOGGER_A, "regie/v1/logger-a/reedings", "its own, misspelt\n")
    kept = received(broker, SERVICE, "regie/v1/#", *session, "-C", "1", "-W", "10")
    assert kept == ["its own, misspelt"]


@pytest.mark.parametrize("loggers", ["alerts:secret", "regie:secret", "display:secret", "no-password", "empty:"])
def test_the_broker_does_not_start_with_a_logger_that_it_can_not_keep_apart(tmp_path: Path, loggers: str) -> None:
    shipped = ShippedBroker(tmp_path, {**PASSWORDS, "MQTT_LOGGERS": loggers})
    shipped.prepare()
    with pytest.raises(AssertionError, match="MQTT_LOGGERS"):
        shipped.start()
    assert "secret" not in (tmp_path / "log").read_text()


def test_a_display_sees_open_alerts_and_no_readings(broker: ShippedBroker) -> None:
    publish(broker, SERVICE, "regie/v1/alerts/school", "open\n", "-r")
    publish(broker, SERVICE, "regie/v1/logger-a/readings", "secret\n", "-r")
    assert received(broker, DISPLAY, "regie/v1/#", "-W", "1") == ["open"]


def test_a_backlog_beyond_the_default_limit_survives_a_restart(broker: ShippedBroker) -> None:
    session = open_session(broker, "regie/v1/+/readings")
    messages = [str(number) for number in range(5_000)]
    publish(broker, LOGGER_A, "regie/v1/logger-a/readings", "\n".join(messages) + "\n")
    broker.stop()
    broker.start()
    kept = received(broker, SERVICE, "regie/v1/+/readings", *session, "-C", "5000", "-W", "30")
    assert kept == messages


def test_a_message_of_one_megabyte_passes_and_one_above_the_limit_does_not(broker: ShippedBroker) -> None:
    session = open_session(broker, "regie/v1/+/readings")
    publish(broker, LOGGER_A, "regie/v1/logger-a/readings", "x" * 1_000_000 + "\n")
    publish(broker, LOGGER_A, "regie/v1/logger-a/readings", "y" * 3_000_000 + "\n", "-V", "5")
    kept = received(broker, SERVICE, "regie/v1/+/readings", *session, "-W", "2")
    assert [(message[0], len(message)) for message in kept] == [("x", 1_000_000)]
