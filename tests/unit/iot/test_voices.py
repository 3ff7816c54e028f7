"""What a simulated datalogger says in each format is read again as the value that stands on its registers."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from iot.cli import _SPOKEN
from iot.decoding import Reader, decode
from iot.messages import Message, Receipt
from iot.profiles import SimulatedRegister
from iot.voices import VOICES, Turn
from ops.energy.rules.mapping import MappingBook, MappingRow
from ops.kit.units import convert, to_decimal, to_micro
from tests.support.telegrams import PROFILES

BRUSSELS = ZoneInfo("Europe/Brussels")
#: The hours around the end of summer time, when a clock without a zone says the same twice.
HOURS = [datetime(2026, 10, 24, 23, tzinfo=UTC) + timedelta(hours=number) for number in range(4)]


def registers() -> list[SimulatedRegister]:
    at_s = int(HOURS[0].timestamp()) - 3600
    return [
        SimulatedRegister(f"ADM-01-{code}", "dl-1", unit, 1_000, np.full(168, 1_234_567.0), 0.0, at_s, 7e9)
        for code, unit in (("E1", "kWh"), ("W1", "m3"), ("E2.1", "kWh"), ("W2", "m3"))
    ]


def rows(name: str, group: list[SimulatedRegister]) -> list[MappingRow]:
    voice = VOICES[name]
    fields = voice.fields("dl-1", group) if voice.fields else ()
    topic = voice.topic("dl-1")
    return [
        MappingRow(topic, name, field, each.code, "index", 1_000_000, voice.unit(each))
        for field, each in zip(fields, group, strict=False)
    ]


def test_every_format_of_the_command_is_spoken() -> None:
    assert set(_SPOKEN) == set(VOICES)


@pytest.mark.parametrize("name", sorted(VOICES))
def test_each_register_is_read_back_also_when_some_are_ahead_of_the_others(name: str) -> None:
    group, chance = registers(), random.Random(1)
    book = MappingBook(rows(name, group), PROFILES)
    group[0].advance(int(HOURS[1].timestamp()), chance)
    for at in HOURS:
        for each in group:
            if each.at_s < at.timestamp():
                each.advance(int(at.timestamp()), chance)
        turn = Turn("dl-1", group, at, BRUSSELS)
        message = Message(VOICES[name].topic("dl-1"), VOICES[name].write(turn))
        decoded = decode([message], Reader(lambda: book, Receipt(at + timedelta(seconds=1), BRUSSELS)))
        assert decoded.letters == []
        read = {each.register_code: to_micro(convert(to_decimal(each.value), each.unit, _unit(each.register_code)))
                for each in decoded.readings}  # fmt: skip
        assert read == {each.code: each.shown_micro for _, each in turn.speaking}
        assert {each.at for each in decoded.readings} == {at}


def _unit(code: str) -> str:
    return "kWh" if "-E" in code else "m3"
