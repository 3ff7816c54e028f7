"""Dataloggers of other makes: a Shelly whose fields are mapped, and a Tasmota that waits to be learned."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ops.energy.models import DeadLetter, FieldMapping
from ops.energy.rules.arrays import Ints
from ops.energy.rules.day_types import hour_instant
from ops.energy.rules.mapping import FORMATS, HeardMessage, Sample
from ops.energy.seed.calendar import hours_between
from ops.energy.seed.history import HIDDEN_HOURS, Window, counter, window_of
from ops.energy.seed.registers import NOT_CONNECTED, Metered
from ops.energy.store.heard import note_heard
from ops.kit.units import MICRO

MAPPED_LOGGER = "dl-adm-03-1"
_MAPPED_TOPIC, _NEW_TOPIC = f"{MAPPED_LOGGER}/events/rpc", "tele/ant-01-meterkast/SENSOR"
#: The new one speaks every few hours, since somebody hung it up.
_EVERY_HOURS = 4


def load_other_makes(session: Session, metered: Sequence[Metered], *, now: datetime, zone: ZoneInfo) -> None:
    """After the history: what they say is what stands on their registers."""
    window = window_of(now, zone)
    mapped = [each for each in metered if each.register.logger == MAPPED_LOGGER]
    new = [each for each in metered if each.register.code == NOT_CONNECTED]
    if mapped:
        _load_mapped(session, mapped, window, zone, now)
    for each in new:
        _load_new(session, each, window, zone, now)


def _shown(each: Metered, window: Window, zone: ZoneInfo) -> Ints:
    """What the meter shows at each of the last hours, in millionths; the last one is that of the window."""
    shown = counter(each, hours_between(window.first, window.last, zone), window)
    return np.asarray(shown[-HIDDEN_HOURS[NOT_CONNECTED] - 1 :], dtype=np.int64)


def _load_mapped(session: Session, mapped: Sequence[Metered], window: Window, zone: ZoneInfo, now: datetime) -> None:
    at = hour_instant(window.last)
    components, samples = {}, []
    for place, each in enumerate(mapped):
        name, watt_hours = f"em1data:{place}", int(_shown(each, window, zone)[-1]) * 1000 / MICRO
        field = f"{name}.total_act_energy"
        session.add(FieldMapping(topic_filter=_MAPPED_TOPIC, format="shelly", field=field, unit="Wh", version=1,
                                 register_id=each.register.id, factor_micro=MICRO))  # fmt: skip
        components[name] = {"id": place, "total_act_energy": watt_hours}
        samples.append(Sample(field, at, watt_hours, "Wh"))
    params = {"ts": int(at.timestamp()), **components}
    message = {"src": MAPPED_LOGGER, "dst": f"{MAPPED_LOGGER}/events", "method": "NotifyStatus", "params": params}
    note_heard(session, [HeardMessage(_MAPPED_TOPIC, "shelly", _encoded(message), samples)], now=at)


def _load_new(session: Session, each: Metered, window: Window, zone: ZoneInfo, now: datetime) -> None:
    """Its messages wait among the dead letters; once they are mapped, they fill what the register lacks."""
    shown = _shown(each, window, zone)
    for ago in range(len(shown) - 1 - _EVERY_HOURS, -1, -_EVERY_HOURS):
        at, kwh = hour_instant(window.last - ago), int(shown[-1 - ago]) / MICRO
        payload = _encoded(_tasmota(at.astimezone(zone), kwh))
        session.add(_letter(payload, at + timedelta(seconds=1)))
    samples = [Sample("ENERGY.Total", at, kwh, "kWh"), Sample("ENERGY.Power", at, 2140, "W"),
               Sample("ENERGY.Voltage", at, 231)]  # fmt: skip
    note_heard(session, [HeardMessage(_NEW_TOPIC, "tasmota", payload, samples)], now=at + timedelta(seconds=1))


def _tasmota(local: datetime, kwh: float) -> dict[str, Any]:
    return {
        "Time": local.replace(tzinfo=None).isoformat(),
        "ENERGY": {"TotalStartTime": "2025-03-04T09:12:33", "Total": kwh, "Power": 2140, "Voltage": 231},
    }


def _letter(payload: bytes, received_at: datetime) -> DeadLetter:
    return DeadLetter(
        received_at=received_at,
        topic=_NEW_TOPIC,
        payload=payload,
        payload_sha256=sha256(payload).hexdigest(),
        size_bytes=len(payload),
        code="no_mapping",
        params={"topic": _NEW_TOPIC, "format": FORMATS["tasmota"]},
        state="waiting",
        seen_count=1,
    )


def _encoded(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode()
