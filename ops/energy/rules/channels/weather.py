"""What the weather and other drivers ask of a register: a line with a bend, learnt anew each week from weeks before.

A day's use = level of its kind of day + slope x max(0, bend - temperature), the slope by kind of day. The heat above 18
degrees, and what another sector does there, come beside it. The bend is the one of a few that fits best: ASHRAE's
change-point models without their search.
"""

from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.drivers import Drivers
from ops.energy.rules.slow_figures import WeatherFigures

WEEK = 7
_BENDS_C = (10.0, 12.0, 14.0, 16.0, 18.0)
_COOLING_FROM_C = 18.0
#: Brings the columns to one size, so that one small number steadies those that are always nought.
_DEGREES, _STEADY = 10.0, 1e-3
#: The first columns tell the kind of day, the others what drives it; of those, two count how cold it is.
_KINDS, COLD = 2, slice(2, 4)


@dataclass(frozen=True, eq=False)
class Weeks:
    """Days of registers cut into weeks from Monday on.

    `use` [registers, weeks, 7]; `columns` [bends, registers, weeks, 7, columns]; both 0 where `known` is False.
    """

    use: Floats
    columns: Floats
    known: Bools


@dataclass(frozen=True, eq=False)
class Models:
    """The model that each week is told by, learnt before it.

    `weights` [registers, weeks, columns] for the bend at place `bend` [registers, weeks]; `explains` is the share of
    the days' variance within a kind of day that the drivers explain, `days` how many days it learnt from.
    """

    weights: Floats
    bend: Ints
    explains: Floats
    days: Floats


def in_weeks(use: Floats, drivers: Drivers) -> Weeks:
    """`use` is [registers, days]; a day counts when its use and one of its drivers are known."""
    known = ~np.isnan(use) & is_driven(drivers)
    begin = drivers.days_into_week
    columns = np.stack([_cut(_columns(drivers, bend_c) * known[..., None], begin) for bend_c in _BENDS_C])
    return Weeks(_cut(np.where(known, use, 0.0), begin), columns, _cut(known.astype(np.float64), begin) > 0)


def is_driven(drivers: Drivers) -> Bools:
    """Of which days something is known that drives them; [registers, days]."""
    return np.asarray(~np.isnan(drivers.temperature_c) | ~np.isnan(drivers.pushed))


def _columns(drivers: Drivers, bend_c: float) -> Floats:
    """[registers, days, columns]"""
    free = drivers.free
    cold = np.nan_to_num(np.maximum(bend_c - drivers.temperature_c, 0.0)) / _DEGREES
    heat = np.nan_to_num(np.maximum(drivers.temperature_c - _COOLING_FROM_C, 0.0)) / _DEGREES
    told, pushed = _pushed(drivers.pushed)
    return np.stack([~free, free, cold * ~free, cold * free, heat, told, pushed], axis=2).astype(np.float64)


def _pushed(pushed: Floats) -> tuple[Bools, Floats]:
    """Whether anything was told of a day, and how much of what was told first."""
    told = ~np.isnan(pushed)
    first = np.take_along_axis(pushed, told.argmax(axis=1)[:, None], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return told, np.where(told & (first > 0), pushed / first, 0.0)


def _cut(values: Floats, begin: Ints) -> Floats:
    """[registers, days, ...] to [registers, weeks, 7, ...] from Monday on; 0 outside of the table."""
    registers, days = values.shape[:2]
    weeks = -(-(days + int(begin.max(initial=0))) // WEEK)
    cut = np.zeros((registers, weeks * WEEK, *values.shape[2:]))
    cut[np.arange(registers)[:, None], begin[:, None] + np.arange(days)] = values
    return cut.reshape(registers, weeks, WEEK, *values.shape[2:])


def learnt(weeks: Weeks, gap: int, most: int) -> Models:
    """Each week's model, from at most so many weeks that end `gap` weeks before the week's own end."""
    fits = [_fit(weeks, columns, gap, most) for columns in weeks.columns]
    left = np.stack([each[1] for each in fits])
    bend = left.argmin(axis=0)
    weights = np.take_along_axis(np.stack([each[0] for each in fits]), bend[None, ..., None], axis=0)[0]
    left_over = np.take_along_axis(left, bend[None], axis=0)[0]
    days, varied = fits[0][2], fits[0][3]
    with np.errstate(invalid="ignore", divide="ignore"):
        explains = np.where(varied > 0, 1 - left_over / varied, 0.0)
    return Models(weights, bend, explains, days)


def _fit(weeks: Weeks, columns: Floats, gap: int, most: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights, squares left over, days, and squares around the level of each kind of day."""
    products = _window(np.einsum("rwdp,rwdq->rwpq", columns, columns), gap, most)
    with_use = _window(np.einsum("rwdp,rwd->rwp", columns, weeks.use), gap, most)
    squares = _window(np.asarray((weeks.use**2).sum(axis=2)), gap, most)
    weights = np.linalg.solve(products + _STEADY * np.eye(columns.shape[-1]), with_use[..., None])[..., 0]
    explained: Floats = 2 * (weights * with_use).sum(axis=2) - np.einsum("rwp,rwpq,rwq->rw", weights, products, weights)
    counts = np.maximum(np.diagonal(products, axis1=2, axis2=3)[..., :_KINDS], 1.0)
    levels: Floats = (with_use[..., :_KINDS] ** 2 / counts).sum(axis=2)
    days = _window(weeks.known.sum(axis=2).astype(np.float64), gap, most)
    return np.asarray(weights, dtype=np.float64), squares - explained, days, squares - levels


def _window(values: Floats, gap: int, most: int) -> Floats:
    """Sums over the `most` weeks that end `gap` weeks before each week's end; [registers, weeks, ...]."""
    sums = np.cumsum(values, axis=1)
    padded = np.concatenate([np.zeros((len(sums), gap + most, *sums.shape[2:])), sums], axis=1)
    weeks = values.shape[1]
    return np.asarray(padded[:, most : most + weeks] - padded[:, :weeks])


def asked(use: Floats, drivers: Drivers, figures: WeatherFigures) -> Floats:
    """What the drivers ask of each day beyond the level of its kind; [registers, days] like `use`.

    Nothing where they don't explain enough. What once explained enough goes on until it is learnt better: a scale that
    came and went would itself be a rise. From then on a day without a known driver is unknown.
    """
    if not is_driven(drivers).any():
        return np.zeros(use.shape)
    weeks = in_weeks(use, drivers)
    told, stands = _told(weeks, learnt(weeks, 1, figures.most_weeks), figures)
    begin, days = drivers.days_into_week, use.shape[1]
    unknown = _uncut(stands, begin, days).astype(np.bool_) & ~is_driven(drivers)
    return np.where(unknown, np.nan, _uncut(told, begin, days))


def _told(weeks: Weeks, models: Models, figures: WeatherFigures) -> tuple[Floats, Bools]:
    """By the last model that explained enough, and on which days there was one; [registers, weeks, 7]."""
    enough = (models.explains >= figures.explains_at_least) & (models.days >= figures.least_days)
    last = np.maximum.accumulate(np.where(enough, np.arange(enough.shape[1]), -1), axis=1)
    by = np.maximum(last, 0)
    bend = np.take_along_axis(models.bend, by, axis=1)
    weights = np.take_along_axis(models.weights, by[..., None], axis=1)
    columns = np.take_along_axis(weeks.columns, bend[None, :, :, None, None], axis=0)[0]
    told = np.einsum("rwdp,rwp->rwd", columns[..., _KINDS:], weights[..., _KINDS:])
    stands = np.repeat((last >= 0)[..., None], WEEK, axis=2)
    return np.where(stands, told, 0.0), stands


def _uncut(cut: Floats | Bools, begin: Ints, days: int) -> Floats:
    """[registers, weeks, 7] back to [registers, days]."""
    flat = cut.reshape(len(cut), -1)
    return np.asarray(flat[np.arange(len(cut))[:, None], begin[:, None] + np.arange(days)], dtype=np.float64)
