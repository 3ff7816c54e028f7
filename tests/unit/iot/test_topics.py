"""What a topic means, and which brokers may share a subscription."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot.client import BrokerAddress
from iot.topics import Address, classify, is_from_logger, keeps_shared_subscriptions, readings_topic, status_topic


@pytest.mark.parametrize(
    ("topic", "address"),
    [
        (readings_topic("dl-1"), Address("readings", "dl-1")),
        (status_topic("dl-1"), Address("status", "dl-1")),
        ("regie/v1/alerts/ADM-01", Address("own")),
        ("$SYS/broker/publish/messages/dropped", Address("dropped")),
        ("$SYS/broker/store/messages/count", Address("held")),
        ("regie/v1//readings", Address("unknown")),
        ("regie/v1/dl-1/reading", Address("unknown")),
        ("regie/v2/dl-1/readings", Address("unknown")),
        ("regie/v1/a/b/readings", Address("unknown")),
    ],
)
def test_a_topic_tells_what_is_said_and_by_whom(topic: str, address: Address) -> None:
    assert classify(topic) == address


@given(st.text())
def test_no_topic_makes_it_fail(topic: str) -> None:
    assert classify(topic).kind in {"readings", "status", "own", "dropped", "held", "unknown"}


@pytest.mark.parametrize(
    ("topic", "counts"),
    [
        (readings_topic("dl-1"), True), (status_topic("dl-1"), True), ("tele/dl-2/SENSOR", True),
        ("regie/v1/alerts/ADM-01", False), ("$SYS/broker/publish/messages/dropped", False),
        ("$SYS/broker/store/messages/count", False),
    ],
)  # fmt: skip
def test_only_what_a_datalogger_said_counts_as_a_message(topic: str, counts: bool) -> None:
    assert is_from_logger(topic) is counts


@pytest.mark.parametrize(
    ("version", "shares"),
    [("mosquitto version 2.0.11", False), ("mosquitto version 2.0.12", True), ("mosquitto version 1.6.9", False),
     ("mosquitto version 2.1.0", True), ("", True)],
)  # fmt: skip
def test_readings_are_shared_only_where_a_returning_member_loses_none(version: str, shares: bool) -> None:
    assert keeps_shared_subscriptions(version) is shares


def test_an_address_names_host_port_and_user() -> None:
    assert BrokerAddress.parse("mqtt://me:p%40ss@broker") == BrokerAddress("broker", 1883, False, "me", "p@ss")
    assert BrokerAddress.parse("mqtts://broker:9999") == BrokerAddress("broker", 9999, True)


@pytest.mark.parametrize("url", ["http://broker", "mqtt://", "broker:1883", ""])
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="must look like mqtt://"):
        BrokerAddress.parse(url)
