"""What may be done with a ticket now, and what is in the way when it may not."""

from collections.abc import Callable, Mapping

from ops.repairs.rules.lifecycle import State

ACTIONS = ("triage", "callers", "notes", "work-orders", "pause", "resume", "resolve", "reopen", "cancel")


def _ended(state: State) -> str | None:
    """What an ended ticket says to everything but notes and reopening."""
    return f"is_{state.end}" if state.end else None


def _pause(state: State) -> str | None:
    if state.status == "new":
        return "is_new"
    return _ended(state) or ("is_waiting" if state.held else None)


def _resume(state: State) -> str | None:
    return _ended(state) or (None if state.held else "is_not_paused")


def _resolve(state: State) -> str | None:
    return _ended(state) or ("has_open_orders" if state.open_orders else None)


def _reopen(state: State) -> str | None:
    if state.end == "resolved":
        return None
    return _ended(state) or "is_not_resolved"


def _cancel(state: State) -> str | None:
    return _ended(state) or ("is_on_site" if state.status == "in_progress" else None)


def _work_orders(state: State) -> str | None:
    return _ended(state) or ("is_new" if state.status == "new" else None)


_HINDRANCE: Mapping[str, Callable[[State], str | None]] = {
    "triage": _ended,
    "callers": _ended,
    "notes": lambda state: None,
    "work-orders": _work_orders,
    "pause": _pause,
    "resume": _resume,
    "resolve": _resolve,
    "reopen": _reopen,
    "cancel": _cancel,
}


def hindrance(state: State, action: str) -> str | None:
    """The code of what is in the way; None when the action is lawful now."""
    return _HINDRANCE[action](state)


def lawful(state: State) -> tuple[str, ...]:
    return tuple(action for action in ACTIONS if hindrance(state, action) is None)
