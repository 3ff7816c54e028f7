"""What the demo's buildings, streets and firms are called."""

from dataclasses import dataclass

#: (street, postcode, city, zone)
STREETS: tuple[tuple[str, str, str, str], ...] = (
    ("Kruitmolenstraat", "1000", "Brussel", "centre"), ("Papenvest", "1000", "Brussel", "centre"),
    ("Hoogstraat", "1000", "Brussel", "centre"), ("Blaesstraat", "1000", "Brussel", "centre"),
    ("Spiegelstraat", "1000", "Brussel", "centre"), ("Vossenstraat", "1000", "Brussel", "centre"),
    ("Huidevettersstraat", "1000", "Brussel", "centre"), ("Sint-Gisleinsstraat", "1000", "Brussel", "centre"),
    ("Zwaluwenstraat", "1000", "Brussel", "centre"), ("Anderlechtsesteenweg", "1000", "Brussel", "centre"),
    ("Vlaamsesteenweg", "1000", "Brussel", "centre"), ("Lakensestraat", "1000", "Brussel", "centre"),
    ("Groot Eiland", "1000", "Brussel", "centre"), ("Radstraat", "1000", "Brussel", "centre"),
    ("Fransmanstraat", "1020", "Laken", "north"), ("Bockstaelwijk", "1020", "Laken", "north"),
    ("Emile Delvastraat", "1020", "Laken", "north"), ("Kerkeveldstraat", "1020", "Laken", "north"),
    ("Mutsaardlaan", "1020", "Laken", "north"), ("Heizelstraat", "1020", "Laken", "north"),
    ("Stevens-Delannoystraat", "1020", "Laken", "north"), ("Beyseghemstraat", "1120", "Neder-Over-Heembeek", "north"),
    ("Ransbeekstraat", "1120", "Neder-Over-Heembeek", "north"), ("Haachtsesteenweg", "1130", "Haren", "north"),
)  # fmt: skip


@dataclass(frozen=True)
class HomeFacts:
    """A rest home; single and double rooms hold its occupiable beds."""

    code: str
    short: str
    name: str
    street: str
    house_number: str
    postcode: str
    city: str
    zone: str
    singles: int
    doubles: int
    floor_area_m2: int


HOMES: tuple[HomeFacts, ...] = (
    HomeFacts("heizel", "HEI", "Huis Heizel", "Heizelstraat", "140", "1020", "Laken", "north", 124, 12, 8_400),
    HomeFacts("ursulinen", "URS", "Ter Ursulinen", "Zwaluwenstraat", "21", "1000", "Brussel", "centre", 113, 12, 7_900),
    HomeFacts(
        "geertruide", "GEE", "Residentie Sint-Geertruide", "Blaesstraat", "206", "1000", "Brussel", "centre",
        128, 12, 8_600,
    ),
    HomeFacts("vesale", "VES", "Huis Vesale", "Hoogstraat", "312", "1000", "Brussel", "centre", 99, 8, 6_700),
    HomeFacts(
        "wilde-rozen", "ROZ", "Residentie De Wilde Rozen", "Mutsaardlaan", "88", "1020", "Laken", "north",
        152, 14, 10_300,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class GroupFacts:
    """Public buildings of one use: how many at scale 1, and how many at least."""

    prefix: str
    name: str
    use: str
    night_use: bool
    count: int
    least: int
    area_m2: tuple[int, int]


PUBLIC_GROUPS: tuple[GroupFacts, ...] = (
    GroupFacts("ADM", "Administratie", "administration", False, 20, 3, (1_200, 4_500)),
    GroupFacts("ANT", "Antenne", "social_office", False, 14, 3, (450, 1_400)),
    GroupFacts("LDC", "Lokaal dienstencentrum", "other", False, 12, 1, (600, 1_600)),
    GroupFacts("KDV", "Kinderdagverblijf", "school", False, 14, 1, (500, 1_200)),
    GroupFacts("JEU", "Jeugdtehuis", "youth", True, 9, 1, (700, 1_500)),
    GroupFacts("NOO", "Opvanghuis", "housing", True, 9, 1, (600, 1_800)),
    GroupFacts("DAG", "Dagcentrum", "other", False, 8, 1, (500, 1_100)),
    GroupFacts("OPL", "Opleidingscentrum", "school", False, 8, 1, (800, 2_400)),
    GroupFacts("DEP", "Depot", "depot", False, 10, 2, (700, 3_000)),
    GroupFacts("WRK", "Werkplaats", "depot", False, 10, 1, (600, 2_200)),
)
#: Names of buildings that people know; others are numbered.
KNOWN_NAMES = {
    "ADM-01": "Hoofdkantoor",
    "ADM-02": "Administratief centrum Laken",
    "DEP-01": "Depot centrum",
    "DEP-02": "Depot noord",
    "R-080": "Borgval",
}
#: (street, number, postcode, city, zone) of those whose address is given.
KNOWN_ADDRESSES = {
    "ADM-01": ("Hoogstraat", "298A", "1000", "Brussel", "centre"),
    "ADM-02": ("Emile Bockstaellaan", "246", "1020", "Laken", "north"),
    "DEP-01": ("Hoogstraat", "290", "1000", "Brussel", "centre"),
    "DEP-02": ("Emile Bockstaellaan", "88", "1020", "Brussel", "north"),
    "LIN": ("Ransbeekstraat", "210", "1120", "Neder-Over-Heembeek", "north"),
    "R-017": ("Kruitmolenstraat", "18", "1000", "Brussel", "centre"),
    "R-042": ("Fransmanstraat", "64", "1020", "Laken", "north"),
    "R-080": ("Borgval", "4", "1000", "Brussel", "centre"),
}

#: (code, name, hours, code of the firm that comes when this one can't, trades)
FIRMS: tuple[tuple[str, str, str, str | None, tuple[str, ...]], ...] = (
    ("liftfirma", "Hefkracht Liften", "around_the_clock", None, ("lift",)),
    ("zenne-rioolwacht", "Zenne Rioolwacht", "around_the_clock", None, ("plumbing", "sanitation")),
    ("thermika", "Thermika", "working_hours", "zenne-warmtewacht", ("heating",)),
    ("zenne-warmtewacht", "Zenne Warmtewacht", "around_the_clock", None, ("heating", "plumbing")),
    ("lumen", "Lumen Elektro", "around_the_clock", None, ("electricity",)),
    ("brandveilig", "Brandveilig Techniek", "around_the_clock", "lumen", ("fire_safety",)),
    ("noordpool", "Noordpool Koeltechniek", "around_the_clock", None, ("other",)),
    ("waspunt", "Waspunt Machines", "working_hours", "noordpool", ("other",)),
    ("zonneveld", "Zonneveld Daken", "working_hours", "lumen", ("electricity", "roof")),
    ("sleutelhuis", "Sleutelhuis", "around_the_clock", None, ("locks_glass",)),
    ("netraad", "Netraad Informatica", "around_the_clock", None, ("other",)),
    ("garage", "Garage van het centrum", "working_hours", None, ("other",)),
)
