"""How long a call has been going, from when its page was opened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: What a form says of itself counts within a day only: an older one was left open.
_LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class CallClock:
    begun_at: str
    seconds: int

    @property
    def shown(self) -> str:
        """ "4:07"."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


def running(begun_at: str, now: datetime) -> CallClock:
    """From the instant that the form carries; anew where it carries none that can be."""
    begun = _instant(begun_at)
    if begun is None or not timedelta() <= now - begun < _LONGEST:
        begun = now
    return CallClock(begun.isoformat(), int((now - begun).total_seconds()))


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
