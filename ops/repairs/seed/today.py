"""The queue on the day of the seed: what an ordinary day leaves open, and the stories."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from ops.kit.periods import at_local, local_date
from ops.repairs.seed.catalogue import DEFECTS, Defect
from ops.repairs.seed.drafts import Draft, live_through
from ops.repairs.seed.history import World, draft_for
from ops.repairs.seed.teams import team_for

_LIFT = "R-017-L1"
#: (days ago, title): the lift that keeps failing.
_LIFT_TROUBLES = (
    (86, "Lift stopt naast de verdieping"), (71, "Lift staat stil"), (55, "Lift stopt naast de verdieping"),
    (41, "Lift staat stil"), (27, "Lift stopt naast de verdieping"), (13, "Persoon vast in de lift"),
    (4, "Lift staat stil"),
)  # fmt: skip

_Play = Callable[[World, Draft, str], None]


def lift_story(world: World) -> Iterator[Draft]:
    """Seven tickets in 90 days on one lift, each repaired, none cured."""
    for days_ago, title in _LIFT_TROUBLES:
        defect = _named(title)
        day = local_date(world.now, world.zone) - timedelta(days=days_ago)
        aware_at = at_local(day, time(9 + days_ago % 8, days_ago % 60), world.zone)
        draft = draft_for(world, replace(defect, hazard=_milder(defect.hazard)), world.spot_of(_LIFT), aware_at)
        draft.callers = world.callers_of(world.spot("common"), aware_at)
        live_through(draft, world.teams["firm-liftfirma"], defect.finding, defect.report_nl, world.rng, lambda at: at)
        yield draft


def _milder(hazard: str) -> str:
    """The house has stairs and few floors: done on the same day all the same."""
    return "only_lift" if hazard == "part_of_service" else hazard


def _named(title: str) -> Defect:
    return next(defect for defect in DEFECTS if defect.nl == title)


def open_drafts(world: World, count: int) -> Iterator[Draft]:
    """What waits now: some urgent ones of the last hours, and ordinary ones of the last weeks."""
    for minutes, title, play in _URGENT[: max(4, count)]:
        yield _open(world, _named(title), world.now - timedelta(minutes=minutes), play)
    yield _many_callers(world)
    for number in range(max(0, count - len(_URGENT) - 1)):
        defect = world.rng.choice([d for d in DEFECTS if d.hazard in ("part_of_service", "routine", "leak", "damp")])
        play, days = _ORDINARY[number % len(_ORDINARY)]
        at = world.at_work(world.now - timedelta(days=days + world.rng.randrange(3), hours=world.rng.randrange(6)))
        if at < world.now - timedelta(hours=1):
            yield _open(world, defect, at, play)


def _open(world: World, defect: Defect, aware_at: datetime, play: _Play) -> Draft:
    draft = draft_for(world, defect, world.spot(defect.where), aware_at)
    play(world, draft, defect.where)
    return draft


def _many_callers(world: World) -> Draft:
    """One burst pipe, six flats under it."""
    draft = _open(world, _named("Water door het plafond"), world.now - timedelta(minutes=41), _on_site)
    while len(draft.callers) < 6:
        minutes = 4 * len(draft.callers)
        more = world.callers_of(world.spot("dwelling"), draft.aware_at)
        draft.callers = [*draft.callers, *(replace(each, later=timedelta(minutes=minutes)) for each in more)]
    return draft


def _send(world: World, draft: Draft, where: str, after_minutes: float) -> datetime:
    team = team_for(world.teams, draft.trade, draft.priority, draft.place.zone, where)
    draft.teams.append(team)
    at = draft.aware_at + timedelta(minutes=after_minutes)
    draft.then("work_planned", at, order=0)
    if draft.priority in ("P3", "P4", "P5") and team.firm_id is None:
        draft.then("slot_agreed", at, order=0, **world.next_slot(team), by="desk")
    draft.then("work_dispatched", at, order=0)
    return at


def _new(world: World, draft: Draft, where: str) -> None:
    draft.triaged = False


def _triaged(world: World, draft: Draft, where: str) -> None:
    """Confirmed, nobody sent yet."""


def _sent(world: World, draft: Draft, where: str) -> None:
    _send(world, draft, where, 5)


def _accepted(world: World, draft: Draft, where: str) -> None:
    at = _send(world, draft, where, 6)
    draft.then("told_sent", at + timedelta(minutes=3))
    draft.then("work_accepted", at + timedelta(minutes=9), "crew", 0)


def _on_site(world: World, draft: Draft, where: str) -> None:
    _accepted(world, draft, where)
    draft.then("work_started", draft.aware_at + timedelta(minutes=32), "crew", 0)


def _safe(world: World, draft: Draft, where: str) -> None:
    _on_site(world, draft, where)
    draft.then("made_safe", draft.aware_at + timedelta(minutes=58), "crew", 0)


#: What makes the visit count.
_AT_DOOR = {"kind": "absent", "proof": "foto van de bel", "card": "in de brievenbus"}


def _no_access(world: World, draft: Draft, where: str) -> None:
    _accepted(world, draft, where)
    at = draft.aware_at + timedelta(minutes=95)
    draft.then("work_no_access", at, "crew", 0, until=_soon(world, 1), text="Niemand thuis.", **_AT_DOOR)


def _part(world: World, draft: Draft, where: str) -> None:
    _on_site(world, draft, where)
    at = draft.aware_at + timedelta(minutes=80)
    draft.then("work_need_part", at, "crew", 0, until=_soon(world, 4), text="Stuk besteld bij de leverancier.")


def _network(world: World, draft: Draft, where: str) -> None:
    _accepted(world, draft, where)
    at = draft.aware_at + timedelta(minutes=20)
    draft.then(
        "paused", at, reason="network_operator", until=_soon(world, 1), text="Netbeheerder verwittigd.",
        operator="Sibelga", reference="SIB-2026-118",
    )  # fmt: skip


def _tenant(world: World, draft: Draft, where: str) -> None:
    _accepted(world, draft, where)
    draft.then(
        "paused", draft.aware_at + timedelta(minutes=50), reason="tenant", until=_soon(world, 3),
        text="Belt terug met een dag die past.",
    )  # fmt: skip


def _soon(world: World, days: int) -> str:
    return at_local(local_date(world.now, world.zone) + timedelta(days=days), time(9), world.zone).isoformat()


#: (minutes ago, defect, how far it is)
_URGENT: tuple[tuple[int, str, _Play], ...] = (
    (32, "Geen stroom in de woning", _triaged),
    (7, "Persoon vast in de lift", _sent),
    (17, "Geen water in de woning", _sent),
    (44, "Geen verwarming in de woning", _accepted),
    (75, "Lift staat stil", _safe),
    (150, "Voordeur sluit niet meer", _safe),
    (210, "Enig toilet verstopt", _no_access),
    (95, "Deur van de woning gaat niet op slot", _on_site),
    (230, "Geen verwarming in de woning", _network),
    (12, "Vochtplek in de slaapkamer", _new),
    (26, "Warm water wordt lauw", _new),
)
#: (how far it is, days ago at least): some of them late.
_ORDINARY: tuple[tuple[_Play, int], ...] = (
    (_triaged, 0), (_sent, 0), (_accepted, 2), (_part, 3), (_accepted, 4), (_tenant, 5), (_accepted, 6),
    (_no_access, 2), (_accepted, 1), (_accepted, 9), (_sent, 1),
)  # fmt: skip
