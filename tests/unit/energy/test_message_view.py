"""How a message is shown: as text where it is text, else as bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.message_view import SHOWN_BYTES, PayloadView, hexdump, view


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        pytest.param(b'{"a":1}', '{\n  "a": 1\n}', id="JSON is indented"),
        pytest.param(b"<script>", "<script>", id="text stays as it is"),
        pytest.param("débit".encode(), "débit", id="letters of our languages"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_text_is_shown_as_text(payload: bytes, shown: str) -> None:
    assert view(payload, len(payload)) == PayloadView(shown, is_text=True, is_cut=False)


def test_bytes_are_listed_with_the_letters_among_them() -> None:
    shown = view(b"A\x00\xff", 3)
    assert (shown.is_text, shown.shown.split("  ")[0], shown.shown.split()[-1]) == (False, "000000", "A..")


def test_a_long_text_is_cut_and_says_so_even_inside_a_letter() -> None:
    long = "é".encode() * SHOWN_BYTES
    shown = view(long[: SHOWN_BYTES + 1][1:], len(long))
    assert shown.is_cut
    cut = view(b"x" + long[: SHOWN_BYTES + 3], len(long))
    assert (cut.is_text, cut.is_cut) == (True, True)


@given(st.binary(max_size=300))
def test_every_byte_can_be_looked_at(payload: bytes) -> None:
    assert isinstance(view(payload, len(payload)).shown, str)
    assert len(hexdump(payload).splitlines()) == -(-len(payload) // 16)
