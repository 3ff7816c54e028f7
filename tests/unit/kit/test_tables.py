from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.exports import cell_text, csv_stream
from ops.kit.imports import MAX_CELL, MAX_LINE, Cells, FileTooLarge, Line, LineFault, Unreadable, read_csv


@pytest.mark.parametrize(
    "raw",
    [
        b"code,name\nA,B\n",
        b"code;name\r\nA;B\r\n",
        b"\xef\xbb\xbfcode\tname\nA\tB",
        b"CODE , Name \nA , B\n\n,\n",
        b"name,other,code\nB,x,A\n",
    ],
    ids=["comma", "semicolon and Windows lines", "tab with a byte order mark", "blanks and empty lines", "other order"],
)
def test_the_same_table_is_read_however_it_was_saved(raw: bytes) -> None:
    assert [dict(line.cells) for line in read_csv(raw, ["code", "name"]).lines] == [{"code": "A", "name": "B"}]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    sheet = read_csv(b'code,name\nA,"two\nlines"\n\nB,C\n', ["code", "name"])
    assert [line.number for line in sheet.lines] == [2, 5]


@pytest.mark.parametrize(
    ("row", "code"),
    [("A", "too_few_cells"), ("A,B,C", "too_many_cells"), ("A," + "x" * (MAX_CELL + 1), "too_long")],
)
def test_a_line_that_is_not_like_the_head_is_a_fault(row: str, code: str) -> None:
    sheet = read_csv(f"code,name\n{row}\nB,C\n".encode(), ["code", "name"])
    assert [fault.code for fault in sheet.faults] == [code]
    assert len(sheet.lines) == 1


@pytest.mark.parametrize("raw", [b"," * MAX_LINE + b",", b"code,name\n" + b"A," * MAX_LINE], ids=["head", "line"])
def test_a_line_of_endless_cells_is_refused_before_they_are_cut(raw: bytes) -> None:
    with pytest.raises(FileTooLarge):
        read_csv(raw, ["code", "name"])


@given(raw=st.binary(max_size=300))
def test_no_file_breaks_the_reader(raw: bytes) -> None:
    try:
        read_csv(b"code,name\n" + raw, ["code", "name"])
    except Unreadable:
        return


def cells(**values: str) -> tuple[Cells, list[LineFault]]:
    faults: list[LineFault] = []
    return Cells(Line(2, values), faults), faults


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda c: c.number("x", low=Decimal(0), high=Decimal(9)), Decimal("1.5")),
        (lambda c: c.day("d"), date(2026, 11, 24)),
        (lambda c: c.day("e"), date(2026, 11, 24)),
        (lambda c: c.flag("f"), True),
        (lambda c: c.flag("none"), False),
        (lambda c: c.cents("m"), 123450),
        (lambda c: c.optional("none"), None),
    ],
    ids=["decimal comma", "ISO date", "Belgian date", "ja", "no flag", "an amount", "nothing"],
)
def test_cells_are_read_as_people_write_them(read: object, value: object) -> None:
    reader, faults = cells(x="1,5", d="2026-11-24", e="24/11/2026", f="ja", m="1234,50")
    assert read(reader) == value  # type: ignore[operator]
    assert faults == []


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (lambda c: c.number("t", low=Decimal(0), high=Decimal(9)), "not_a_number"),
        (lambda c: c.number("x", low=Decimal(2), high=Decimal(9)), "out_of_range"),
        (lambda c: c.whole("x", low=0, high=9), "not_whole"),
        (lambda c: c.day("t"), "not_a_date"),
        (lambda c: c.flag("t"), "not_a_flag"),
        (lambda c: c.cents("t"), "not_an_amount"),
        (lambda c: c.choice("t", ("a", "b")), "not_allowed"),
        (lambda c: c.text("none"), "missing"),
    ],
)
def test_what_can_not_be_read_is_a_fault_with_words(read: object, code: str) -> None:
    reader, faults = cells(x="1,5", t="abc")
    read(reader)  # type: ignore[operator]
    assert [(fault.number, fault.code) for fault in faults] == [(2, code)]
    assert faults[0].text % faults[0].params


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"), ("@sum", "'@sum"), ("-cmd", "'-cmd"), ("+32400001247", "+32400001247"), ("-12,5", "-12,5"),
        ("\tx", "'\tx"), (None, ""), (True, "yes"), (Decimal("1E+3"), "1000"), (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00Z"),
    ],
)  # fmt: skip
def test_no_cell_can_be_run_as_a_formula(value: object, text: str) -> None:
    assert cell_text(value) == text  # type: ignore[arg-type]


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["=a", "@b", "-c", "plain", "12,5", "+32400"]), st.text('xyz;,"', max_size=5))
    )
)
def test_what_is_written_is_read_again(rows: Sequence[tuple[str, str]]) -> None:
    data = b"".join(csv_stream(["code", "name"], rows))
    read = [(line.cells["code"], line.cells["name"]) for line in read_csv(data, ["code", "name"]).lines]
    assert read == list(rows)
