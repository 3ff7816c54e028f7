"""Dataloggers of the registers that have one: they catch up since the end of history, then speak every few seconds."""

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

import structlog

from iot.client import BrokerAddress, Protocol
from iot.fleet import Fleet
from iot.profiles import SimulatedRegister, load_registers
from iot.simulated_mappings import add_missing, voices_of
from iot.voices import VOICES, Turn
from ops.db import Database
from ops.errors import N_, InvalidInput
from ops.kit.clock import Clock
from ops.kit.units import MICRO

log = structlog.get_logger(__name__)

#: After a long pause only so many hours are sent one by one; the counters show the rest as one step.
_MOST_HOURS = 7 * 24
_LEAK_M3_PER_HOUR = 0.3
_POLL_S = 0.2


class UnknownFault(InvalidInput):
    code = "unknown_fault"
    text = N_("The fault “%(fault)s” is not known; give leak:METER with the code of a meter that has a datalogger.")


@dataclass(frozen=True, slots=True)
class SimulationWishes:
    """What the person asked for; without a number of loggers all of them speak."""

    every_s: float = 60.0
    loggers: int | None = None
    fault: str | None = None
    #: One of iot/voices.py:VOICES.
    format: str = "regie"
    #: Adds the mappings that the messages of another make need.
    map: bool = True
    #: The building whose dataloggers say nothing; "" when all speak.
    silent: str = ""


class Simulator:
    """Runs until it is stopped, whether the broker is there or not."""

    def __init__(
        self,
        database: Database,
        address: BrokerAddress,
        protocol: Protocol,
        clock: Clock,
        wishes: SimulationWishes,
        chance: random.Random,
    ) -> None:
        self._clock, self._chance, self._every_s = clock, chance, wishes.every_s
        with database.reading() as session:
            registers = load_registers(session, clock())
        self._by_logger = _by_logger([each for each in registers if not _is_of(each, wishes.silent)], wishes.loggers)
        if wishes.fault:
            _add_fault([register for group in self._by_logger.values() for register in group], wishes.fault)
        self._zone = database.zone
        if VOICES[wishes.format].fields and wishes.map:
            with database.unit_of_work() as session:
                add_missing(session, wishes.format, self._by_logger, now=clock())
        with database.reading() as session:
            self._voices = voices_of(session, self._by_logger, wishes.format)
        self._fleet = Fleet(address, protocol, self._by_logger)

    def run(self, stopping: threading.Event) -> None:
        log.info("simulator_starts", loggers=len(self._by_logger))
        self._catch_up()
        due_at = monotonic()
        while not stopping.is_set():
            if monotonic() >= due_at:
                self._speak(self._clock())
                due_at = monotonic() + self._every_s
            self._fleet.poll(_POLL_S)
        self._fleet.close()

    def _catch_up(self) -> None:
        """Each full hour since the end of history: the first of them completes what history left open."""
        now_hour = int(self._clock().timestamp()) // 3600
        oldest = min(
            (register.at_s for group in self._by_logger.values() for register in group), default=now_hour * 3600
        )
        for hour in range(max(oldest // 3600 + 1, now_hour - _MOST_HOURS), now_hour + 1):
            self._speak(datetime.fromtimestamp(hour * 3600, UTC))
            self._fleet.poll(0)

    def _speak(self, at: datetime) -> None:
        at_s = int(at.timestamp())
        for logger, registers in self._by_logger.items():
            behind = [register for register in registers if register.at_s < at_s]
            for register in behind:
                register.advance(at_s, self._chance)
            if behind:
                turn = Turn(logger, registers, datetime.fromtimestamp(at_s, UTC), self._zone)
                voice = self._voices[logger]
                self._fleet.publish(logger, voice.topic(logger), voice.write(turn))


def _is_of(register: SimulatedRegister, building: str) -> bool:
    return bool(building) and register.code.rpartition("-")[0] == building


def _by_logger(registers: Sequence[SimulatedRegister], most: int | None) -> dict[str, list[SimulatedRegister]]:
    groups: dict[str, list[SimulatedRegister]] = {}
    for register in registers:
        groups.setdefault(register.logger, []).append(register)
    return dict(list(groups.items())[:most])


def _add_fault(registers: Sequence[SimulatedRegister], fault: str) -> None:
    """A leak of 300 l/h on water; elsewhere as much again as usual. Raises UnknownFault."""
    kind, _, code = fault.partition(":")
    meant = [register for register in registers if register.code == code]
    if kind != "leak" or not meant:
        raise UnknownFault(fault=fault[:60])
    for register in meant:
        leak = _LEAK_M3_PER_HOUR * MICRO if register.unit == "m3" else float(register.habit.mean())
        register.extra_micro_per_hour += leak
