"""The life of one work order: what may be done with it in each state."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """An action: the states from which it is lawful, the state it leads to, and the ticket event it leaves."""

    from_states: frozenset[str]
    to_state: str
    event: str


def _step(from_states: str, to_state: str, event: str) -> Step:
    return Step(frozenset(from_states.split()), to_state, event)


STEPS: Mapping[str, Step] = {
    "dispatch": _step("planned waiting_access waiting_part", "dispatched", "work_dispatched"),
    "accept": _step("dispatched", "accepted", "work_accepted"),
    "refuse": _step("dispatched accepted", "refused", "work_refused"),
    "start": _step("dispatched accepted", "on_site", "work_started"),
    "made-safe": _step("on_site", "on_site", "made_safe"),
    "no-access": _step("dispatched accepted on_site", "waiting_access", "work_no_access"),
    "need-part": _step("accepted on_site", "waiting_part", "work_need_part"),
    "complete": _step("on_site", "completed", "work_completed"),
    "cancel": _step("planned dispatched accepted on_site waiting_access waiting_part", "cancelled", "work_cancelled"),
}

#: What each event of a ticket makes of the work order that it names.
STATE_AFTER: Mapping[str, str] = {
    "work_planned": "planned",
    **{step.event: step.to_state for name, step in STEPS.items() if name != "made-safe"},
}

MOVING = frozenset({"dispatched", "accepted", "on_site"})
WAITING = frozenset({"waiting_access", "waiting_part"})
ENDED = frozenset({"completed", "refused", "cancelled"})


def is_lawful(action: str, state: str) -> bool:
    return state in STEPS[action].from_states


def lawful_actions(state: str) -> tuple[str, ...]:
    """In the order of the work, so that the first is the usual next one."""
    return tuple(name for name, step in STEPS.items() if state in step.from_states)
