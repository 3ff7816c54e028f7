"""What several channels, or looks at several hours, say of one thing is said once."""

from collections.abc import Iterable
from dataclasses import replace

from ops.energy.rules.causes import BETTER_KNOWN
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY

#: Causes that tell of one thing: within so many hours the first one found speaks for them.
_ONE_THING = (
    (frozenset({"base_load", "night_left_on", "continuous_flow"}), 7 * DAY),
    (frozenset({"scale", "implausible", "zero_run", "stuck"}), DAY),
    (frozenset({"catch_up", "dip", "spike", "zero_run", "stuck", "scale"}), DAY),
)


def said_once(found: Iterable[Stretch], quiet_days: int) -> list[Stretch]:
    """In order of time, without what another stretch has just said; that one goes on as long as either does."""
    kept: list[Stretch] = []
    for each in sorted(found, key=lambda stretch: (stretch.found, stretch.cause)):
        speaker = next((place for place, before in enumerate(kept) if _says(before, each, quiet_days)), None)
        if speaker is None:
            kept.append(each)
        else:
            kept[speaker] = _going_on(kept[speaker], each)
    return kept


def _says(before: Stretch, each: Stretch, quiet_days: int) -> bool:
    """A second stretch of the same cause is news, unless its family covers it; a rise is looked at by several."""
    since = each.found - before.found
    if before.cause == each.cause == "base_load" and since < quiet_days * DAY:
        return True
    return any(before.cause in causes and each.cause in causes and since <= hours for causes, hours in _ONE_THING)


def _going_on(speaker: Stretch, each: Stretch) -> Stretch:
    """What was measured last, where both measure the same; and by its better name, once that is known."""
    if (speaker.cause, each.cause) in BETTER_KNOWN:
        return replace(speaker, end=max(speaker.end, each.end), later=each)
    if each.end <= speaker.end:
        return speaker
    return replace(speaker, end=each.end, params=each.params if each.cause == speaker.cause else speaker.params)
