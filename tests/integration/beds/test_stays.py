"""What people do with beds: admissions, moves, absences, ends and corrections, and what is refused with which words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry
from ops.beds.errors import (
    AbsenceInTheWay,
    BedCleared,
    BedHeld,
    BedInUse,
    BedOutOfService,
    BedTaken,
    LicenceFull,
    NotAway,
    NotStaying,
    OutsideBedLife,
    OutsideStay,
    ReasonNeeded,
    ResidentElsewhere,
    SameBed,
)
from ops.beds.events import StayEnded
from ops.beds.models import Bed, BedOccupation, Home, Resident, Stay
from ops.beds.queries.census import census
from ops.beds.queries.residents import rooms_to_review
from ops.beds.queries.stays import absences_of, on_bed, person_code, segments_of, versions_of
from ops.beds.service.absences import come_back, leave
from ops.beds.service.act import terms_on
from ops.beds.service.blocking import accompany, back_in_service, end_hold, expire_holds, put_out, reserve
from ops.beds.service.capacity import close_bed, set_places
from ops.beds.service.clearing import cleared
from ops.beds.service.moves import swap, transfer
from ops.beds.service.residents import assess, join_couple
from ops.beds.service.stays import convert, correct, end_stay
from ops.kit.events import subscribe
from ops.kit.periods import OPEN_END
from tests.support.beds_world import BedsWorld, act, take_bed
from tests.support.world import NOW

D = [date(2026, 10, 1) + timedelta(days=number) for number in range(40)]


class House:
    """Short words for what tests do all the time."""

    def __init__(self, session: Session, world: BedsWorld) -> None:
        self.session, self.world = session, world

    def bed(self, code: str) -> Bed:
        return self.session.get_one(Bed, self.world.beds[code])

    def resident(self, number: int) -> Resident:
        return self.session.get_one(Resident, self.world.residents[number])

    def home(self, code: str) -> Home:
        return self.session.get_one(Home, self.world.homes[code])

    def admit(self, code: str, number: int, from_on: date, to_on: date = OPEN_END) -> Stay:
        return take_bed(self.session, NOW, self.world.beds[code], self.world.residents[number], from_on, to_on=to_on)

    def nights(self, stay: Stay) -> list[tuple[str, date, date]]:
        return [(row.bed.code, row.from_on, row.to_on) for row in segments_of(self.session, stay.id)]

    def on(self, code: str) -> list[tuple[str, date, date]]:
        return [(row.kind, row.from_on, row.to_on) for row in on_bed(self.session, self.world.beds[code], D[0])]


@pytest.fixture
def house(session: Session, world: BedsWorld) -> House:
    return House(session, world)


def test_a_second_resident_in_a_bed_is_refused_with_its_nights_the_other_stay_and_the_ways_out(house: House) -> None:
    first = house.admit("home-a-1", 0, D[0], D[10])
    with pytest.raises(BedTaken) as refused:
        house.admit("home-a-1", 1, D[9])
    assert refused.value.params == {
        "bed": "home-a-1", "from_on": "2026-10-01", "to_on": "2026-10-11", "other": first.ref,
        "ways": "other_bed,other_dates,move_that_stay",
    }  # fmt: skip
    assert first.ref in str(refused.value)


def test_one_leaves_and_another_comes_on_the_same_day(house: House) -> None:
    house.admit("home-a-1", 0, D[0], D[10])
    later = house.admit("home-a-1", 1, D[10])
    assert house.nights(later) == [("home-a-1", D[10], OPEN_END)]


def test_nobody_stays_in_two_homes_on_a_night(house: House) -> None:
    house.admit("home-a-1", 0, D[0])
    with pytest.raises(ResidentElsewhere, match="home-a-1"):
        house.admit("home-b-1", 0, D[5], D[6])


def test_in_and_out_on_one_day_is_an_admission_without_a_night(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[3], D[3])
    assert house.nights(stay) == [("home-a-1", D[3], D[3])]
    house.admit("home-a-1", 1, D[0], D[3])
    house.admit("home-a-1", 2, D[3])
    with pytest.raises(BedTaken):
        house.admit("home-a-1", 3, D[5], D[5])


def test_an_end_on_the_first_day_leaves_no_night_and_no_gap(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[3])
    end_stay(act(house.session, NOW), stay, D[3], "home")
    assert house.nights(stay) == [("home-a-1", D[3], D[3])]
    assert house.on("home-a-1") == [("clearing", D[3], OPEN_END)]


def test_a_death_is_followed_by_clearing_until_somebody_says_cleared(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    told: list[StayEnded] = []
    subscribe(StayEnded, lambda session, event, *, now: told.append(event))
    end_stay(act(house.session, NOW), stay, D[10], "death")
    [row] = on_bed(house.session, house.world.beds["home-a-1"], D[10])
    assert (row.kind, row.cause, row.from_on, row.to_on, row.due_on) == ("clearing", "death", D[10], OPEN_END, D[17])
    assert [(each.stay_ref, each.on, each.cause) for each in told] == [(stay.ref, D[10], "death")]
    with pytest.raises(BedCleared, match="home-a-1"):
        house.admit("home-a-1", 1, D[20])
    cleared(act(house.session, NOW), house.bed("home-a-1"), D[14])
    house.admit("home-a-1", 1, D[14])
    assert house.on("home-a-1") == [("stay", D[0], D[10]), ("clearing", D[10], D[14]), ("stay", D[14], OPEN_END)]


def test_an_end_that_is_noted_twice_counts_as_noted_last(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    end_stay(act(house.session, NOW), stay, D[10], "home")
    end_stay(act(house.session, NOW), stay, D[6], "death")
    assert house.on("home-a-1") == [("stay", D[0], D[6]), ("clearing", D[6], OPEN_END)]
    with pytest.raises(NotStaying, match=stay.ref):
        end_stay(act(house.session, NOW), stay, D[8], "home")


def test_a_transfer_parts_the_nights_at_its_day(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    transfer(act(house.session, NOW), stay, D[7], house.bed("home-b-2"))
    assert house.nights(stay) == [("home-a-1", D[0], D[7]), ("home-b-2", D[7], OPEN_END)]
    assert house.on("home-a-1") == [("stay", D[0], D[7]), ("clearing", D[7], OPEN_END)]
    with pytest.raises(SameBed):
        transfer(act(house.session, NOW), stay, D[9], house.bed("home-b-2"))
    with pytest.raises(NotStaying):
        transfer(act(house.session, NOW), stay, D[0] - timedelta(days=1), house.bed("home-b-3"))


def test_a_transfer_between_two_planned_ones_clears_only_until_the_return(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    transfer(act(house.session, NOW), stay, D[10], house.bed("home-a-2"))
    cleared(act(house.session, NOW), house.bed("home-a-1"), D[12])
    transfer(act(house.session, NOW), stay, D[20], house.bed("home-a-1"))
    transfer(act(house.session, NOW), stay, D[5], house.bed("home-a-3"))
    wanted = [("home-a-1", D[0], D[5]), ("home-a-3", D[5], D[10]), ("home-a-2", D[10], D[20])]
    assert house.nights(stay) == [*wanted, ("home-a-1", D[20], OPEN_END)]


def test_two_swap_their_beds_in_one_step(house: House) -> None:
    one, other = house.admit("home-a-1", 0, D[0]), house.admit("home-b-1", 1, D[2])
    swap(act(house.session, NOW), one, other, D[8])
    assert house.nights(one) == [("home-a-1", D[0], D[8]), ("home-b-1", D[8], OPEN_END)]
    assert house.nights(other) == [("home-b-1", D[2], D[8]), ("home-a-1", D[8], OPEN_END)]
    assert house.on("home-a-1") == [("stay", D[0], D[8]), ("stay", D[8], OPEN_END)]


def test_a_reservation_blocks_others_and_becomes_the_stay_of_its_resident(house: House) -> None:
    reserve(act(house.session, NOW), house.bed("home-a-1"), house.resident(0), D[0], D[10])
    with pytest.raises(BedHeld) as refused:
        house.admit("home-a-1", 1, D[2])
    assert refused.value.params["other"] == person_code(house.session, house.world.residents[0])
    house.admit("home-a-1", 0, D[4])
    assert house.on("home-a-1") == [("hold", D[0], D[4]), ("stay", D[4], OPEN_END)]


def test_a_reservation_that_nobody_confirms_ends_by_itself(house: House) -> None:
    today = act(house.session, NOW).today
    hold = reserve(act(house.session, NOW), house.bed("home-a-1"), house.resident(0), D[0], today + timedelta(days=30))
    assert hold.due_on == today + timedelta(days=3)
    assert expire_holds(act(house.session, NOW + timedelta(days=3))) == 0
    assert expire_holds(act(house.session, NOW + timedelta(days=4))) == 1
    assert house.on("home-a-1") == [("hold", D[0], today + timedelta(days=4))]
    assert expire_holds(act(house.session, NOW + timedelta(days=5))) == 0


def test_a_reservation_of_the_future_that_is_given_up_never_was(house: House) -> None:
    hold = reserve(act(house.session, NOW), house.bed("home-a-1"), house.resident(0), D[10], D[20])
    end_hold(act(house.session, NOW), house.bed("home-a-1"), hold.id, D[10])
    assert house.on("home-a-1") == []


def test_works_wait_until_the_occupant_has_moved_in_the_same_transaction(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    with pytest.raises(BedTaken):
        put_out(act(house.session, NOW), house.bed("home-a-1"), D[5], "works")
    transfer(act(house.session, NOW), stay, D[5], house.bed("home-a-2"))
    cleared(act(house.session, NOW), house.bed("home-a-1"), D[5])
    put_out(act(house.session, NOW), house.bed("home-a-1"), D[5], "works", ticket_ref="T26-000123")
    with pytest.raises(BedOutOfService, match="T26-000123"):
        house.admit("home-a-1", 1, D[9])
    back_in_service(act(house.session, NOW), house.bed("home-a-1"), D[9])
    house.admit("home-a-1", 1, D[9])


def test_absences_lie_within_the_stay_and_never_meet(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[5])
    with pytest.raises(OutsideStay):
        leave(act(house.session, NOW), stay, D[4], "hospital")
    short = house.admit("home-a-2", 1, D[0], D[3])
    with pytest.raises(OutsideStay):
        leave(act(house.session, NOW), short, D[4], "hospital")
    leave(act(house.session, NOW), stay, D[8], "hospital")
    with pytest.raises(AbsenceInTheWay):
        leave(act(house.session, NOW), stay, D[9], "holiday", D[11])
    come_back(act(house.session, NOW), stay, D[12])
    leave(act(house.session, NOW), stay, D[15], "other", D[15])
    found = [(row.from_on, row.to_on) for row in absences_of(house.session, stay.id)]
    assert found == [(D[8], D[12]), (D[15], D[15])]
    with pytest.raises(NotAway):
        come_back(act(house.session, NOW), stay, D[20])


def test_who_dies_in_hospital_is_away_until_the_end_and_a_corrected_end_takes_the_absence_along(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    leave(act(house.session, NOW), stay, D[8], "hospital")
    end_stay(act(house.session, NOW), stay, D[12], "death")
    assert [(row.from_on, row.to_on) for row in absences_of(house.session, stay.id)] == [(D[8], D[12])]
    correct(act(house.session, NOW, "Note of the hospital"), stay, D[0], D[14])
    assert [(row.from_on, row.to_on) for row in absences_of(house.session, stay.id)] == [(D[8], D[14])]
    assert house.on("home-a-1") == [("stay", D[0], D[14]), ("clearing", D[14], OPEN_END)]


def test_a_correction_needs_a_reason_and_leaves_what_was_known(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[5])
    with pytest.raises(ReasonNeeded):
        correct(act(house.session, NOW), stay, D[3], OPEN_END)
    correct(act(house.session, NOW + timedelta(days=2), "Came earlier"), stay, D[3], OPEN_END)
    was, becomes = versions_of(house.session, stay.id)
    assert (was.from_on, was.superseded_at, was.superseded_by) == (D[5], NOW + timedelta(days=2), "test")
    assert (becomes.from_on, becomes.reason, becomes.superseded_at) == (D[3], "Came earlier", None)
    home = house.world.homes["home-a"]
    terms = terms_on(house.session, D[0])
    before, now = (
        census(house.session, [home], D[0], D[10], terms, as_known_at=at) for at in (NOW + timedelta(days=1), None)
    )
    assert (before.total(before.contract), now.total(now.contract)) == (5, 7)


def test_a_trial_becomes_a_long_stay_without_losing_a_night(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    convert(act(house.session, NOW), stay, D[6], "short")
    assert [(row.stay_kind, row.from_on) for row in segments_of(house.session, stay.id)] == [
        ("long", D[0]),
        ("short", D[6]),
    ]


def test_residents_never_outnumber_the_licence(house: House) -> None:
    set_places(act(house.session, NOW), house.home("home-a"), "licensed", D[10], 1, D[20])
    house.admit("home-a-1", 0, D[0])
    house.admit("home-a-2", 1, D[0], D[10])
    with pytest.raises(LicenceFull, match="2026-10-11"):
        house.admit("home-a-3", 2, D[9], D[12])
    with pytest.raises(LicenceFull):
        set_places(act(house.session, NOW), house.home("home-a"), "licensed", D[5], 1)


def test_a_bed_ends_only_when_nobody_has_it_any_more(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    with pytest.raises(BedInUse):
        close_bed(act(house.session, NOW), house.bed("home-a-1"), D[10])
    end_stay(act(house.session, NOW), stay, D[8], "home")
    close_bed(act(house.session, NOW), house.bed("home-a-1"), D[10])
    assert house.on("home-a-1") == [("stay", D[0], D[8]), ("clearing", D[8], D[10])]
    with pytest.raises(OutsideBedLife):
        house.admit("home-a-1", 1, D[9])


def test_a_companion_sleeps_in_the_room_and_takes_no_bed(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    accompany(act(house.session, NOW), stay, D[2], D[9])
    transfer(act(house.session, NOW), stay, D[5], house.bed("home-a-2"))
    rows = house.session.scalars(select(BedOccupation).where(BedOccupation.kind == "companion")).all()
    assert [(row.from_on, row.to_on) for row in rows if row.superseded_at is None] == [(D[2], D[5])]
    home = [house.world.homes["home-a"]]
    counted = census(house.session, home, D[0], D[10], terms_on(house.session, D[0]))
    assert counted.total(counted.contract) == 10


def test_a_death_in_a_couple_opens_a_look_at_the_room_of_the_other(house: House) -> None:
    one, other = house.admit("home-a-1", 0, D[0]), house.admit("home-a-2", 1, D[0])
    join_couple(act(house.session, NOW), house.resident(0), house.resident(1), D[0])
    end_stay(act(house.session, NOW), one, D[10], "death")
    assert [row.stay_id for row in rooms_to_review(house.session, D[10])] == [other.id]
    assert rooms_to_review(house.session, D[9]) == []


def test_a_care_category_keeps_what_it_took_the_place_of(house: House) -> None:
    first = assess(act(house.session, NOW), house.resident(0), "B", D[0])
    assess(act(house.session, NOW, "Accepted"), house.resident(0), "B", D[0], D[2], D[20])
    assert first.superseded_because == "Accepted"


def test_every_act_leaves_a_line_in_the_trail(house: House) -> None:
    stay = house.admit("home-a-1", 0, D[0])
    end_stay(act(house.session, NOW), stay, D[8], "home")
    actions = list(house.session.scalars(select(AuditEntry.action).where(AuditEntry.object_ref == "home-a")))
    assert actions[-2:] == ["stay.admit", "stay.end"]
