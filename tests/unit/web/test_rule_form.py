from typing import Any

import pytest

from ops.kit.rulesets import Fault, all_shipped
from ops.web.pages.operations import rule_form
from ops.web.pages.operations.rule_form import Facts, NotReadable, Table, filled, leaves, read_json, sections

BODY: dict[str, Any] = {
    "rounds": 6,
    "share": 0.5,
    "on": True,
    "days": ["mon", "tue"],
    "hours": [1, 2],
    "nothing": None,
    "rows": [{"code": "a", "limit": 3}, {"code": "b", "limit": 4}],
    "targets": {"P1": {"respond": {"minutes": 10}}, "P2": {"respond": {"working_days": 1}}},
}


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("rounds", "9", 9),
        ("rounds", "1 000", 1000),
        ("share", "0,75", 0.75),
        ("on", "no", False),
        ("days", "wed,  thu ,", ["wed", "thu"]),
        ("hours", "3, 4", [3, 4]),
        ("nothing", "", None),
        ("nothing", "soon", "soon"),
        ("rows.2.limit", "5", 5),
        ("targets.P1.respond.minutes", "15", 15),
    ],
    ids=lambda each: str(each),
)
def test_what_is_typed_becomes_the_figure_at_its_place(path: str, typed: str, value: Any) -> None:
    body, faults = filled(BODY, {path: typed})
    assert not faults
    assert {leaf.path: leaf.value for leaf in leaves(body)}[path] == value


@pytest.mark.parametrize(
    ("path", "typed", "text"),
    [
        ("rounds", "lots", "Write a whole number."),
        ("rounds", "2.5", "Write a whole number."),
        ("rounds", "", "Write a whole number."),
        ("rounds", "nan", "Write a whole number."),
        ("rounds", "inf", "Write a whole number."),
        ("share", "nan", "Write a number."),
        ("share", "half", "Write a number."),
    ],
    ids=lambda each: str(each),
)
def test_what_is_no_number_is_a_fault_of_its_field(path: str, typed: str, text: str) -> None:
    assert filled(BODY, {path: typed})[1] == [Fault(path, text)]


def test_fields_that_were_not_sent_or_not_touched_stay_as_they_are() -> None:
    untouched = {leaf.path: leaf.typed for leaf in leaves(BODY)}
    assert filled(BODY, {}) == (BODY, [])
    assert filled(BODY, untouched) == (BODY, [])


@pytest.mark.parametrize("shipped", all_shipped(), ids=lambda each: each.name)
def test_each_shipped_set_survives_its_own_form(shipped: Any) -> None:
    typed = {leaf.path: leaf.typed for leaf in leaves(shipped.body)}
    assert filled(shipped.body, typed) == (shipped.body, [])
    assert read_json(rule_form.as_json(shipped.body)) == shipped.body
    assert sections(shipped.body)


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "null", '{"a": NaN}', '{"a": "\\u0000"}', "[" * 50_000], ids=lambda each: each[:12]
)
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_json(text)


def test_groups_of_the_same_shape_are_rows_of_a_table() -> None:
    facts, rows, targets = sections(BODY)
    assert isinstance(facts, Facts)
    assert [name for name, _ in facts.items] == ["rounds", "share", "on", "days", "hours", "nothing"]
    assert rows == Table(("rows",), ["code", "limit"], [("1", ["a", 3]), ("2", ["b", 4])])
    assert isinstance(targets, Table)
    assert targets.rows == [("P1", [{"minutes": 10}]), ("P2", [{"working_days": 1}])]
