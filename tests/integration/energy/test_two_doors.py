"""A reading is the same object over MQTT and over HTTP: what one door takes, the other takes too."""

import json
from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

from iot.decoding import decode
from iot.messages import Message
from ops.db import Database
from tests.support.energy import add_building, add_register

GOOD = {"register": "ADM-01-W1", "at": "2026-11-20T09:00:00Z", "value": 12.5, "unit": "m3", "kind": "index"}

#: What is sent -> the reason of its refusal.
CASES: tuple[tuple[Any, str | None], ...] = (
    (GOOD, None),
    (GOOD | {"id": "mine", "more": [1]}, None),
    (GOOD | {"at": "2026-11-20t09:01:00z"}, None),
    (GOOD | {"at": "2026-11-20 09:02:00+01:00"}, None),
    (GOOD | {"at": "2026-11-20T09:03:00.123456789Z"}, None),
    (GOOD | {"at": "2026-11-20T09:04:00+0100"}, None),
    (GOOD | {"at": "20261120T090500Z"}, "bad_time"),
    (GOOD | {"at": "2026-11-20T09:06Z"}, "bad_time"),
    (GOOD | {"at": "2026-11-20T09:07:00,5Z"}, "bad_time"),
    (GOOD | {"at": "2026-W47-5T09:08:00Z"}, "bad_time"),
    (GOOD | {"at": "2026-11-20"}, "bad_time"),
    (GOOD | {"at": "yesterday"}, "bad_time"),
    (GOOD | {"at": "2026-11-20T09:09:00"}, "no_time_zone"),
    (GOOD | {"at": 1_763_000_000}, "wrong_type"),
    (GOOD | {"at": None}, "missing_field"),
    (GOOD | {"value": "12,5", "at": "2026-11-20T09:10:00Z"}, None),
    (GOOD | {"value": True}, "wrong_type"),
    (GOOD | {"value": [1]}, "wrong_type"),
    (GOOD | {"register": 5}, "wrong_type"),
    ({"register": "ADM-01-W1"}, "missing_field"),
    ({}, "missing_field"),
    ("a text", "not_an_object"),
    ([GOOD], "not_an_object"),
    (5, "not_an_object"),
)


def over_mqtt(sent: Any) -> str | None:
    # In an array, so that every case is one of its objects, as it is in what is posted.
    decoded = decode([Message("regie/v1/dl-1/readings", json.dumps([sent]).encode())])
    assert len(decoded.readings) + len(decoded.letters) == 1
    return decoded.letters[0].code if decoded.letters else None


def test_both_doors_take_the_same_and_refuse_the_rest_for_the_same_reason(
    database: Database, api_client: Callable[..., TestClient]
) -> None:
    with database.unit_of_work() as session:
        add_register(session, add_building(session))
    posted = api_client("energy_coordinator").post("/api/v1/readings", json=[sent for sent, _ in CASES]).json()["items"]
    over_http = [item["code"] for item in posted]
    assert over_http == [over_mqtt(sent) for sent, _ in CASES]
    assert over_http == [code for _, code in CASES]
