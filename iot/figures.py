"""What one ingest did and how far behind it is: told with its sign of life, so that every process can show it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from iot.decoding import Decoded
from ops.energy.rules.incoming import IncomingReading
from ops.energy.service.ingest import StoredBatch


@dataclass(slots=True)
class IngestFigures:
    """Counts since the process started; lags are those of the last batch."""

    #: Of dataloggers; what the broker says about itself is not counted.
    messages: int = 0
    batches: int = 0
    #: Seconds from a decoded batch to its commit, summed up.
    storing_s: float = 0.0
    #: new, repeated, revised, dead
    readings: Counter[str] = field(default_factory=Counter)
    #: From the receipt of its oldest message, and from the instant of its youngest reading, to the commit.
    receipt_lag_s: float = 0.0
    event_lag_s: float = 0.0
    #: What the broker says of itself; None until it has.
    dropped: int | None = None
    held: int | None = None

    def note_said(self, decoded: Decoded) -> None:
        """What the broker told beside the messages."""
        self.dropped = self.dropped if decoded.dropped is None else decoded.dropped
        self.held = self.held if decoded.held is None else decoded.held

    def note_stored(
        self, outcome: StoredBatch, readings: Sequence[IncomingReading], seconds: float, now: datetime
    ) -> None:
        """A batch is committed."""
        self.storing_s += seconds
        counts = {
            "new": outcome.stored, "repeated": outcome.repeated, "revised": outcome.revised, "dead": outcome.dead,
        }  # fmt: skip
        self.readings.update(counts)
        fresh = [reading.at for reading in readings if reading.fresh]
        if fresh:
            self.event_lag_s = max((now - max(fresh)).total_seconds(), 0.0)

    def note_batch(self, messages: int, receipt_lag_s: float) -> None:
        """Its messages are about to be acknowledged."""
        self.messages += messages
        self.batches += 1
        self.receipt_lag_s = receipt_lag_s

    def as_detail(self) -> dict[str, Any]:
        """As it stands in the heartbeat; what the broker never said is left out."""
        said = {"dropped_by_broker": self.dropped, "held_by_broker": self.held}
        return {
            "messages": self.messages,
            "batches": self.batches,
            "readings": dict(self.readings),
            "storing_s": round(self.storing_s, 3),
            "receipt_lag_s": round(self.receipt_lag_s, 3),
            "event_lag_s": round(self.event_lag_s, 3),
            **{name: value for name, value in said.items() if value is not None},
        }
