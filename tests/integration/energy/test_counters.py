"""What people say about an index: falls, replaced meters, calorific values; by page and API, and the nightly check."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.energy.errors import CalorificOutOfRange, CounterFollows, FallUnknown, IndexDoesNotFit, NotYet, UnknownDecision
from ops.energy.models import Alert, Consumption, Reading, ReadingRevision, Register
from ops.energy.queries.calorific import calorific_values, rows_of_values
from ops.energy.queries.ledger import ledger, ledger_days
from ops.energy.queries.registers import register_by_code
from ops.energy.queries.segments import falls_of, segments_of
from ops.energy.rules.calorific import Calorific, calorific_of, kwh_micro
from ops.energy.rules.ledger import LedgerMonth
from ops.energy.service.calorific import give_value
from ops.energy.service.consumption import recompute
from ops.energy.service.counters import Replacement, decide, replace_counter
from ops.energy.service.ledger_check import check_chunk
from ops.energy.service.meters import import_registers
from ops.energy.service.readings_import import import_readings, reading_rows
from ops.energy.service.scan import scan_chunk
from ops.kit.units import MICRO
from tests.support.energy import Logger, add_building, add_register

ZONE = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
START = datetime(2026, 11, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHO = system("tests")
CODE = "ADM-01-E1"


@pytest.fixture
def register(session: Session) -> Register:
    add_register(session, add_building(session), CODE, medium="electricity", unit="kWh")
    session.expire_all()
    return register_by_code(session, CODE)


def _send(session: Session, register: Register, folder: Path, values: Sequence[float], first: datetime = START) -> None:
    """One reading an hour, and the hours counted."""
    sent = [(first + number * HOUR, value) for number, value in enumerate(values)]
    Logger(session, folder).index(register.code, sent, unit="kWh", now=NOW)
    session.refresh(register, ["dirty_from"])
    recompute(session, register, now=NOW)
    register.dirty_from = None
    session.flush()


def _month(session: Session, register: Register) -> LedgerMonth:
    return ledger(session, register, [date(2026, 11, 1)], ZONE)[0]


def _kinds(session: Session, register: Register) -> list[str]:
    return [fall.kind for fall in falls_of(session, [register.id])[register.id]]


def _sum(session: Session, register: Register) -> int:
    hours = session.scalars(select(Consumption.value_micro).where(Consumption.register_id == register.id))
    return sum(hours)


RISING = [1000.0 + number for number in range(20)]


def test_an_unexplained_fall_counts_nothing_until_a_person_judges_it(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, [*RISING, 500.0, 501.0])
    month = _month(session, register)
    assert (_kinds(session, register), month.fell_micro, month.closes) == (["unexplained"], 519 * MICRO, True)
    assert _sum(session, register) == 20 * MICRO
    fell_at = START + 20 * HOUR
    decide(session, register, fell_at, "wrong_before", "Somebody typed them", who=WHO, now=NOW)
    assert _kinds(session, register) == ["wrong_before"]
    assert (_sum(session, register), _month(session, register).left_out) == (1 * MICRO, 20)
    decide(session, register, fell_at, "reset", "", who=WHO, now=NOW)
    month = _month(session, register)
    assert (month.closes, month.counted_micro, month.added_micro) == (True, 520 * MICRO, {"reset": 1019 * MICRO})


@pytest.mark.parametrize(
    ("values", "kinds", "counted"),
    [
        ([0.0, 1.0], ["reset"], 20),
        ([0.0, 1021.0], ["wrong_after"], 21),
        ([9_000_000.0, 1021.0], ["wrong_before"], 21),
        ([1018.9995, 1020.0], [], 20),
        ([1018.9, 1020.0], ["wrong_after"], 20),
    ],
    ids=[
        "a reset counts from zero", "a dip that comes back is left out", "a peak that goes away is left out",
        "a dip of one step is rounding", "a dip of a tenth is no reset",
    ],
)  # fmt: skip
def test_what_is_clear_explains_itself(
    session: Session, register: Register, tmp_path: Path, values: list[float], kinds: list[str], counted: int
) -> None:
    _send(session, register, tmp_path, [*RISING, *values])
    assert (_kinds(session, register), _month(session, register).closes) == (kinds, True)
    assert _sum(session, register) == counted * MICRO


def test_a_roll_over_counts_through_zero(session: Session, register: Register, tmp_path: Path) -> None:
    register.digits = 4
    _send(session, register, tmp_path, [9980.0 + number for number in range(20)] + [1.0, 2.0])
    month = _month(session, register)
    assert (month.counted_micro, month.added_micro, month.closes) == (22 * MICRO, {"roll_over": 10_000 * MICRO}, True)


def test_a_replaced_meter_goes_on_from_its_own_index(session: Session, register: Register, tmp_path: Path) -> None:
    _send(session, register, tmp_path, [*RISING, 2.0, 3.0])
    at = START + timedelta(hours=19, minutes=30)
    wish = Replacement(at, "E-777", 6, Decimal(1), Decimal("1019.4"), Decimal("1.5"), "Old one broke")
    replace_counter(session, register, wish, who=WHO, now=NOW)
    month = _month(session, register)
    assert _sum(session, register) == 20_900_000
    assert (month.closes, month.counted_micro, _kinds(session, register)) == (True, 20_900_000, [])
    first, second = segments_of(session, register.id)
    assert (first.end_micro, second.serial, second.digits) == (1_019_400_000, "E-777", 6)
    assert (register.digits, register.meter.serial) == (6, "E-777")


def test_readings_that_came_before_the_word_of_a_new_factor_are_converted_and_keep_their_revision(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, [*RISING, 2.0, 3.0])
    wish = Replacement(START + timedelta(hours=19, minutes=30), None, 6, Decimal(40), Decimal(1019), Decimal(2))
    replace_counter(session, register, wish, who=WHO, now=NOW)
    last = session.scalars(select(Reading.value_micro).order_by(Reading.at.desc()).limit(2)).all()
    assert list(last) == [120 * MICRO, 80 * MICRO]
    assert len(session.scalars(select(ReadingRevision.id)).all()) == 2
    assert _sum(session, register) == (19 + 40) * MICRO


def test_what_is_written_out_is_what_each_counter_showed_and_comes_in_again_unchanged(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, [*RISING, 2.0, 3.0])
    wish = Replacement(START + timedelta(hours=19, minutes=30), None, 6, Decimal(40), Decimal(1019), Decimal(2))
    replace_counter(session, register, wish, who=WHO, now=NOW)
    head, rows = reading_rows(session)
    table = [",".join(str(cell) for cell in row) for row in (head, *rows)]
    assert [Decimal(line.split(",")[2]) for line in table[1:]] == [Decimal(value) for value in [*RISING, 2.0, 3.0]]
    done = import_readings(session, "\n".join(table).encode(), now=NOW)
    assert (done.added, done.changed, done.unchanged, done.faults) == (0, 0, 22, [])


def test_what_contradicts_the_readings_or_the_calendar_is_refused(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, [*RISING, 2.0])
    at = START + timedelta(hours=19, minutes=30)

    def refused(error: type[Exception], **figures: object) -> None:
        wish = replace(Replacement(at, None, 8, Decimal(1)), **figures)  # type: ignore[arg-type]
        with pytest.raises(error):
            replace_counter(session, register, wish, who=WHO, now=NOW)

    refused(IndexDoesNotFit, end_index=Decimal(900))
    refused(IndexDoesNotFit, start_index=Decimal(5))
    refused(NotYet, at=NOW + HOUR)
    refused(CounterFollows, at=datetime(2019, 1, 1, tzinfo=UTC))
    with pytest.raises(FallUnknown):
        decide(session, register, at, "reset", "", who=WHO, now=NOW)
    with pytest.raises(UnknownDecision):
        decide(session, register, START, "magic", "", who=WHO, now=NOW)


def test_a_table_with_a_later_first_day_begins_another_counter(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, RISING)
    head = "register,meter,building,medium,kind,unit,digits,factor,resolution,step_minutes,valid_from,name,serial\n"
    line = f"{CODE},M-{CODE},ADM-01,electricity,index,kWh,6,1,0.001,60,2026-11-10,,E-9\n"
    assert import_registers(session, (head + line).encode(), now=NOW).changed == 1
    assert import_registers(session, (head + line).encode(), now=NOW).unchanged == 1
    assert [row.serial for row in segments_of(session, register.id)] == [None, "E-9"]
    _send(session, register, tmp_path, [3.0, 4.0], datetime(2026, 11, 10, 6, tzinfo=UTC))
    assert (_sum(session, register), _month(session, register).closes) == (20 * MICRO, True)


HEAD = "register,meter,building,medium,kind,unit,digits,factor,resolution,step_minutes,valid_from,name,serial\n"


def _line(digits: int, factor: int, valid_from: str, serial: str, step_minutes: int = 60) -> bytes:
    figures = f"{digits},{factor},0.001,{step_minutes},{valid_from}"
    return f"{HEAD}{CODE},M-{CODE},ADM-01,electricity,index,kWh,{figures},,{serial}\n".encode()


def test_a_counter_announced_for_a_day_to_come_changes_nothing_before_it(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, RISING)
    table = _line(6, 40, "2026-12-01", "E-9")
    assert import_registers(session, table, now=NOW).changed == 1
    assert import_registers(session, table, now=NOW).unchanged == 1
    assert (register.digits, register.factor_micro, register.meter.serial) == (8, MICRO, None)
    assert (register.valid_from, register.dirty_from) == (date(2020, 1, 1), None)
    midnight = datetime(2026, 11, 30, 23, tzinfo=UTC)
    then = midnight + 3 * HOUR
    sent = [(midnight - HOUR, 1030.0), (midnight, 2.0), (midnight + HOUR, 3.0)]
    Logger(session, tmp_path).index(CODE, sent, unit="kWh", now=then)
    session.refresh(register, ["dirty_from"])
    recompute(session, register, now=then)
    values = session.scalars(select(Reading.value_micro).order_by(Reading.at.desc()).limit(3)).all()
    assert list(values) == [120 * MICRO, 80 * MICRO, 1030 * MICRO]
    assert _sum(session, register) == (30 + 40) * MICRO
    register.dirty_from = None
    check_chunk(session, 0, now=then)
    assert (register.digits, register.factor_micro, register.meter.serial) == (6, 40 * MICRO, "E-9")
    assert (register.valid_from, register.dirty_from) == (date(2026, 12, 1), None)
    assert import_registers(session, table, now=then).unchanged == 1


def test_the_last_word_about_a_day_to_come_counts_and_what_cannot_wait_is_refused(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, RISING)
    import_registers(session, _line(6, 40, "2026-12-01", "E-9"), now=NOW)
    assert import_registers(session, _line(7, 1, "2027-01-01", "E-10"), now=NOW).changed == 1
    assert [row.serial for row in segments_of(session, register.id)] == [None, "E-10"]
    [fault] = import_registers(session, _line(7, 1, "2027-01-01", "E-10", step_minutes=15), now=NOW).faults
    assert (fault.number, fault.column) == (2, "valid_from")
    at = START + timedelta(hours=19, minutes=30)
    replace_counter(session, register, Replacement(at, "E-777", 6, Decimal(1)), who=WHO, now=NOW)
    assert [row.serial for row in segments_of(session, register.id)] == [None, "E-777"]


def test_a_table_with_a_past_first_day_counts_only_the_hours_since_then_anew(
    session: Session, register: Register, tmp_path: Path
) -> None:
    _send(session, register, tmp_path, RISING)
    import_registers(session, _line(6, 1, "2026-11-10", "E-9"), now=NOW)
    assert register.dirty_from == START + 18 * HOUR


def test_the_nightly_check_lists_a_month_that_does_not_close_and_lets_it_go(
    session: Session, register: Register, tmp_path: Path
) -> None:
    recent = NOW.replace(minute=0) - 19 * HOUR
    _send(session, register, tmp_path, RISING, recent)
    done = check_chunk(session, 0, now=NOW)
    assert done is not None
    assert done.counts == {"registers": 1, "not_closed": 0, "opened": 0}
    first = session.scalar(select(Consumption).order_by(Consumption.hour_at).limit(1))
    assert first is not None
    session.execute(update(Consumption).where(Consumption.hour_at == first.hour_at).values(value_micro=7 * MICRO))
    for opened in (1, 0):
        done = check_chunk(session, 0, now=NOW)
        assert done is not None
        assert done.counts == {"registers": 1, "not_closed": 1, "opened": opened}
    [alert] = session.scalars(select(Alert)).all()
    assert (alert.cause, alert.evidence["code"], alert.ticket_ref) == ("implausible", "ledger_open", None)
    wrong = [each.month for each in ledger_days(session, register, date(2026, 11, 1), ZONE) if not each.closes]
    assert wrong == [recent.date()]
    assert check_chunk(session, done.last_id, now=NOW) is None


def test_a_fall_that_a_person_judged_is_an_alert_no_more(session: Session, register: Register, tmp_path: Path) -> None:
    recent = NOW.replace(minute=0) - 21 * HOUR
    values = [(recent + number * HOUR, value) for number, value in enumerate([*RISING, 500.0, 501.0])]
    Logger(session, tmp_path).index(CODE, values, unit="kWh", now=NOW)
    scan_chunk(session, now=NOW)
    [alert] = session.scalars(select(Alert)).all()
    assert alert.evidence["code"] == "index_fell"
    decide(session, register, recent + 20 * HOUR, "reset", "", who=WHO, now=NOW)
    assert (alert.state, alert.outcome) == ("closed", "meter_fault")


def test_gas_follows_the_calorific_value_of_its_month_and_what_counted_before_stays_known(session: Session) -> None:
    october = date(2026, 10, 1)
    give_value(session, october, Decimal("11.2"), "provisional", "Sibelga", who=WHO, now=NOW)
    later = NOW + timedelta(days=30)
    give_value(session, october, Decimal("11.3456"), "final", "Sibelga", who=WHO, now=later)
    give_value(session, october, Decimal("11.3456"), "final", "Sibelga", who=WHO, now=later + HOUR)
    assert calorific_values(session) == {october: Calorific(11_345_600, "final")}
    assert calorific_values(session, NOW) == {october: Calorific(11_200_000, "provisional")}
    assert len(rows_of_values(session)) == 2
    value = calorific_of(october, calorific_values(session), 11.0)
    assert kwh_micro(100 * MICRO, value) == 1_134_560_000
    assert calorific_of(date(2026, 9, 1), calorific_values(session), 11.0) == Calorific(11_000_000, "assumed")
    with pytest.raises(CalorificOutOfRange):
        give_value(session, october, Decimal("112"), "final", "", who=WHO, now=later)


def test_the_day_on_which_the_clock_goes_back_has_25_hours_and_all_days_make_the_month(
    session: Session, register: Register, tmp_path: Path
) -> None:
    first = datetime(2026, 10, 23, 22, tzinfo=UTC)
    _send(session, register, tmp_path, [1000.0 + number for number in range(24 * 3 + 2)], first)
    days = {each.month.day: each for each in ledger_days(session, register, date(2026, 10, 1), ZONE)}
    assert [days[day].intervals_micro // MICRO for day in (24, 25, 26)] == [24, 25, 24]
    assert all(day.closes for day in days.values())
    [month] = ledger(session, register, [date(2026, 10, 1)], ZONE)
    assert sum(day.intervals_micro for day in days.values()) == month.intervals_micro == month.counted_micro
