"""Array types and order statistics that leave unknown values (NaN) out, over the last axis."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Makes a median absolute deviation comparable with a standard deviation.
MAD_TO_SIGMA = 1.4826


def quantile(values: Floats, share: float) -> Floats:
    """The known value at `share` of each row, linear between neighbours; NaN for a row that knows nothing."""
    ordered = np.sort(values, axis=-1)
    place = (ordered.shape[-1] - 1) * share
    low = int(place)
    below, above = ordered[..., low], ordered[..., min(low + 1, ordered.shape[-1] - 1)]
    found = np.asarray(below + (above - below) * (place - low), dtype=np.float64)
    # What is not known stands at the end: most rows know all, and need no counting.
    gaps = np.isnan(ordered[..., -1])
    if gaps.any():
        found[gaps] = _quantile_of_known(ordered[gaps], share)
    return found


def _quantile_of_known(ordered: Floats, share: float) -> Floats:
    """Of rows in order of size with unknown values at their end."""
    known = np.sum(~np.isnan(ordered), axis=-1)
    place = np.maximum(known - 1, 0) * share
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(known - 1, 0))
    below = np.take_along_axis(ordered, low[..., None], axis=-1)[..., 0]
    above = np.take_along_axis(ordered, high[..., None], axis=-1)[..., 0]
    return np.asarray(below + (above - below) * (place - low), dtype=np.float64)


def median(values: Floats) -> Floats:
    return quantile(values, 0.5)


def spread(values: Floats, centre: Floats) -> Floats:
    """Robust standard deviation of each row around its centre."""
    return np.asarray(median(np.abs(values - centre[..., None])) * MAD_TO_SIGMA, dtype=np.float64)


def runs(flags: Bools) -> list[tuple[int, int]]:
    """Half-open [start, end) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def run_at_end(flags: Bools) -> int:
    """How many True stand at the end without a break."""
    breaks = np.flatnonzero(~flags)
    return len(flags) - (int(breaks[-1]) + 1 if len(breaks) else 0)


def began(excess: Floats, least: float) -> int:
    """The place from which on most of `excess` stands above `least`; single high hours weigh no more than others."""
    votes = np.clip(np.nan_to_num(excess - least), -abs(least), abs(least))
    sums = np.cumsum(votes[::-1])[::-1]
    return int(np.argmax(sums)) if len(sums) else 0
