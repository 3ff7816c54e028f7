"""Which of several things that happen at once a caller is told, and which are none of his business."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import state_of
from ops.repairs.rules.telling import OCCASIONS, Occasion, occasions

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
_ORDER = {"work_order": "W26-000001"}


def _event(kind: str, **data: Any) -> Event:
    return Event(kind, AT, data)


_REGISTERED = _event("registered", priority="P3", aware_at=AT.isoformat())
_URGENT = _event("registered", priority="P2", aware_at=AT.isoformat())
_CALLER = _event("caller_added", caller=7, called_at=AT.isoformat())
_PLANNED, _SENT = _event("work_planned", **_ORDER), _event("work_dispatched", **_ORDER)
_ACCEPTED, _STARTED = _event("work_accepted", **_ORDER), _event("work_started", **_ORDER)
_SLOT = _event("slot_agreed", **_ORDER, **{"from": AT.isoformat(), "to": AT.isoformat()})


_MOVED = _event("slot_agreed", before_from="x", **_ORDER)
_UNTIL = {"until": AT.isoformat(), **_ORDER}
_COMPLETED, _RESOLVED = _event("work_completed", finding="repaired", **_ORDER), _event("resolved", finding="repaired")
_CALLED_OFF = _event("work_cancelled", **_ORDER)
_WITHDRAWN = _event("cancelled", reason="withdrawn")
_OPERATOR = _event("paused", reason="network_operator")
_PASSED_ON = _event("resolved", finding="routed")


def _told(before: list[Event], *fresh: Event) -> list[str]:
    return [each.code for each in occasions(fresh, before, state_of([*before, *fresh]))]


@pytest.mark.parametrize(
    ("before", "fresh", "told"),
    [
        pytest.param([], [_REGISTERED, _CALLER], ["registered"], id="a call that was noted"),
        pytest.param([_REGISTERED], [_CALLER], ["joined"], id="one more caller"),
        pytest.param([_REGISTERED], [_PLANNED, _SENT], ["visit"], id="planned and sent at once is one message"),
        pytest.param([_REGISTERED], [_PLANNED], [], id="a plan that nobody was sent for"),
        pytest.param([_REGISTERED, _PLANNED], [_SLOT], ["visit"], id="a first moment"),
        pytest.param([_REGISTERED, _PLANNED], [_MOVED], ["slot_moved"], id="another moment"),
        pytest.param([_REGISTERED, _PLANNED, _SENT], [_ACCEPTED], [], id="routine work that was accepted"),
        pytest.param([_URGENT, _PLANNED, _SENT], [_ACCEPTED], ["on_the_way"], id="urgent work that was accepted"),
        pytest.param([_URGENT, _PLANNED, _SENT], [_ACCEPTED, _STARTED], ["on_site"], id="on site at once"),
        pytest.param([_REGISTERED, _SENT], [_event("work_no_access", **_UNTIL)], ["no_access"], id="nobody opened"),
        pytest.param([_REGISTERED, _SENT], [_event("work_need_part", **_UNTIL)], ["part"], id="a part is missing"),
        pytest.param([_REGISTERED, _SENT], [_event("work_refused", **_ORDER)], ["visit_off"], id="the firm refuses"),
        pytest.param([_REGISTERED, _SENT], [_CALLED_OFF, _WITHDRAWN], ["cancelled"], id="withdrawn by the caller"),
        pytest.param([_REGISTERED], [_event("cancelled", reason="error")], [], id="a ticket that was a slip"),
        pytest.param([_REGISTERED], [_event("cancelled", reason="duplicate")], [], id="noted twice"),
        pytest.param([_REGISTERED], [_OPERATOR], ["network"], id="a fault in the network"),
        pytest.param([_REGISTERED], [_event("paused", reason="contractor")], ["delayed"], id="waiting for a firm"),
        pytest.param([_REGISTERED, _SENT], [_COMPLETED, _RESOLVED], ["done"], id="done"),
        pytest.param([_REGISTERED], [_PASSED_ON], [], id="a question that was passed on on the phone"),
        pytest.param([_REGISTERED], [_event("work_followed_on", **_ORDER)], ["more_work"], id="more work is needed"),
        pytest.param([_REGISTERED, _RESOLVED], [_event("reopened")], ["reopened"], id="still broken"),
        pytest.param([_REGISTERED], [_event("note", text="x")], [], id="a note of ours"),
    ],
)  # fmt: skip
def test_a_change_tells_what_matters_and_once(before: list[Event], fresh: list[Event], told: list[str]) -> None:
    assert _told(before, *fresh) == told
    assert set(told) <= set(OCCASIONS)


def test_one_more_caller_is_told_alone() -> None:
    assert occasions([_CALLER], [_REGISTERED], state_of([_REGISTERED])) == [Occasion("joined", 1, caller=7)]


def test_the_same_thing_later_is_news_again() -> None:
    before = [_REGISTERED, _PLANNED, _SENT]
    first = occasions([_SENT], before, state_of([*before, _SENT]))
    second = occasions([_SENT], [*before, _SENT], state_of([*before, _SENT, _SENT]))
    assert first[0].number != second[0].number
