"""The scan of all months: it finds what the scans by day find, and they need no months of their own."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.config import Settings
from ops.db import Database
from ops.energy import scan_jobs
from ops.energy.models import Alert, Register
from ops.energy.models_past import RegisterPast
from ops.energy.queries.registers import registers_by_id
from ops.energy.rules.arrays import Floats, Ints
from ops.energy.rules.day_types import epoch_hour
from ops.energy.rules.looking import look
from ops.energy.scan_jobs import energy_night_scan, energy_scan
from ops.energy.service.night_scan import keep_night, see_night
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.watching import watch
from ops.energy.store import ConsumptionColumns, bulk_load_consumption
from ops.kit.jobs import JobContext, Unfinished
from ops.kit.units import MICRO
from tests.support.energy import add_building, add_register

NOW = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
DAYS = 300
Shape = Callable[[Ints, Floats], Floats]


def _usual(place: Ints, noise: Floats) -> Floats:
    """kWh: an office by day, a little at night."""
    return (2 + 6 * ((place % 24 >= 7) & (place % 24 < 18))) * noise


Change = tuple[int, int, Callable[[Floats], Floats]]


def _with(*changes: Change) -> Shape:
    """The usual, each time changed from so many hours before the end to so many before it."""

    def shape(place: Ints, noise: Floats) -> Floats:
        values, end = _usual(place, noise), len(place)
        for first, last, change in changes:
            values[end - first : end - last] = change(values[end - first : end - last])
        return values

    return shape


def _nothing(first: int, hours: int) -> Change:
    return first, first - hours, lambda amounts: amounts * 0


def _peak(first: int, amount: float) -> Change:
    return first, first - 1, lambda amounts: amounts * 0 + amount


#: What stands at the end, and what the months before make of it. Hours before the end.
SHAPES: Mapping[str, Shape] = {
    "nothing unusual": _usual,
    "a rise of three days": _with((72, 0, lambda amounts: amounts + 5)),
    "thirty hours of nothing": _with(_nothing(30, 30)),
    "thirty hours of nothing, as it came to be": _with(
        _nothing(6_000, 11), _nothing(5_500, 16), _nothing(5_000, 22), _nothing(30, 30)
    ),
    "thirty hours of one amount": _with((30, 0, lambda amounts: amounts * 0 + 3)),
    "an hour that cannot be": _with(_peak(3, 140)),
    "an hour like one of the spring": _with(_peak(3, 140), _peak(5_000, 120)),
}
#: Of single hours other detectors have their own opinion.
_OF_SINGLE_HOURS = frozenset({"spike", "dip", "catch_up"})
EXPECTED = {
    "a rise of three days": ["base_load"],
    "thirty hours of nothing": ["zero_run"],
    "thirty hours of one amount": ["stuck"],
    "an hour that cannot be": ["implausible"],
}


@pytest.fixture
def codes(database: Database) -> Mapping[int, str]:
    """Register id -> what its shape is called."""
    with database.unit_of_work() as session:
        place = add_building(session)
        registers = [
            add_register(session, place, f"R-{number}", medium="electricity", unit="kWh")
            for number in range(len(SHAPES))
        ]
        for number, (register, shape) in enumerate(zip(registers, SHAPES.values(), strict=True)):
            _load(session, register, shape, number)
        return {each.id: name for each, name in zip(registers, SHAPES, strict=True)}


def _load(session: Session, register: Register, shape: Shape, salt: int) -> None:
    place = np.arange(DAYS * 24)
    noise = np.random.default_rng(salt).lognormal(0, 0.15, len(place))
    micro = np.round(shape(place, noise) * 1000).astype(np.int64) * (MICRO // 1000)
    hour_s = (epoch_hour(NOW) - len(place) + place) * 3600
    nothing = np.zeros(len(place), dtype=np.bool_)
    bulk_load_consumption(session, ConsumptionColumns(np.full(len(place), register.id), hour_s, micro, nothing))
    register.dirty_from = None


def _context(database: Database, settings: Settings, now: datetime = NOW) -> JobContext:
    return JobContext(database, settings, lambda: now)


def _by_day(session: Session, ids: list[int], now: datetime = NOW) -> Mapping[int, list[str]]:
    """What the last weeks say, with what is kept of the months before them."""
    rules = Rulebook(session, now)
    registers = registers_by_id(session, ids)
    return {
        panel.registers[row].id: [each.cause for each in found]
        for panel in watch(session, registers, rules, now)
        for row, found in enumerate(look(panel.watched, rules.detection))
    }


def _lasting(found: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    kept = {name: [each for each in causes if each not in _OF_SINGLE_HOURS] for name, causes in found.items()}
    return {name: causes for name, causes in kept.items() if causes}


def test_a_scan_of_the_last_weeks_finds_what_a_look_at_all_months_finds(
    database: Database, codes: Mapping[int, str]
) -> None:
    ids = list(codes)
    with database.unit_of_work() as session:
        view = see_night(session, ids, now=NOW)
        keep_night(session, view, now=NOW)
    by_night = {codes[each]: [one.cause for one in found] for each, found in view.found.items()}
    assert _lasting(by_night) == EXPECTED
    with database.unit_of_work() as session:
        by_day = _by_day(session, ids)
        assert _lasting({codes[each]: causes for each, causes in by_day.items()}) == EXPECTED
        # The day after, before its night: what was kept still serves.
        later = _by_day(session, ids, NOW + timedelta(hours=20))
        assert _lasting({codes[each]: causes for each, causes in later.items()}) == EXPECTED


def test_registers_whose_months_nobody_has_read_are_read_once_and_again_after_a_change(
    database: Database, codes: Mapping[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = list(codes)
    with database.unit_of_work() as session:
        found = _by_day(session, ids)
    assert _lasting({codes[each]: causes for each, causes in found.items()}) == EXPECTED
    monkeypatch.setattr("ops.energy.service.watching.past_of", None)
    with database.unit_of_work() as session:
        assert _by_day(session, ids) == found


def test_the_night_leads_the_alerts_on_and_comes_once_a_day(
    database: Database, codes: Mapping[int, str], settings: Settings
) -> None:
    did = energy_night_scan(_context(database, settings))
    with database.reading() as session:
        opened = session.scalars(select(Alert.cause)).all()
    assert sorted(set(opened) - _OF_SINGLE_HOURS) == sorted(each for causes in EXPECTED.values() for each in causes)
    assert did == {"registers": len(SHAPES), "opened": len(opened), "ended": 0, "woken": 0}
    assert energy_night_scan(_context(database, settings))["registers"] == 0
    did = energy_night_scan(_context(database, settings, NOW + timedelta(days=1)))
    assert (did["registers"], did["opened"]) == (len(SHAPES), 0)


def test_a_night_that_is_cut_off_goes_on_where_it_was(
    database: Database, codes: Mapping[int, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_jobs, "MONTHS_TOGETHER", 2)
    answers = iter([False, False, False, True])
    cut_off = JobContext(database, settings, lambda: NOW, should_stop=lambda: next(answers))
    assert energy_night_scan(cut_off)["registers"] == 6
    assert energy_night_scan(_context(database, settings))["registers"] == len(SHAPES) - 6
    with database.reading() as session:
        looked_at = session.scalars(select(RegisterPast.register_id)).all()
    assert sorted(looked_at) == sorted(codes)


@pytest.mark.parametrize("job", [energy_night_scan, energy_scan], ids=["by night", "by day"])
def test_a_register_that_fails_is_named_and_the_others_are_looked_at(
    database: Database,
    codes: Mapping[int, str],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    job: Callable[[JobContext], Mapping[str, int]],
) -> None:
    broken = next(iter(codes))
    with database.unit_of_work() as session:
        for register in session.scalars(select(Register)):
            register.dirty_from = NOW
    for module in ("night_scan", "scan"):
        _break(monkeypatch, f"ops.energy.service.{module}", broken)
    with pytest.raises(Unfinished, match=r"^R-0: ZeroDivisionError$") as failed:
        job(_context(database, settings))
    assert failed.value.did["registers"] == len(SHAPES) - 1
    with database.reading() as session:
        waiting = session.scalars(select(Register.id).where(Register.dirty_from.is_not(None))).all()
    assert sorted(waiting) == ([broken] if job is energy_scan else sorted(codes))


def _break(monkeypatch: pytest.MonkeyPatch, module: str, broken: int) -> None:
    """The locking of registers fails as soon as one of them is among those asked for."""
    name = "registers_by_id" if module.endswith("night_scan") else "lock_registers"
    whole = getattr(__import__(module, fromlist=[name]), name)

    def ask(session: Session, ids: list[int], **more: object) -> object:
        if broken in ids:
            raise ZeroDivisionError
        return whole(session, ids, **more)

    monkeypatch.setattr(f"{module}.{name}", ask)
