"""Readings from a table: of several makers, all of it or, when asked, all but the faulty lines."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.energy.errors import UnknownProfile
from ops.energy.models import Reading, ReadingRevision, Register
from ops.energy.service.mappings import MappingWish, add_mapping
from ops.energy.service.readings_import import import_readings, reading_rows
from ops.kit.exports import csv_stream
from ops.kit.imports import ColumnMissing, FileTooLarge, Unreadable
from tests.support.energy import add_building, add_register
from tests.support.telegrams import FLUVIUS

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEN = datetime(2026, 11, 20, 9, tzinfo=UTC)
HEAD = "register;at;value;unit;kind\n"
GOOD = "ADM-01-E1;2026-11-20 10:00;12.5;kWh;index\n"


@pytest.fixture
def register(session: Session) -> Register:
    return add_register(session, add_building(session), "ADM-01-E1", medium="electricity", unit="kWh")


def stored(session: Session) -> list[tuple[datetime, int]]:
    found = session.execute(select(Reading.at, Reading.value_micro).order_by(Reading.register_id, Reading.at))
    return [(row.at, row.value_micro) for row in found]


def take(session: Session, *lines: str, head: str = HEAD, skip_bad: bool = False) -> list[str]:
    """The codes of the faults."""
    done = import_readings(session, (head + "".join(lines)).encode(), now=NOW, skip_bad=skip_bad)
    assert all((fault.text % fault.params) if fault.params else fault.text for fault in done.faults)
    return [fault.code for fault in done.faults]


def test_a_reading_is_added_once_and_a_later_file_corrects_it(session: Session, register: Register) -> None:
    first = import_readings(session, (HEAD + GOOD).encode(), now=NOW)
    assert (first.added, first.faults, stored(session)) == (1, [], [(TEN, 12_500_000)])
    again = import_readings(session, (HEAD + GOOD + GOOD).encode(), now=NOW)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    corrected = import_readings(session, (HEAD + GOOD.replace("12.5", "13")).encode(), now=NOW)
    assert (corrected.changed, stored(session)) == (1, [(TEN, 13_000_000)])
    assert session.scalars(select(ReadingRevision.value_micro)).all() == [12_500_000]


def test_imported_hours_are_computed_again_and_are_no_sign_of_life(session: Session, register: Register) -> None:
    assert take(session, GOOD, GOOD.replace("10:00", "08:30").replace("12.5", "12")) == []
    assert register.dirty_from == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert (register.first_live_at, register.logger) == (None, None)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (GOOD.replace("ADM-01-E1", "NOWHERE"), "unknown_code"),
        (GOOD.replace("12.5", "twelve"), "not_a_number"),
        (GOOD.replace("12.5", "nan"), "not_a_number"),
        (GOOD.replace("12.5", "12,5"), "number_with_comma"),
        (GOOD.replace("12.5", "=1+1"), "not_a_number"),
        (GOOD.replace("12.5", "-3"), "negative"),
        (GOOD.replace("12.5", "1e40"), "out_of_range"),
        (GOOD.replace("kWh", "m3"), "wrong_unit"),
        (GOOD.replace("kWh", "parsec"), "unknown_unit"),
        (GOOD.replace("index", "interval"), "wrong_kind"),
        (GOOD.replace("2026-11-20 10:00", "20 november"), "bad_time"),
        (GOOD.replace("2026-11-20", "2027-11-20"), "in_the_future"),
        (GOOD.replace("2026-11-20", "1970-01-01"), "too_old"),
        (GOOD.replace("2026-11-20 10:00", "2026-03-29 02:30"), "no_such_time"),
        (GOOD.replace("2026-11-20 10:00", "2026-10-25 02:30"), "ambiguous_time"),
        (GOOD + GOOD.replace("12.5", "13"), "duplicate"),
        ("a;b\n", "too_few_cells"),
        (GOOD.replace("12.5", "1" * 3000), "too_long"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_nothing_is_written(
    session: Session, register: Register, line: str, code: str
) -> None:
    good = GOOD.replace("10:00", "07:00")
    done = import_readings(session, (HEAD + good + line).encode(), now=NOW)
    assert code in [fault.code for fault in done.faults]
    assert all(fault.number >= 3 for fault in done.faults)
    assert stored(session) == []
    take(session, good, line, skip_bad=True)
    assert (TEN - timedelta(hours=3), 12_500_000) in stored(session)


def test_the_hour_that_october_has_twice_is_told_by_the_order_or_by_its_column(
    session: Session, register: Register
) -> None:
    twice = GOOD.replace("2026-11-20 10:00", "2026-10-25 02:30")
    assert take(session, twice, twice.replace("12.5", "13")) == []
    summer = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert stored(session) == [(summer, 12_500_000), (summer + timedelta(hours=1), 13_000_000)]
    head = "register;at;value;unit;dst\n"
    rows = [f"ADM-01-E1;2026-10-25 02:30;{value};kWh;{flag}\n" for value, flag in (("14", "W"), ("12.5", "S"))]
    assert take(session, *rows, head=head) == []
    assert stored(session)[1] == (summer + timedelta(hours=1), 14_000_000)


def test_the_operators_table_counts_for_the_register_that_a_mapping_names(session: Session) -> None:
    place = add_building(session)
    register = add_register(session, place, "ADM-01-E2", medium="electricity", kind="interval", unit="kWh")
    assert take(session, FLUVIUS, head="") == ["unknown_code"]
    wish = MappingWish("regie/v1/dl-1/csv", "csv", "541448860000000001/Afname Dag", register.code)
    add_mapping(session, wish, who=system("a test"), now=NOW)
    assert take(session, FLUVIUS, head="") == []
    assert stored(session) == [(datetime(2026, 1, 2, 9, tzinfo=UTC), 123_000)]
    add_register(session, place, "ADM-01-E3", medium="electricity", kind="interval", unit="kWh")
    other = MappingWish("regie/v1/dl-2/csv", "csv", wish.field, "ADM-01-E3")
    add_mapping(session, other, who=system("a test"), now=NOW)
    assert take(session, FLUVIUS, head="") == ["unknown_code"]


def test_a_profile_that_is_named_decides_how_numbers_are_read(session: Session, register: Register) -> None:
    table = (HEAD + GOOD.replace("12.5", "1.234,5")).encode()
    assert import_readings(session, table, now=NOW, profile="plain_comma").added == 1
    assert stored(session) == [(TEN, 1_234_500_000)]
    with pytest.raises(ColumnMissing):
        import_readings(session, table, now=NOW, profile="fluvius")
    with pytest.raises(UnknownProfile):
        import_readings(session, table, now=NOW, profile="sibelga")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", ColumnMissing), (b"a;b\n1;2\n", ColumnMissing), (b"\x00\x01\x02", Unreadable),
        ((HEAD + ";" * 300_000).encode(), FileTooLarge), (HEAD.encode() + b'"', Unreadable),
        ("at\x00;".encode("utf-16"), Unreadable),
    ],
    ids=["empty", "other columns", "bytes", "endless cells", "an open quote", "another encoding"],
)  # fmt: skip
def test_what_is_no_table_is_refused_whole(session: Session, raw: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        import_readings(session, raw, now=NOW)


def test_a_file_of_a_windows_office_is_read(session: Session, register: Register) -> None:
    table = (HEAD + GOOD.replace("2026-11-20 10:00", "20/11/2026 10:00")).replace("\n", "\r\n")
    assert import_readings(session, table.encode("utf-8-sig"), now=NOW).added == 1
    head = FLUVIUS.replace("Afname Dag", "Prélèvement")
    faults = import_readings(session, head.encode("cp1252"), now=NOW).faults
    assert [fault.params["value"] for fault in faults] == ["541448860000000001/Prélèvement"]


def exported(session: Session) -> bytes:
    return b"".join(csv_stream(*reading_rows(session)))


def test_what_is_exported_can_be_imported_again_also_behind_a_transformer(session: Session, register: Register) -> None:
    register.factor_micro = 40_000_000
    assert take(session, GOOD, GOOD.replace("10:00", "11:00").replace("12.5", "13.1")) == []
    table, before = exported(session), stored(session)
    assert before == [(TEN, 500_000_000), (TEN + timedelta(hours=1), 524_000_000)]
    assert import_readings(session, table, now=NOW).unchanged == 2
    session.execute(delete(Reading))
    assert import_readings(session, table, now=NOW).added == 2
    assert stored(session) == before


values = st.lists(st.decimals(0, 9999, places=3), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(values, st.randoms(use_true_random=False), st.integers(0, 12))
def test_the_order_of_the_lines_and_a_part_sent_before_make_no_difference(
    session: Session, register: Register, found: list[Decimal], chance: random.Random, part: int
) -> None:
    session.execute(delete(Reading))
    lines = [
        GOOD.replace("2026-11-20 10:00", f"{TEN + timedelta(minutes=15 * place):%Y-%m-%dT%H:%MZ}").replace(
            "12.5", f"{value:f}"
        )
        for place, value in enumerate(found)
    ]
    mixed = lines.copy()
    chance.shuffle(mixed)
    assert take(session, *mixed[:part]) == take(session, *mixed) == []
    wanted = [(TEN + timedelta(minutes=15 * place), int(value * 1_000_000)) for place, value in enumerate(found)]
    assert stored(session) == wanted
