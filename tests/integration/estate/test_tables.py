from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ops.estate.cli import EXPORTS, IMPORTS
from ops.estate.models import Installation, Location, LotPeriod, Tenancy
from ops.estate.queries import list_installations, location_by_code, lot_periods, means_until, search_locations, use_on
from ops.estate.wording import address_of, name_of
from ops.kit.exports import csv_stream
from ops.kit.imports import Unreadable
from ops.kit.periods import OPEN_END
from ops.people.models import Person
from tests.support.world import NOW

LOCATIONS = """code;kind;name;parent;zone;street;house_number;postcode;city;use;night_use
R-900;building;Radstraat 9;;centre;Radstraat;9;1000;Brussel;housing;yes
R-900-KEL;common_part;Kelder;R-900;;;;;;;
"""
LOTS = """code,building,name,kind,subsidised,bedrooms,rent_eur,box,state,state_from
R-900-1A,R-900,Woning 1A,residential,yes,2,"612,50",1A,void,2026-01-01
"""
TENANCIES = """lot,person,from_on,to_on,given_name,family_name,language,phone
R-900-1A,P-1,2026-03-01,,Zeynep,Özdemir,fr,0400 00 12 47
"""
INSTALLATIONS = """code,kind,name,location,firm,firm_name,firm_phone,firm_hours
R-900-L1,lift,Lift,R-900,liften,Liften NV,+32400099001,around_the_clock
"""
TEMPERATURES = """day;mean_c;source
2026-11-19;-1,4;Ukkel
2026-11-20;-2,1;Ukkel
"""


def take(session: Session, kind: str, text: str, *, skip_bad: bool = False):  # type: ignore[no-untyped-def]
    return IMPORTS[kind](session, text.encode(), skip_bad=skip_bad)


@pytest.fixture
def house(session: Session) -> Session:
    for kind, text in (
        ("locations", LOCATIONS), ("lots", LOTS), ("tenancies", TENANCIES), ("installations", INSTALLATIONS),
        ("temperatures", TEMPERATURES),
    ):  # fmt: skip
        assert take(session, kind, text).faults == []
    return session


def test_a_house_comes_in_with_its_tree_lots_tenants_and_machines(house: Session) -> None:
    cellar = location_by_code(house, "R-900-KEL")
    assert address_of(cellar, "nl") == "Radstraat 9, 1000 Brussel"
    use = use_on(house, cellar, date(2026, 12, 1))
    assert use is not None
    assert use.night_use
    lot = location_by_code(house, "R-900-1A")
    assert [(p.kind, p.from_on, p.to_on) for p in lot_periods(house, lot.id)] == [
        ("void", date(2026, 1, 1), date(2026, 3, 1)),
        ("lease", date(2026, 3, 1), OPEN_END),
    ]
    assert house.scalars(select(Person.phone)).one() == "+32400001247"
    assert house.scalars(select(Installation.code)).one() == "R-900-L1"


@pytest.mark.parametrize("kind", list(IMPORTS))
def test_the_same_file_again_changes_nothing(house: Session, kind: str) -> None:
    text = {
        "locations": LOCATIONS, "lots": LOTS, "tenancies": TENANCIES, "installations": INSTALLATIONS,
        "temperatures": TEMPERATURES,
    }[kind]  # fmt: skip
    again = take(house, kind, text)
    assert (again.added, again.changed, len(again.faults)) == (0, 0, 0)
    assert again.unchanged > 0


@pytest.mark.parametrize("kind", list(EXPORTS))
def test_what_goes_out_comes_in_again_unchanged(house: Session, kind: str) -> None:
    data = b"".join(csv_stream(*EXPORTS[kind](house, NOW)))
    again = IMPORTS[kind](house, data)
    assert (again.added, again.changed, list(again.faults)) == (0, 0, [])


@pytest.mark.parametrize(
    ("kind", "line", "column", "code"),
    [
        ("locations", "R-901;building;X;;east;;;;;;", "zone", "not_allowed"),
        ("locations", "R-901;room;X;R-999;;;;;;;", "parent", "unknown_code"),
        ("locations", "R-901;site;X;R-900;centre;;;;;;", "parent", "not_allowed"),
        ("locations", "R-902;floor;X;;centre;;;;;;", "parent", "not_allowed"),
        ("locations", "R-901;building;X;;centre", "", "too_few_cells"),
    ],
    ids=["an unknown zone", "an unknown parent", "a site below a building", "a floor on its own", "a short line"],
)
def test_a_faulty_line_is_named_and_nothing_is_stored(
    house: Session, kind: str, line: str, column: str, code: str
) -> None:
    before = house.scalar(select(func.count()).select_from(Location))
    good = "R-905;building;Goed;;north;;;;;;\n"
    done = take(house, kind, LOCATIONS.splitlines()[0] + "\n" + good + line + "\n")
    assert [(f.number, f.column, f.code) for f in done.faults] == [(3, column, code)]
    assert (done.added, done.changed) == (0, 0)
    assert house.scalar(select(func.count()).select_from(Location)) == before


def test_bad_lines_can_be_left_out(house: Session) -> None:
    text = LOCATIONS.splitlines()[0] + "\nR-905;building;Goed;;north;;;;;;\nR-906;building;Slecht;;east;;;;;;\n"
    done = take(house, "locations", text, skip_bad=True)
    assert (done.added, len(done.faults)) == (1, 1)
    assert location_by_code(house, "R-905").zone == "north"


def test_a_lease_that_is_in_the_way_is_a_fault_of_its_line(house: Session) -> None:
    done = take(house, "tenancies", TENANCIES.splitlines()[0] + "\nR-900-1A,P-2,2026-06-01,,An,Maes,nl,\n")
    assert [(f.number, f.code) for f in done.faults] == [(2, "lot_is_let")]
    assert house.scalar(select(func.count()).select_from(Tenancy)) == 1
    assert house.scalar(select(func.count()).select_from(Person)) == 1


def test_a_lot_that_was_refused_leaves_nothing_for_later_lines(house: Session) -> None:
    head = LOTS.splitlines()[0]
    bad, good = (
        "R-900-2A,R-900,Woning,residential,no,1,500,2A,nowhere,",
        "R-900-2B,R-900,Woning,residential,no,1,500,2B,,",
    )
    done = take(house, "lots", f"{head}\n{bad}\n{good}\n", skip_bad=True)
    assert (done.added, [f.column for f in done.faults]) == (1, ["state"])
    assert house.scalar(select(func.count()).select_from(LotPeriod).where(LotPeriod.superseded_at.is_(None))) == 3


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\x01\x02", b"code,kind\n", b'code,"kind\nR-1', b"\xff\xfe" * 40],
    ids=["nothing", "binary", "columns missing", "an open quote", "another encoding"],
)
def test_a_file_that_is_no_table_is_refused(session: Session, raw: bytes) -> None:
    with pytest.raises(Unreadable):
        IMPORTS["locations"](session, raw)


def test_a_file_of_an_office_program_is_read(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "plaatsen.csv"
    path.write_bytes(LOCATIONS.replace("Radstraat 9", "Café Élysée").encode("cp1252"))
    assert IMPORTS["locations"](session, path).added == 2
    assert location_by_code(session, "R-900").name == "Café Élysée"


FRENCH = """code;kind;name;parent;zone;street;house_number;postcode;city;name_fr;street_fr;city_fr
R-900;building;Radstraat 9;;centre;Radstraat;9;1000;Brussel;Rue de la Roue 9;Rue de la Roue;Bruxelles
R-900-KEL;common_part;Kelder;R-900;;;;;;Cave;;
"""
_FRENCH_LOTS = LOTS.replace("state_from\n", "state_from,name_fr\n").replace("2026-01-01\n", "2026-01-01,Logement 1A\n")
_FRENCH_LIFTS = INSTALLATIONS.replace("firm_hours\n", "firm_hours,name_fr\n").replace("_clock\n", "_clock,Ascenseur\n")


@pytest.fixture
def bilingual(house: Session) -> Session:
    """The house once more, from files with French columns."""
    for kind, text in (("locations", FRENCH), ("lots", _FRENCH_LOTS), ("installations", _FRENCH_LIFTS)):
        assert take(house, kind, text).faults == []
    return house


def test_french_names_come_in_beside_the_dutch_ones(bilingual: Session) -> None:
    words = {
        code: (name_of(place, "fr"), address_of(place, "fr"))
        for code in ("R-900", "R-900-KEL", "R-900-1A")
        for place in (location_by_code(bilingual, code),)
    }
    assert words == {
        "R-900": ("Rue de la Roue 9", "Rue de la Roue 9, 1000 Bruxelles"),
        "R-900-KEL": ("Cave", "Rue de la Roue 9, 1000 Bruxelles"),
        "R-900-1A": ("Logement 1A", "Rue de la Roue 9/1A, 1000 Bruxelles"),
    }
    assert address_of(location_by_code(bilingual, "R-900-1A"), "nl") == "Radstraat 9/1A, 1000 Brussel"


@pytest.mark.parametrize("typed", ["rue de la roue 9", "radstraat 9", "Roue Brussel"])
def test_a_place_and_its_machine_are_found_in_either_language(bilingual: Session, typed: str) -> None:
    assert [place.code for place in search_locations(bilingual, typed)][:1] == ["R-900"]
    assert [each.code for each in list_installations(bilingual, q=typed)] == ["R-900-L1"]


@pytest.mark.parametrize("kind", ["locations", "lots", "installations"])
def test_french_names_go_out_and_come_in_again_unchanged(bilingual: Session, kind: str) -> None:
    data = b"".join(csv_stream(*EXPORTS[kind](bilingual, NOW)))
    assert "name_fr" in data.decode().splitlines()[0]
    again = IMPORTS[kind](bilingual, data)
    assert (again.added, again.changed, list(again.faults)) == (0, 0, [])


def test_a_file_without_french_columns_keeps_the_french_of_what_it_does_not_rename(bilingual: Session) -> None:
    take(bilingual, "locations", LOCATIONS.replace("Brussel", "Elsene"))
    house = location_by_code(bilingual, "R-900")
    assert (house.name_fr, house.street_fr) == ("Rue de la Roue 9", "Rue de la Roue")
    assert (house.city, house.city_fr) == ("Elsene", "")


def test_an_empty_french_cell_takes_the_french_away(bilingual: Session) -> None:
    take(bilingual, "locations", FRENCH.replace("Rue de la Roue;Bruxelles", ";"))
    assert address_of(location_by_code(bilingual, "R-900"), "fr") == "Radstraat 9, 1000 Brussel"


def test_a_later_file_corrects_a_day_and_a_bad_line_stores_nothing(house: Session) -> None:
    corrected = take(house, "temperatures", "day,mean_c,source\n2026-11-20,-2.4,Ukkel\n2026-11-21,0.3,Ukkel\n")
    assert (corrected.added, corrected.changed) == (1, 1)
    assert means_until(house, date(2026, 11, 21), 1) == {date(2026, 11, 20): -2.4, date(2026, 11, 21): 0.3}
    bad = take(house, "temperatures", "day,mean_c,source\n2026-11-22,warm,Ukkel\n,1.0,Ukkel\n2026-11-23,70,Ukkel\n")
    assert [(fault.number, fault.column) for fault in bad.faults] == [(2, "mean_c"), (3, "day"), (4, "mean_c")]
    assert means_until(house, date(2026, 11, 23), 1) == {}
