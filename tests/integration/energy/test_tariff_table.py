"""Tariffs in a table: each day on which prices change, once, in and out."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from ops.energy.defaults import TARIFF_BODY, TARIFFS
from ops.energy.service.tariff_table import COLUMNS, import_tariffs, tariff_rows
from ops.kit import rulesets

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HEAD = "valid_from,electricity,gas,heat,water,pv\n"
TABLE = HEAD + "2026-01-01,0.32,0.085,0.11,5.10,0.04\n2027-01-01,0.29,0.08,0.10,5.20,0.03\n"


def _take(session: Session, table: str) -> tuple[int, int, int]:
    done = import_tariffs(session, table.encode(), now=NOW)
    assert done.faults == []
    return done.added, done.changed, done.unchanged


def _price(session: Session, on: date, name: str = "water") -> float:
    price: float = rulesets.in_force(rulesets.versions(session, TARIFFS), on).body[name]
    return price


def test_a_price_counts_from_its_day_on_and_the_same_table_twice_changes_nothing(session: Session) -> None:
    assert _take(session, TABLE) == (2, 0, 0)
    assert _take(session, TABLE) == (0, 0, 2)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [_price(session, day) for day in days] == [TARIFF_BODY["water"], 5.10, 5.10, 5.20]
    assert _price(session, days[1], "gas_kwh_per_m3") == TARIFF_BODY["gas_kwh_per_m3"]
    assert _take(session, HEAD + "01/01/2026,0.32,0.085,0.11,5.15,0.04\n") == (0, 1, 0)
    assert [_price(session, day) for day in days[1:]] == [5.15, 5.15, 5.20]


def test_what_goes_out_comes_in_again_as_it_was(session: Session) -> None:
    _take(session, TABLE)
    _take(session, HEAD + "2026-01-01,0.32,0.085,0.11,5.15,0.04\n")
    head, rows = tariff_rows(session)
    table = [",".join(map(str, row)) for row in (head, *rows)]
    assert (tuple(head), len(table)) == (COLUMNS, 4)
    assert _take(session, "\n".join(table)) == (0, 0, 3)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("soon,1,1,1,1,1", "valid_from", "not_a_date"), (",1,1,1,1,1", "valid_from", "missing"),
        ("2026-01-01,dear,1,1,1,1", "electricity", "not_a_number"), ("2026-01-01,1,-1,1,1,1", "gas", "out_of_range"),
        ("2026-01-01,1,1,1,,1", "water", "missing"), ("2026-02-01,1,1,1,1,1", "valid_from", "duplicate"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_nothing_is_written(session: Session, line: str, column: str, code: str) -> None:
    done = import_tariffs(session, f"{HEAD}2026-02-01,1,1,1,1,1\n{line}\n".encode(), now=NOW)
    assert [(fault.number, fault.column, fault.code) for fault in done.faults] == [(3, column, code)]
    assert len(rulesets.versions(session, TARIFFS)) <= 1
    assert import_tariffs(session, f"{HEAD}2026-02-01,1,1,1,1,1\n{line}\n".encode(), now=NOW, skip_bad=True).added == 1
