"""A clock that a test moves on."""

from datetime import datetime, timedelta


class MovingClock:
    """Stands still until it is told to move."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def wait(self, **span: float) -> None:
        self.at += timedelta(**span)
