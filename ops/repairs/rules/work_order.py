"""The life of one work order: what may be done with it in each state."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """An action: where it leads from each state in which it is lawful, and the ticket event that it leaves."""

    moves: Mapping[str, str]
    event: str


def _step(from_states: str, to_state: str, event: str) -> Step:
    return Step(dict.fromkeys(from_states.split(), to_state), event)


def _sends_on(waiting: str, stays: str, event: str) -> Step:
    """Sends an order on that waited for just this; in the other states it only makes the fact known."""
    return Step({waiting: "dispatched", **{state: state for state in stays.split()}}, event)


STEPS: Mapping[str, Step] = {
    "dispatch": _step("planned waiting_access waiting_part", "dispatched", "work_dispatched"),
    "accept": _step("dispatched", "accepted", "work_accepted"),
    "refuse": _step("dispatched accepted", "refused", "work_refused"),
    "unreachable": _step("dispatched accepted", "refused", "work_unreachable"),
    "start": _step("dispatched accepted waiting_access", "on_site", "work_started"),
    "made-safe": _step("on_site", "on_site", "made_safe"),
    "no-access": _step("dispatched accepted on_site", "waiting_access", "work_no_access"),
    "need-part": _step("accepted on_site", "waiting_part", "work_need_part"),
    "part-arrived": _sends_on("waiting_part", "planned dispatched accepted on_site waiting_access", "part_arrived"),
    "follow-on": _step("on_site", "completed", "work_followed_on"),
    "complete": _step("on_site", "completed", "work_completed"),
    "cancel": _step("planned dispatched accepted on_site waiting_access waiting_part", "cancelled", "work_cancelled"),
}
#: An appointment is no step of the work, but who was not let in goes again once it is agreed.
SLOT = _sends_on("waiting_access", "planned dispatched accepted waiting_part", "slot_agreed")

#: What each event of a ticket makes of the work order that it names, whatever came before.
STATE_AFTER: Mapping[str, str] = {
    "work_planned": "planned",
    "work_dispatched": "dispatched",
    "work_accepted": "accepted",
    "work_refused": "refused",
    "work_unreachable": "refused",
    "work_started": "on_site",
    "work_no_access": "waiting_access",
    "work_need_part": "waiting_part",
    "work_followed_on": "completed",
    "work_completed": "completed",
    "work_cancelled": "cancelled",
}
#: Events that move an order only when it waited for them.
SENDING_ON: Mapping[str, Step] = {step.event: step for step in (STEPS["part-arrived"], SLOT)}
#: What an event of the ticket may do with one of its work orders.
MOVES = frozenset(STATE_AFTER) | frozenset(SENDING_ON)

MOVING = frozenset({"dispatched", "accepted", "on_site"})
WAITING = frozenset({"waiting_access", "waiting_part"})
#: Nobody is on site, so it may still be somebody else's.
CAN_MOVE = frozenset({"planned", "dispatched", "accepted", "waiting_access", "waiting_part"})
ENDED = frozenset({"completed", "refused", "cancelled"})


def state_after(kind: str, before: str) -> str:
    """The state of the order once the event has happened."""
    if kind in SENDING_ON:
        return SENDING_ON[kind].moves.get(before, before)
    return STATE_AFTER[kind]


def is_lawful(action: str, state: str) -> bool:
    return state in STEPS[action].moves


def lawful_actions(state: str, *, part_missing: bool = False) -> tuple[str, ...]:
    """In the order of the work, so that the first is the usual next one.

    A part can only arrive that is missing, and while it is, nothing is done.
    """
    hidden = "complete" if part_missing else "part-arrived"
    return tuple(name for name, step in STEPS.items() if state in step.moves and name != hidden)
