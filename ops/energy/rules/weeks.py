"""Days summed to the weeks that they fill."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

_DAYS = 7


def by_week(days: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """(Monday, sum) of each week of which all seven days are given."""
    found: defaultdict[date, list[int]] = defaultdict(list)
    for day, amount in days:
        found[day - timedelta(days=day.weekday())].append(amount)
    return [(monday, sum(amounts)) for monday, amounts in sorted(found.items()) if len(amounts) == _DAYS]
