"""How often alerts were right, as far as the findings of closed work can tell."""

from dataclasses import dataclass
from math import sqrt

#: Two-sided 90 %: a channel is held back when it is likely that it does worse than wanted, not only when it is sure.
_Z = 1.6449
#: With less closed work than this a share would say more than is known.
ENOUGH = 5


@dataclass(frozen=True)
class Realised:
    """Of `judged` alerts whose work was closed with a finding that can tell, `right` were right."""

    right: int = 0
    judged: int = 0

    @property
    def is_enough(self) -> bool:
        return self.judged >= ENOUGH

    @property
    def share(self) -> float:
        """Nothing when nothing was judged."""
        return self.right / self.judged if self.judged else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (1927) of the true share; everything is possible while nothing was judged."""
        if not self.judged:
            return 0.0, 1.0
        spread = _Z * _Z / self.judged
        centre = (self.share + spread / 2) / (1 + spread)
        half = sqrt(spread * (self.share * (1 - self.share) + spread / 4)) / (1 + spread)
        return max(centre - half, 0.0), min(centre + half, 1.0)
