"""Which version a caller's If-Match names, alike for every kind of thing."""

import pytest
from starlette.requests import Request

from ops.errors import EditedMeanwhile
from ops.kit.http import check_version, expected_version


def asked(tag: str | None) -> Request:
    headers = [] if tag is None else [(b"if-match", tag.encode("latin-1"))]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        (None, None),
        ("*", None),
        ('"v3"', 3),
        ('W/"v3"', 3),
        ("v3", 3),
        ("3", 3),
        ('"v²"', -1),
        ("", -1),
        ("v" * 20, -1),
    ],
    ids=["none", "any", "ours", "weakened by a proxy", "bare", "a number", "no digit", "empty", "nonsense"],
)
def test_the_version_is_read_from_the_tag(tag: str | None, version: int | None) -> None:
    assert expected_version(asked(tag)) == version


@pytest.mark.parametrize("tag", [None, "*", '"v3"', 'W/"v3"'])
def test_a_change_of_the_version_that_is_there_is_let_in(tag: str | None) -> None:
    check_version(asked(tag), 3)


@pytest.mark.parametrize("tag", ['"v2"', "nonsense", ""])
def test_a_change_of_another_version_is_refused(tag: str) -> None:
    with pytest.raises(EditedMeanwhile):
        check_version(asked(tag), 3)
