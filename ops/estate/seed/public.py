"""Public buildings: five homes, administration, social offices, the linen factory and the rest; their machines."""

from ops.estate.models import Firm, Location
from ops.estate.seed.builder import Address, EstateBuilder
from ops.estate.seed.names import FIRMS, HOMES, KNOWN_ADDRESSES, KNOWN_NAMES, PUBLIC_GROUPS, STREETS, HomeFacts

_FLOORS_OF_A_HOME = 5


def add_firms(b: EstateBuilder) -> None:
    numbers = {code: number for number, (code, *_) in enumerate(FIRMS, start=1)}
    for code, name, hours, fallback, _ in sorted(FIRMS, key=lambda firm: firm[3] is not None):
        b.firms[code] = Firm(
            id=numbers[code],
            code=code,
            name=name,
            phone=f"+32400099{numbers[code]:03d}",
            email=f"dispatch@{code}.example",
            hours=hours,
            fallback_firm_id=numbers[fallback] if fallback else None,
        )


def add_public_buildings(b: EstateBuilder) -> None:
    for facts in HOMES:
        _add_home(b, facts)
    _add_linen_factory(b)
    for group in PUBLIC_GROUPS:
        for number in range(1, b.scaled(group.count, group.least) + 1):
            code = f"{group.prefix}-{number:02d}"
            area = 14_000 if code == "ADM-01" else b.rng.randrange(*group.area_m2)
            name = KNOWN_NAMES.get(code, f"{group.name} {number}")
            building = _add_office_like(b, code, name, area)
            b.use(building, group.use, night_use=group.night_use)
    _add_vehicles(b)
    _add_past_use(b)


def address_for(b: EstateBuilder, code: str) -> Address:
    if code in KNOWN_ADDRESSES:
        return Address(*KNOWN_ADDRESSES[code])
    street, postcode, city, zone = b.rng.choice(STREETS)
    return Address(street, str(b.rng.randrange(2, 240)), postcode, city, zone)


def _add_home(b: EstateBuilder, facts: HomeFacts) -> None:
    address = Address(facts.street, facts.house_number, facts.postcode, facts.city, facts.zone)
    home = b.place(facts.code, "building", facts.name, address, area_m2=facts.floor_area_m2)
    b.use(home, "rest_home", night_use=True)
    cellar = b.place(f"{facts.code}-kelder", "common_part", "Kelder", address, parent=home)
    kitchen = b.place(f"{facts.code}-keuken", "common_part", "Keuken", address, parent=home)
    for code, name in (("hal", "Hal"), ("eetzaal", "Eetzaal"), ("wasserij", "Wasserij"), ("dak", "Dak")):
        b.place(f"{facts.code}-{code}", "common_part", name, address, parent=home)
    _add_rooms(b, facts, home, address)
    _add_home_machines(b, facts, home, cellar, kitchen)
    b.key_holder(home, "concierge", "Dag en nacht aan het onthaal; heeft alle sleutels.")
    b.key_holder(home, "key_holder", "Technische dienst van het huis, op werkdagen van 7 tot 15.30 uur.")


def _add_rooms(b: EstateBuilder, facts: HomeFacts, home: Location, address: Address) -> None:
    rooms = facts.singles + facts.doubles
    per_floor = -(-rooms // _FLOORS_OF_A_HOME)
    doubles = set(b.rng.sample(range(rooms), facts.doubles))
    floors = [
        b.place(f"{facts.code}-v{level}", "floor", f"Verdieping {level}", address, parent=home)
        for level in range(1, _FLOORS_OF_A_HOME + 1)
    ]
    for index in range(rooms):
        level, number = index // per_floor, index % per_floor + 1
        code = f"{facts.code}-{level + 1}{number:02d}"
        area = 30 if index in doubles else 20
        name = f"{'Tweepersoonskamer' if index in doubles else 'Kamer'} {level + 1}{number:02d}"
        b.place(code, "room", name, address, parent=floors[level], area_m2=area)


def _add_home_machines(b: EstateBuilder, facts: HomeFacts, home: Location, cellar: Location, kitchen: Location) -> None:
    short = facts.short
    lifts = 1 if facts.code == "ursulinen" else 2
    for number in range(1, lifts + 1):
        b.install(f"{short}-L{number}", "lift", f"Lift {number}", home, "liftfirma")
    for number in (1, 2):
        b.install(f"{short}-B{number}", "boiler", f"Ketel {number}", cellar, "thermika", power_kw=320.0)
    b.install(f"{short}-N1", "nurse_call", "Verpleegoproep", home, "lumen")
    b.install(f"{short}-F1", "fire_alarm", "Branddetectie", home, "brandveilig")
    b.install(f"{short}-V1", "ventilation", "Luchtgroep", home, "thermika", power_kw=15.0)
    b.install(f"{short}-C1", "cold_store", "Koelcel keuken", kitchen, "noordpool", critical=True, power_kw=6.0)
    b.install(f"{short}-M1", "washing", "Wasmachine", b.by_code[f"{facts.code}-wasserij"], "waspunt", power_kw=18.0)
    if facts.code == "wilde-rozen":
        b.install("ROZ-PV", "pv", "Zonnepanelen", b.by_code["wilde-rozen-dak"], "zonneveld", power_kw=190.0)


def _add_linen_factory(b: EstateBuilder) -> None:
    address = address_for(b, "LIN")
    factory = b.place("LIN", "building", "Linnendienst", address, area_m2=7_200)
    b.use(factory, "laundry")
    b.place("LIN-KEL", "common_part", "Technische ruimte", address, parent=factory)
    hall = b.place("LIN-HAL", "room", "Washal", address, parent=factory)
    b.place("LIN-EXP", "room", "Expeditie", address, parent=factory)
    b.install("LIN-T1", "washing", "Wastunnel", hall, "waspunt", critical=True, power_kw=160.0)
    b.install("LIN-T2", "washing", "Finishtunnel", hall, "waspunt", critical=True, power_kw=90.0)
    for number in range(1, 7):
        b.install(f"LIN-M{number}", "washing", f"Wasmachine {number}", hall, "waspunt", power_kw=22.0)
    b.install("LIN-B1", "boiler", "Stoomketel", b.by_code["LIN-KEL"], "thermika", power_kw=2_400.0)
    b.install("LIN-F1", "fire_alarm", "Branddetectie", factory, "brandveilig")
    b.install("LIN-PV", "pv", "Zonnepanelen", factory, "zonneveld", power_kw=185.0)
    b.key_holder(factory, "key_holder", "Ploegleider, werkdagen van 6 tot 20 uur.")


def _add_office_like(b: EstateBuilder, code: str, name: str, area_m2: int) -> Location:
    address = address_for(b, code)
    building = b.place(code, "building", name, address, area_m2=area_m2)
    cellar = b.place(f"{code}-KEL", "common_part", "Kelder", address, parent=building)
    floors = max(1, min(5, area_m2 // 900))
    for level in range(floors):
        floor = b.place(f"{code}-V{level}", "floor", f"Verdieping {level}", address, parent=building)
        for number in range(1, 4):
            b.place(f"{code}-{level}{number:02d}", "room", f"Lokaal {level}.{number:02d}", address, parent=floor)
    b.install(f"{code}-B1", "boiler", "Ketel", cellar, "thermika", power_kw=area_m2 * 0.05)
    b.install(f"{code}-F1", "fire_alarm", "Branddetectie", building, "brandveilig")
    if floors > 2:
        b.install(f"{code}-L1", "lift", "Lift", building, "liftfirma")
    if code in ("ADM-01", "ADM-02"):
        room = b.place(f"{code}-SRV", "room", "Serverzaal", address, parent=building)
        b.install(f"{code}-S1", "server_room", "Koeling serverzaal", room, "netraad", critical=True, power_kw=24.0)
    b.key_holder(building, "key_holder", "Onthaal, werkdagen van 8 tot 17 uur; reservesleutel bij de dispatching.")
    return building


def _add_vehicles(b: EstateBuilder) -> None:
    depots = [b.by_code["DEP-01"], b.by_code["DEP-02"]]
    for number in range(1, b.scaled(24, 4) + 1):
        b.install(f"VTG-{number:02d}", "vehicle", f"Bestelwagen {number}", depots[number % 2], "garage")


def _add_past_use(b: EstateBuilder) -> None:
    """One house changed its use last year: a crèche became a social office."""
    building = b.by_code["ANT-02"]
    change_on = b.today.replace(day=1).replace(year=b.today.year - 1)
    current = next(use for use in b.uses if use.location_id == building.id)
    current.to_on, current.use = change_on, "school"
    b.use(building, "social_office", from_on=change_on)
