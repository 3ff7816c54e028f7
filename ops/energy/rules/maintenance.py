"""Windows of maintenance: what they hold back, and which hours they take from the model of what is usual."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ops.kit.periods import Span

_AN_HOUR = timedelta(hours=1)
#: Works longer than this are a change of use, which has a date of its own.
LONGEST_DAYS = 92


def holds_back(windows: Iterable[Span], started_at: datetime, until_at: datetime, settles: timedelta) -> bool:
    """Whether waste seen in [started_at, until_at) is explained by works.

    It is while its last hour lies in a window. What began in one has, after it, the same time to settle as any alert
    has to end; what lasts longer was no work.
    """
    return any(
        each.holds(until_at - _AN_HOUR) or (each.holds(started_at) and each.to_at <= until_at <= each.to_at + settles)
        for each in windows
    )
