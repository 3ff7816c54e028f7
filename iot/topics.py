"""The topics of the house: what stands where, and what we listen to."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

ROOT = "regie/v1"
#: Members of this group share the readings between them.
SHARED_GROUP = "regie"
STATUS_FILTER = f"{ROOT}/+/status"
#: All under our own root, so that what was sent to a wrong topic is seen by a person too.
ALL_FILTER = "regie/#"
#: What Mosquitto says about itself; other brokers are silent there.
VERSION_TOPIC = "$SYS/broker/version"
DROPPED_FILTER = "$SYS/broker/publish/messages/dropped"
#: How many messages it holds for those who are away or slow.
HELD_FILTER = "$SYS/broker/store/messages/count"

Kind = Literal["readings", "status", "own", "dropped", "held", "unknown"]
#: Topics whose meaning is remembered; a house has some hundreds.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Address:
    """What a topic means, and the logger that speaks there."""

    kind: Kind
    logger: str = ""


def readings_topic(logger: str) -> str:
    return f"{ROOT}/{logger}/readings"


def status_topic(logger: str) -> str:
    return f"{ROOT}/{logger}/status"


def alerts_topic(building: str) -> str:
    return f"{ROOT}/alerts/{building}"


@lru_cache(_REMEMBERED)
def classify(topic: str) -> Address:
    """Never fails: a topic that is not ours is `unknown`."""
    if topic in (DROPPED_FILTER, HELD_FILTER):
        return Address("dropped" if topic == DROPPED_FILTER else "held")
    levels = topic.split("/")
    if len(levels) != 4 or levels[:2] != ["regie", "v1"]:
        return Address("unknown")
    _, _, name, what = levels
    if name == "alerts":
        return Address("own")
    if name and what == "readings":
        return Address("readings", name)
    return Address("status", name) if name and what == "status" else Address("unknown")


def is_from_logger(topic: str) -> bool:
    """Neither our own word nor what the broker says about itself; a wrong topic is a logger's too."""
    return classify(topic).kind in ("readings", "status", "unknown")


def keeps_shared_subscriptions(version: str) -> bool:
    """Mosquitto before 2.0.12 loses what arrives between the return of a member of a group and its subscription."""
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", version)
    return not found or tuple(int(part) for part in found.groups()) >= (2, 0, 12)
