"""A year of calls: about 2,000 tickets, more heating in winter, fewer at night, most done in time."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from ops.estate.models import Installation, Location, Tenancy
from ops.estate.seed.builder import EstateBuilder
from ops.kit.periods import at_local, local_date
from ops.kit.working_time import WorkingCalendar
from ops.people.models import Person
from ops.repairs import reasons
from ops.repairs.models import Team
from ops.repairs.seed.catalogue import DEFECTS, Defect
from ops.repairs.seed.drafts import CallerDraft, Draft, live_through
from ops.repairs.seed.figures import shipped_proposal
from ops.repairs.seed.teams import team_for

PAST_TICKETS, PAST_DAYS = 2_000, 396
_LIFT_OF_THE_STORY = "R-017-L1"


@dataclass(frozen=True)
class Spot:
    """Where something can go wrong, and who lives or works there."""

    place: Location
    installation: Installation | None = None
    person: Person | None = None
    desk_name: str = ""


class World:
    """The places of each kind in which the catalogue's defects happen."""

    def __init__(self, b: EstateBuilder, teams: Mapping[str, Team], calendar: WorkingCalendar, zone: ZoneInfo) -> None:
        self.rng, self.now, self.zone, self.teams, self.calendar = b.rng, b.now, zone, teams, calendar
        self._b = b
        self._places = {place.id: place for place in b.locations}
        self._persons = {person.id: person for person in b.persons.made}
        self._by_lot = _tenancies_by_lot(b.tenancies)
        self._residents = self._first_residents()
        self._given: Counter[str] = Counter()
        self._spots = {
            "dwelling": self._dwellings(), "room": self._rooms(), "common": self._commons(),
            "lift": self._machines("lift"), "boiler": self._machines("boiler"), "public": self._public(),
        }  # fmt: skip

    def spot(self, where: str) -> Spot:
        return self.rng.choice(self._spots[where])

    def spot_of(self, code: str) -> Spot:
        """The spot of a place or installation that a story names."""
        machine = next((m for m in self._b.installations if m.code == code), None)
        if machine:
            return Spot(self._places[machine.location_id], machine)
        return Spot(self._b.by_code[code])

    def callers_of(self, spot: Spot, at: datetime) -> list[CallerDraft]:
        """The tenant on that day, somebody of the house, or the desk of a department."""
        person = self._tenant(spot.place, local_date(at, self.zone)) or spot.person
        if person is not None:
            return [CallerDraft(person.name, person.phone, person.language, person)]
        building = self._places[spot.place.building_id or spot.place.id]
        return [CallerDraft(spot.desk_name or f"Onthaal {building.name}", None, "nl")]

    def at_work(self, at: datetime) -> datetime:
        """The same moment, or else within the next working day."""
        day = local_date(at, self.zone)
        if self.calendar.is_working_day(day) and time(8) <= at.astimezone(self.zone).time() < time(15, 30):
            return at
        following = day + timedelta(days=1)
        while not self.calendar.is_working_day(following):
            following += timedelta(days=1)
        return at_local(following, time(8, 20), self.zone) + timedelta(minutes=self.rng.randrange(0, 400))

    def next_slot(self, team: Team) -> dict[str, str]:
        """The windows of the team in turn, from the next one on: its days fill up one after the other."""
        self._given[team.code] += 1
        windows = [window for day in self._open_days(5) for window in self._windows(day)]
        ahead = [window for window in windows if window[0] > self.now]
        from_at, to_at = ahead[(self._given[team.code] - 1) // 2 % len(ahead)]
        return {"from": from_at.isoformat(), "to": to_at.isoformat()}

    def _open_days(self, count: int) -> list[date]:
        return list(islice(self.calendar.working_days_from(local_date(self.now, self.zone)), count))

    def _windows(self, day: date) -> list[tuple[datetime, datetime]]:
        spans = (each.split("-") for each in ("08:00-10:00", "10:00-12:00", "12:30-14:30", "14:30-16:30"))
        return [
            (at_local(day, time.fromisoformat(starts), self.zone), at_local(day, time.fromisoformat(ends), self.zone))
            for starts, ends in spans
        ]

    def _tenant(self, place: Location, day: date) -> Person | None:
        for tenancy in self._by_lot.get(place.id, ()):
            if tenancy.from_on <= day < tenancy.to_on:
                return self._persons[tenancy.person_id]
        return None

    def _dwellings(self) -> list[Spot]:
        shops = {lot.location_id for lot in self._b.lots if lot.kind in ("commercial", "office")}
        return [Spot(p) for p in self._b.locations if p.kind == "lot" and p.id not in shops and p.id in self._by_lot]

    @property
    def dwellings(self) -> list[Location]:
        return [spot.place for spot in self._spots["dwelling"]]

    def _rooms(self) -> list[Spot]:
        wanted = [p for p in self._b.locations if p.kind == "room" and p.code.split("-")[-1].isdigit()]
        return [Spot(p, desk_name="Verpleging") for p in wanted if self._uses(p) == "rest_home"]

    def _uses(self, place: Location) -> str:
        return next((use.use for use in self._b.uses if use.location_id == place.building_id), "")

    def _commons(self) -> list[Spot]:
        wanted = [p for p in self._b.locations if p.kind == "common_part" and p.code.startswith("R-")]
        return [Spot(p, person=self._residents.get(p.building_id)) for p in wanted if p.code.endswith(("INK", "KEL"))]

    def _first_residents(self) -> dict[int | None, Person]:
        """Who calls about the common parts of a building."""
        found: dict[int | None, Person] = {}
        for lot_id in self._by_lot:
            person = self._tenant(self._places[lot_id], self._b.today)
            if person:
                found.setdefault(self._places[lot_id].building_id, person)
        return found

    def _machines(self, kind: str) -> list[Spot]:
        machines = [m for m in self._b.installations if m.kind == kind and m.code != _LIFT_OF_THE_STORY]
        return [Spot(self._places[m.location_id], m) for m in machines]

    def _public(self) -> list[Spot]:
        prefixes = ("ADM", "ANT", "LDC", "KDV", "JEU", "DAG", "OPL", "NOO")
        return [Spot(p) for p in self._b.locations if p.kind == "building" and p.code.startswith(prefixes)]


def _tenancies_by_lot(tenancies: Sequence[Tenancy]) -> dict[int, list[Tenancy]]:
    by_lot: dict[int, list[Tenancy]] = {}
    for tenancy in tenancies:
        by_lot.setdefault(tenancy.lot_id, []).append(tenancy)
    return by_lot


def draft_for(world: World, defect: Defect, spot: Spot, aware_at: datetime) -> Draft:
    """The call itself, with the priority that the rules propose on that day."""
    proposal = shipped_proposal(defect.hazard, local_date(aware_at, world.zone))
    callers = world.callers_of(spot, aware_at)
    french = callers[0].language != "nl"
    return Draft(
        aware_at=aware_at,
        title=defect.fr if french else defect.nl,
        trade=defect.trade,
        priority=proposal.priority,
        reason=reasons.why(proposal),
        place=spot.place,
        hazard=defect.hazard,
        callers=callers,
        installation=spot.installation,
    )


def past_drafts(world: World, count: int) -> Iterator[Draft]:
    """Tickets of the last year that are done; those of the last week are resolved, not yet closed."""
    while count:
        aware_at = _moment(world)
        defect = _defect(world.rng, aware_at)
        draft = draft_for(world, defect, world.spot(defect.where), aware_at)
        _live(world, draft, defect)
        if all(step.at <= world.now for step in draft.steps if step.kind != "closed"):
            count -= 1
            yield draft


def _moment(world: World) -> datetime:
    """Two calls of three come in working hours."""
    day = local_date(world.now, world.zone) - timedelta(days=world.rng.randrange(1, PAST_DAYS))
    busy = world.rng.random() < 0.68
    hour = world.rng.randrange(8, 17) if busy else world.rng.randrange(24)
    return at_local(day, time(hour, world.rng.randrange(60), world.rng.randrange(60)), world.zone)


def _defect(rng: Random, at: datetime) -> Defect:
    cold = at.month in (10, 11, 12, 1, 2, 3, 4)
    weights = [defect.weight * ((2 if cold else 0.15) if defect.winter else 1) for defect in DEFECTS]
    return rng.choices(DEFECTS, weights)[0]


def _live(world: World, draft: Draft, defect: Defect) -> None:
    french = draft.callers[0].language != "nl"
    chance = world.rng.random()
    if chance < 0.05:
        at = draft.aware_at + timedelta(hours=world.rng.uniform(0.2, 5))
        draft.then("cancelled", at, reason=world.rng.choice(("withdrawn", "not_ours", "error")))
        return
    team = team_for(world.teams, draft.trade, draft.priority, draft.place.zone, defect.where)
    report = defect.report_fr if french else defect.report_nl
    finding = defect.finding if chance > 0.12 else "caused_by_use"
    live_through(draft, team, finding, report, world.rng, world.at_work)
