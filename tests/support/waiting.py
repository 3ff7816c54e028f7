"""Waiting for something that another thread or process does."""

import threading
import time
from collections.abc import Callable

_pause = threading.Event()


def until(condition: Callable[[], bool], what: str, *, within_s: float = 60.0) -> None:
    """Looks again and again; fails with `what` when it does not come true in time."""
    end = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {within_s} s: {what}")
        _pause.wait(0.05)
