from typing import Any

import pytest

from ops.kit.differences import Change, diff


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [Change("a.b", "changed", 1, 2)]),
        ({"a": 1}, {}, [Change("a", "removed", 1, None)]),
        ({}, {"a": None}, [Change("a", "added", None, None)]),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, [Change("a", "changed", ["x", "y"], ["y", "x"])]),
        ({"a": [[1], [2]]}, {"a": [[1], [2], [3]]}, [Change("a.3", "added", None, [3])]),
        (
            {"rows": [{"code": "P1", "h": 2}, {"code": "P2", "h": 8}]},
            {"rows": [{"code": "P2", "h": 9}, {"code": "P1", "h": 2}]},
            [Change("rows.P2.h", "changed", 8, 9)],
        ),
        (
            {"rows": [{"code": "P1"}]},
            {"rows": [{"code": "P1"}, {"code": "P6"}]},
            [Change("rows.P6", "added", None, {"code": "P6"})],
        ),
        ({"a": {"b": 1}}, {"a": [1]}, [Change("a", "changed", {"b": 1}, [1])]),
        ({"a": []}, {"a": [{"code": "x"}]}, [Change("a.1", "added", None, {"code": "x"})]),
        ({"a": 1}, {"a": True}, [Change("a", "changed", 1, True)]),
    ],
    ids=[
        "nothing changed",
        "a figure deep inside",
        "a figure that went",
        "a figure that came, even an empty one",
        "the order of plain words",
        "a row without a name",
        "rows are matched by their code, not by their place",
        "a row more",
        "another shape",
        "the first row of an empty list",
        "yes is not the number one",
    ],
)
def test_it_says_what_changed(before: Any, after: Any, changes: list[Change]) -> None:
    assert diff(before, after) == changes
