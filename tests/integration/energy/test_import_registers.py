"""Registers from a table: all of it or, when asked, all but the faulty lines; each fault names its line."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Meter, Register
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.service.export import register_rows
from ops.energy.service.meters import import_registers
from ops.estate.models import Location
from ops.kit.imports import ColumnMissing
from tests.support.energy import add_building

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)

HEAD = "register,meter,building,medium,kind,unit,digits,factor,resolution,step_minutes,valid_from\n"
GOOD = "ADM-01-E1,M-1,ADM-01,electricity,index,kWh,8,1,0.001,15,2026-01-01\n"


def _codes(session: Session) -> list[str]:
    return list(session.scalars(select(Register.code).order_by(Register.code)))


def test_a_register_and_its_meter_are_added_once(session: Session) -> None:
    add_building(session)
    done = import_registers(session, (HEAD + GOOD).encode(), now=NOW)
    assert (done.added, done.faults) == (1, [])
    register = session.scalars(select(Register)).one()
    assert (register.factor_micro, register.resolution_micro, register.step_minutes) == (1_000_000, 1_000, 15)
    again = import_registers(session, (HEAD + GOOD.replace(",15,", ",60,")).encode(), now=NOW)
    assert (again.added, again.changed) == (0, 1)
    assert import_registers(session, (HEAD + GOOD.replace(",15,", ",60,")).encode(), now=NOW).unchanged == 1


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (GOOD.replace("ADM-01,", "NOWHERE,"), "building", "unknown_code"),
        (GOOD.replace("electricity", "steam"), "medium", "not_allowed"),
        (GOOD.replace("kWh", "m3"), "unit", "not_allowed"),
        (GOOD.replace("index", "power"), "unit", "not_allowed"),
        (GOOD.replace(",8,1,", ",8,x,"), "factor", "not_a_number"),
        (GOOD.replace("2026-01-01", "2026-13-01"), "valid_from", "not_a_date"),
        (GOOD.replace("ADM-01-E1", ""), "register", "missing"),
        (GOOD + GOOD, "register", "duplicate"),
        ("a,b\n", "", "too_few_cells"),
    ],
    ids=[
        "a building that nobody knows", "a medium that does not exist", "a unit of another medium",
        "power needs kW", "a factor that is no number", "a day that does not exist", "no code",
        "the same code twice", "a line with too few cells",
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_nothing_is_written(session: Session, line: str, column: str, code: str) -> None:
    add_building(session)
    done = import_registers(session, (HEAD + GOOD.replace("E1", "E9") + line).encode(), now=NOW)
    assert (code, column) in [(fault.code, fault.column) for fault in done.faults]
    assert all(fault.number >= 3 for fault in done.faults)
    assert _codes(session) == []


def test_the_good_lines_are_kept_when_the_bad_ones_may_be_skipped(session: Session) -> None:
    add_building(session)
    bad = GOOD.replace("electricity", "steam")
    done = import_registers(session, (HEAD + bad + GOOD.replace("E1", "E2")).encode(), now=NOW, skip_bad=True)
    assert (done.added, len(done.faults)) == (1, 1)
    assert _codes(session) == ["ADM-01-E2"]


def test_a_register_with_history_keeps_its_kind(session: Session) -> None:
    add_building(session)
    import_registers(session, (HEAD + GOOD).encode(), now=NOW)
    done = import_registers(session, (HEAD + GOOD.replace("index", "interval")).encode(), now=NOW)
    assert [fault.code for fault in done.faults] == ["already_there"]


def test_a_head_that_lacks_columns_is_refused(session: Session) -> None:
    with pytest.raises(ColumnMissing):
        import_registers(session, b"register,meter\n", now=NOW)


def test_an_export_of_registers_can_be_imported_again(session: Session) -> None:
    building = add_building(session)
    import_registers(session, (HEAD + GOOD).encode(), now=NOW)
    # The meter hangs in the cellar, and the table names the building.
    cellar = Location(code="ADM-01-cellar", kind="common_part", name="Kelder", zone="centre", path="/cellar/")
    cellar.building_id = building.id
    session.scalars(select(Meter)).one().location = cellar
    session.flush()
    session.expire_all()
    head, rows = register_rows(session, EVERYWHERE, NOW)
    table = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in [head, *rows])
    again = import_registers(session, table.encode(), now=NOW)
    assert (again.unchanged, again.faults) == (1, [])
