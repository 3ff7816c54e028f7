from typing import Any

import pytest

from ops.kit.rulesets import Fault, all_shipped
from ops.web.pages.operations import rule_form
from ops.web.pages.operations.rule_form import (
    Facts,
    NotReadable,
    Row,
    Table,
    filled,
    leaves,
    leaves_below,
    read_json,
    sections,
)
from ops.web.pages.operations.rule_units import in_orders
from ops.web.pages.operations.rule_words import RuleWords

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
    for language in ("nl", "fr", "en"):
        typed = {leaf.path: leaf.typed_in(language) for leaf in leaves(shipped.body)}
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
    assert rows == Table(("rows",), ["limit"], [Row("1", "a", {"limit": 3}), Row("2", "b", {"limit": 4})])
    assert isinstance(targets, Table)
    assert targets.rows == [
        Row("P1", "P1", {"respond": {"minutes": 10}}),
        Row("P2", "P2", {"respond": {"working_days": 1}}),
    ]


def test_each_place_of_a_table_knows_its_fields() -> None:
    fields = leaves_below(BODY)
    assert [leaf.path for leaf in fields["rows", "2", "limit"]] == ["rows.2.limit"]
    assert [leaf.path for leaf in fields["targets", "P1", "respond"]] == ["targets.P1.respond.minutes"]
    assert [leaf.path for leaf in fields["targets",]] == [
        "targets.P1.respond.minutes",
        "targets.P2.respond.working_days",
    ]


def test_a_figure_is_typed_with_the_decimal_sign_of_the_reader() -> None:
    share = leaves_below(BODY)["share",][0]
    assert (share.typed_in("nl"), share.typed_in("en")) == ("0,5", "0.5")


@pytest.mark.parametrize(
    ("set_name", "name", "value", "row", "text"),
    [
        ("energy.tariffs", "water", 4.9, {}, "4,9 EUR/m³"),
        ("energy.detection", "first_hours", 7, {}, "7\N{NO-BREAK SPACE}u"),
        ("repairs.targets", "minutes", 120, {}, "2\N{NO-BREAK SPACE}u"),
        ("repairs.targets", "working_days", 1, {}, "1 werkdag"),
        ("repairs.targets", "working_days", 3, {}, "3 werkdagen"),
        ("notifications.delivery", "no_answer_s", 120, {}, "120 s"),
        ("energy.alert_tickets", "excess_at_least_per_hour", 0.2, {"media": ["water"]}, "0,2 m³/u"),
        ("energy.alert_tickets", "excess_at_least_per_hour", 50, {"media": ["gas"]}, "50 kWh/u"),
        ("notifications.delivery", "rounds", 6, {}, "6"),
    ],
)
def test_a_figure_is_read_with_its_unit(set_name: str, name: str, value: float, row: dict[str, Any], text: str) -> None:
    assert RuleWords("nl", set_name).figure(name, value, row) == text


def test_the_ways_to_reach_somebody_are_worded_in_their_order() -> None:
    words = RuleWords("nl", "notifications.who_is_told")
    assert in_orders(("mail", "sms")) == ["", "mail", "sms", "mail, sms", "sms, mail"]
    assert words.in_order(["sms", "mail"]) == "Sms, anders e-mail"


@pytest.mark.parametrize("shipped", all_shipped(), ids=lambda each: each.name)
def test_each_code_of_a_shipped_set_can_be_chosen(shipped: Any) -> None:
    words = RuleWords("nl", shipped.name)
    chosen = [leaf for leaf in leaves(shipped.body) if leaf.choices]
    for leaf in chosen:
        way, codes = leaf.choices or ("", ())
        values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
        assert {each for each in values if each is not None} <= set(codes)
        assert way != "in_order" or leaf.typed in in_orders(codes)
        assert all(words.word(code) for code in codes)
