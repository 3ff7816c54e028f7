"""Dataloggers that stopped talking: one logger, a whole site, or all of them at once (then it is the broker)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ops.energy.rules.figures import SilenceFigures


@dataclass(frozen=True)
class Heard:
    """A register that was heard live at least once; never heard live = not connected, and no matter of silence."""

    register_id: int
    logger: str
    building_id: int
    step_minutes: int
    last_live_at: datetime


@dataclass(frozen=True)
class Silence:
    """Who is silent since when. `register_id` None: a whole building; `building_id` None too: everything."""

    register_id: int | None
    building_id: int | None
    since_at: datetime
    loggers: int
    of_loggers: int


def allowed_silence(step_minutes: int, figures: SilenceFigures) -> timedelta:
    usual = timedelta(minutes=step_minutes * figures.usual_intervals)
    return max(usual, timedelta(hours=figures.least_hours))


def is_silent(last_live_at: datetime, step_minutes: int, figures: SilenceFigures, now: datetime) -> bool:
    return now - last_live_at >= allowed_silence(step_minutes, figures)


def status_of(
    last_live_at: datetime | None, step_minutes: int, other_alerts: int, figures: SilenceFigures, now: datetime
) -> str:
    """not_connected | alert | silent | ok; the alert of its own silence is not one of the `other_alerts`."""
    if last_live_at is None:
        return "not_connected"
    if other_alerts:
        return "alert"
    return "silent" if is_silent(last_live_at, step_minutes, figures, now) else "ok"


def silences(registers: Iterable[Heard], figures: SilenceFigures, now: datetime) -> Sequence[Silence]:
    """The widest explanation wins: everything, then each building, then single registers."""
    every = list(registers)
    if (broker := _whole(every, 1.0, figures, now)) and len({each.building_id for each in every}) > 1:
        return [Silence(None, None, *broker)]
    found: list[Silence] = []
    for building_id, members in sorted(_by_building(every).items()):
        whole = _whole(members, figures.site_share, figures, now)
        if whole:
            found.append(Silence(None, building_id, *whole))
        else:
            found += [_single(each) for each in members if _is_silent(each, figures, now)]
    return found


def _is_silent(heard: Heard, figures: SilenceFigures, now: datetime) -> bool:
    return is_silent(heard.last_live_at, heard.step_minutes, figures, now)


def _by_building(registers: Iterable[Heard]) -> dict[int, list[Heard]]:
    grouped: dict[int, list[Heard]] = defaultdict(list)
    for each in registers:
        grouped[each.building_id].append(each)
    return grouped


def _single(heard: Heard) -> Silence:
    return Silence(heard.register_id, heard.building_id, heard.last_live_at, 1, 1)


def _whole(
    registers: Sequence[Heard], share: float, figures: SilenceFigures, now: datetime
) -> tuple[datetime, int, int] | None:
    """(since, silent loggers, loggers) when enough loggers are silent; a logger is silent with all its registers."""
    loggers: dict[str, list[Heard]] = defaultdict(list)
    for each in registers:
        loggers[each.logger].append(each)
    silent = [members for members in loggers.values() if all(_is_silent(each, figures, now) for each in members)]
    if len(loggers) < figures.site_least_loggers or len(silent) < share * len(loggers):
        return None
    return max(each.last_live_at for members in silent for each in members), len(silent), len(loggers)
