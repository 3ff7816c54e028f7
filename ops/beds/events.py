"""What beds tell the domains above (kitchen, linen, billing): synchronous, in the same transaction."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StayEnded:
    """The resident does not sleep there from `on` on; `cause` is one of `rules.kinds.END_CAUSES`."""

    stay_ref: str
    resident_id: int
    bed_id: int
    on: date
    cause: str
